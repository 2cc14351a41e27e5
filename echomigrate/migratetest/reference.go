package migratetest

import "context"

// reference is the name of the copy that no test gets, and that others are compared with.
func (t *template) reference() string { return t.server.prefix + "o" + t.oid }

func (t *template) makeReference(ctx context.Context) error {
	there, err := t.server.isThere(ctx, t.reference())
	if err != nil || there {
		return err
	}
	return t.server.create(ctx, t.reference(), t.name)
}

// knowOriginal reads the reference. It is nil where that cannot be: copies serve one test each then.
func (t *template) knowOriginal() *original {
	t.reading.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		o, err := t.readReference(ctx, t.since)
		if err == nil && !o.isWhole && t.since != "" {
			// The server has analyzed the reference. If a new one is so too, it was the template.
			if err = t.server.exec(ctx, "DROP DATABASE IF EXISTS "+t.reference()); err == nil {
				o, err = t.readReference(ctx, t.since)
			}
		}
		if err == nil && !o.isWhole {
			o, err = t.readReference(ctx, "")
		}
		if err == nil {
			t.original = o
		}
	})
	return t.original
}

// readReference reads the reference, which may have to be made.
func (t *template) readReference(ctx context.Context, since string) (*original, error) {
	if err := t.makeReference(ctx); err != nil {
		return nil, err
	}
	k, err := t.keep(ctx, t.reference())
	if err != nil {
		return nil, err
	}
	defer k.close()
	return readOriginal(ctx, k.conn, t.server.isSuper, since)
}
