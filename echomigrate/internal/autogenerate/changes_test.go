package autogenerate_test

import "slices"

// changes are all changes, by what they are about.
func changes() []change {
	return slices.Concat(tableChanges(), columnChanges(), defaultChanges(), typeChanges(), keyChanges(), foreignKeyChanges(),
		indexChanges(), numberChanges(), enumChanges(), sequenceChanges(), storageChanges(), unmanagedChanges())
}
