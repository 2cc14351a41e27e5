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
		return fmt.Errorf("table %s is %s, and its model says %q: a table keeps the partitioning that it was created with: "+
			"in a revision of your own, by op.Exec, create another one PARTITION BY %s with its partitions, move the rows, drop the old one and rename it; "+
			"or let the model leave it out, which takes any partitioning", id, partitioning(current.canonical.PartitionBy), wanted.canonical.PartitionBy, wanted.canonical.PartitionBy)
	}
	return nil
}

func partitioning(by string) string {
	if by == "" {
		return "not partitioned"
	}
	return fmt.Sprintf("partitioned by %q", by)
}
