package migratetest

import (
	"fmt"
	"strings"
)

// What is made for tests has one of these names. OID is that of the database which locks are taken in, OWNER eight hexadecimal digits of
// the process, N a number of its own, KEY hexadecimal digits of the history:
//
//	migratetest_OID_tKEY                a template
//	migratetest_OID_OWNER_N_TEMPLATE    a copy of the template with that OID
//	migratetest_OID_sTEMPLATE_OWNER_N   a copy that is ready
//	migratetest_OID_OWNER_N             what is made yet, a database with nothing in it, or a schema
//
// Neither "t" nor "s" is a hexadecimal digit.
const (
	namePrefix     = "migratetest_"
	templateLetter = "t"
	spareLetter    = "s"
	// anyName is a regular expression for the names of any server's database.
	anyName = "^" + namePrefix + "[0-9]+_"
	// copyRest is one for a copy's name behind the prefix, up to its template.
	copyRest = "[0-9a-f]{8}_[0-9]+_"
)

// ownerDigits is how long the name of a process is, in hexadecimal digits.
const ownerDigits = 8

// newName is one for a database or a schema that goes when this process is gone.
func (s *server) newName() string {
	return fmt.Sprintf("%s%s_%d", s.prefix, s.owner, s.serial.Add(1))
}

// ownerIn is the owner in one of these names.
func (s *server) ownerIn(name string) string {
	owner, _, _ := strings.Cut(strings.TrimPrefix(name, s.prefix), "_")
	return owner
}

// templatePrefix is what the names of templates begin with, before the key.
func (s *server) templatePrefix() string { return s.prefix + templateLetter }

// newName is one for a copy of this process's.
func (t *template) newName() string { return t.server.newName() + "_" + t.oid }

// copyNames is a regular expression for what newName gives in any process.
func (t *template) copyNames() string { return "^" + t.server.prefix + copyRest + t.oid + "$" }

// sparePrefix is what the names of copies begin with that are ready.
func (t *template) sparePrefix() string { return t.server.prefix + spareLetter + t.oid + "_" }

// spareName is one for a copy that is ready.
func (t *template) spareName() string {
	return fmt.Sprintf("%s%s_%d", t.sparePrefix(), t.server.owner, t.server.serial.Add(1))
}
