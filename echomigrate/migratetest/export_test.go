package migratetest

import "context"

// Slots are those of a server, for the tests.
type Slots = slots

// NewSlots are slots of this process alone.
func NewSlots(n int) *Slots {
	free := make(chan int, n)
	for i := range n {
		free <- i
	}
	return &slots{
		acquire: func(context.Context, []int) (int, bool, error) {
			select {
			case slot := <-free:
				return slot, true, nil
			default:
				return 0, false, nil
			}
		},
		release: func(slot int) error {
			free <- slot
			return nil
		},
	}
}

// Take waits for a slot.
var Take = (*slots).take
