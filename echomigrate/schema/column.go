package schema

// Column is one column of a table.
type Column struct {
	// Name as the database stores it, without quotes.
	Name string
	// Type is an SQL type name. PostgreSQL's names are the common tongue (bigint, varchar(20), timestamptz, numeric(10,2),
	// text[] …); each dialect translates the portable ones and passes the rest through. serial, bigserial and smallserial
	// are columns that number themselves.
	Type string
	// NotNull forbids NULL.
	NotNull bool
	// Default is an SQL expression, strings with their quotes; empty means none.
	Default string
	// Identity makes the database number the rows.
	Identity Identity
	// IdentityOptions say how an identity column numbers (PostgreSQL). Default: as the database does it; in a model as the column
	// does it already, unless a revision said something else.
	IdentityOptions SequenceOptions
	// Generated is the SQL expression that the column is computed from; empty means an ordinary column.
	Generated string
	// Virtual computes a Generated column on reading instead of storing it.
	Virtual bool
	// Collation is the name of the column's collation; empty means the database's own.
	Collation string
	// Comment is the column's comment; databases without comments leave it out.
	Comment string
}

// Identity says whether and how a column is an identity column.
type Identity string

// The kinds of identity columns; the zero value means that the column is none.
const (
	// IdentityByDefault numbers a row unless the INSERT gives a value.
	IdentityByDefault Identity = "by default"
	// IdentityAlways numbers every row and refuses values from an INSERT.
	IdentityAlways Identity = "always"
)

// NeedsValue reports whether rows have no value for the column unless somebody gives one.
func (c Column) NeedsValue() bool {
	return c.NotNull && c.Default == "" && c.Identity == "" && c.Generated == "" && !IsSerial(c.Type)
}
