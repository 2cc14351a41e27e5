package migratetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// climb goes up revision by revision, and at each down and up again.
func (v *verification) climb(t *testing.T) {
	err := v.migrator.EnsureVersion(t.Context())
	if err == nil {
		v.empty, err = v.state(t.Context())
		v.now = v.empty
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range v.revisions {
		if !check(t, r.ID, func() error { return v.step(t.Context(), r) }) {
			return
		}
	}
}

// step goes up one revision, down and up again, then puts in the data behind it.
func (v *verification) step(ctx context.Context, r *revision.Revision) error {
	if err := v.up(ctx, r.ID); err != nil {
		return err
	}
	after, err := v.state(ctx)
	if err != nil {
		return err
	}
	if !v.oneWay[r.ID] {
		if err := v.back(ctx, r, after); err != nil {
			return err
		}
	}
	v.now = after
	for _, d := range v.data[r.ID] {
		if err := d.insert(ctx, v.db); err != nil {
			return fmt.Errorf("put the data behind %s in: %w", r.ID, v.dialect.Explain(err))
		}
	}
	return nil
}

// back takes a revision back and runs it again, which must lead to the state after it again.
func (v *verification) back(ctx context.Context, r *revision.Revision, after state) error {
	if err := v.down(ctx, r); err != nil {
		return err
	}
	if err := v.is(ctx, v.now, "downgrade of "+r.ID+" leaves a trace"); err != nil {
		return err
	}
	if err := v.up(ctx, r.ID); err != nil {
		return fmt.Errorf("behind its downgrade: %w", err)
	}
	return v.is(ctx, after, "second upgrade to "+r.ID+" makes another schema than the first")
}

func (v *verification) up(ctx context.Context, id string) error {
	done, err := v.migrator.Upgrade(ctx, id)
	if err == nil && len(done.Done) != 1 {
		err = fmt.Errorf("upgrade %s ran %d revisions instead of one", id, len(done.Done))
	}
	return err
}

// down takes back the one revision that was run last.
func (v *verification) down(ctx context.Context, r *revision.Revision) error {
	target := r.ID + "@base"
	if len(r.Revises) > 0 {
		target = r.ID + "@" + r.Revises[0]
	}
	done, err := v.migrator.Downgrade(ctx, target)
	if err == nil && len(done.Done) != 1 {
		err = fmt.Errorf("downgrade %s took %d revisions back instead of one", r.ID, len(done.Done))
	}
	return err
}

// base goes all the way down and up again.
func (v *verification) base(ctx context.Context) error {
	if len(v.oneWay) > 0 || len(v.revisions) == 0 {
		return nil
	}
	if _, err := v.migrator.Downgrade(ctx, "base"); err != nil {
		return err
	}
	if err := v.is(ctx, v.empty, "downgrade to the base leaves a trace"); err != nil {
		return err
	}
	if _, err := v.migrator.Upgrade(ctx, "heads"); err != nil {
		return fmt.Errorf("behind the downgrade to the base: %w", err)
	}
	return v.is(ctx, v.now, "second upgrade from the base makes another schema than the first")
}
