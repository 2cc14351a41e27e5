package migratetest

// Slots are those of a server, for the tests.
type Slots = slots

// NewSlots and Take let tests try them.
var NewSlots = newSlots

// Take waits for a slot.
var Take = (*slots).take
