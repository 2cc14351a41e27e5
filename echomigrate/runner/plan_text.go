package runner

import "github.com/echomigrate/echo-migrate/echomigrate/dialect"

// String is "users (about 1200000 rows, 310 MB): ACCESS EXCLUSIVE, others can neither read nor write, writes every row anew".
func (t PlannedTable) String() string {
	line := t.Table.String()
	switch {
	case t.New:
		line += " (new)"
	case t.Size != nil:
		line += " (" + t.Size.String() + ")"
	}
	line += ": " + t.Lock + ", " + map[dialect.Blocked]string{
		dialect.BlocksNobody: "others read and write", dialect.BlocksWriters: "others read and cannot write",
		dialect.BlocksAll: "others can neither read nor write",
	}[t.Blocks]
	switch {
	case t.Rewrites:
		line += ", writes every row anew"
	case t.Scans:
		line += ", reads every row"
	}
	return line
}
