package migratetest

import (
	"context"

	"github.com/uptrace/bun"
)

// Slots are those of a server, for the tests.
type Slots = slots

// ServerSlots are slots of a server's that all share which know it by another address of the same database.
func ServerSlots(address string, open func(string) (*bun.DB, error), n int) (*Slots, error) {
	s, err := serverOf(address, open)
	if err != nil {
		return nil, err
	}
	return &slots{server: s, most: n}, nil
}

// LimitSlots lets tests have so many databases of a server at once.
func LimitSlots(address string, open func(string) (*bun.DB, error), n int) error {
	s, err := serverOf(address, open)
	if err == nil {
		s.slots.most = n
	}
	return err
}

// Take waits for a slot.
var Take = (*slots).take

// LockOnce takes a lock of a server's, and gives it back.
func LockOnce(ctx context.Context, s *Slots) error {
	return s.server.unless(ctx, buildLock, "0123456789abcdef", func() error { return nil })
}

// Lives is how many times the connection with a server's locks has ended.
func Lives(s *Slots) int64 { return s.server.lives.Load() }

// OnRenew lets a kit say how it went when a copy was made fit for another test.
func OnRenew(k *Kit, tell func(error)) { k.renewed = tell }
