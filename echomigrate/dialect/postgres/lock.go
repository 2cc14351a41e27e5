package postgres

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// The pauses between two tries to get the lock: the first, doubled each time up to the longest.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = time.Second
)

// Lock polls for a session's advisory lock. It polls, since a session that waits for the lock inside PostgreSQL would hold a
// snapshot, for which CREATE INDEX CONCURRENTLY of the holder would wait in turn. Advisory locks belong to one database.
func (d Dialect) Lock(ctx context.Context, conn bun.Conn, key string, wait time.Duration) (func(context.Context) error, error) {
	id := lockID(key)
	deadline := time.Now().Add(wait)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		var got bool
		if err := conn.QueryRowContext(ctx, fmt.Sprintf("SELECT pg_try_advisory_lock(%d)", id)).Scan(&got); err != nil {
			return nil, cmp.Or(over(ctx), err)
		}
		if got {
			break
		}
		if time.Now().Add(pause).After(deadline) {
			return nil, d.lockedBy(ctx, conn, id)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause/2 + rand.N(pause/2)):
		}
	}
	return func(ctx context.Context) error {
		var released bool
		if err := conn.QueryRowContext(ctx, fmt.Sprintf("SELECT pg_advisory_unlock(%d)", id)).Scan(&released); err != nil {
			return err
		}
		if !released {
			return fmt.Errorf("the lock was not held any more")
		}
		return nil
	}, nil
}

// over is why a context is over; nil while it is not. A driver that hands the deadline on to the connection may see it first.
func over(ctx context.Context) error {
	if deadline, has := ctx.Deadline(); has && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// lockID is the number that stands for a key.
func lockID(key string) int64 {
	h := fnv.New64a()
	h.Write([]byte("echomigrate " + key))
	return int64(h.Sum64())
}

// clockTime is to_char's pattern for a time that people read.
const clockTime = `'YYYY-MM-DD HH24:MI:SS TZ'`

// lockedBy names the session that holds the lock. PostgreSQL does not say since when; an old statement shows that it hangs.
func (d Dialect) lockedBy(ctx context.Context, conn bun.Conn, id int64) error {
	var holder string
	err := conn.QueryRowContext(ctx, "?", bun.Safe(fmt.Sprintf(`SELECT format('process %%s%%s of %%s, connected since %%s, its last statement began %%s', a.pid,
			' (' || nullif(a.application_name, '') || ')', a.usename, to_char(a.backend_start, `+clockTime+`), to_char(a.query_start, `+clockTime+`))
		FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND l.classid::bigint = %d AND l.objid::bigint = %d AND l.objsubid = 1`, uint64(id)>>32, uint64(id)&0xffffffff))).Scan(&holder)
	if err != nil {
		return dialect.ErrLocked
	}
	return fmt.Errorf("%w: %s", dialect.ErrLocked, holder)
}
