package diff

import "fmt"

// partitioned reports a table that is to be partitioned in another way than it is, which no database can do.
func partitioned(from, to *side) error {
	for _, wanted := range to.tables {
		id := wanted.canonical.ID()
		current := from.byName[id]
		if current == nil || current == wanted || wanted.canonical.PartitionBy == current.canonical.PartitionBy {
			continue
		}
		return fmt.Errorf("table %s is partitioned by %q, and its model says %q: a table keeps the partitioning that it was created with: "+
			"create another one in a revision of your own, move the rows, and rename it", id, current.canonical.PartitionBy, wanted.canonical.PartitionBy)
	}
	return nil
}
