// Package sqlfile reads and writes revisions as SQL files.
//
// A file begins with the revision's message and a header, both in line comments, and goes on with sections of statements:
//
//	-- Add user bio
//	--
//	-- revision: 8c2f1e0a7b44
//	-- revises: 4a1f0c2b9d3e
//	-- created: 2026-11-24T07:54:00Z
//
//	-- upgrade
//	ALTER TABLE users ADD COLUMN bio text;
//
//	-- upgrade postgres
//	-- autocommit
//	CREATE INDEX CONCURRENTLY users_bio_idx ON users (bio);
//
//	-- downgrade
//	ALTER TABLE users DROP COLUMN bio;
//
// # Header
//
// What stands above the first header line is the message. The header lines come in any order:
//
//	-- revision: 8c2f1e0a7b44             the ID
//	-- revises: 4a1f0c2b9d3e, 91d0aa3c55e7    the IDs before it; nothing behind the colon for a base
//	-- created: 2026-11-24T07:54:00Z      may be left out
//	-- labels: billing, eu                may be left out
//	-- depends on: c0ffee123456, mail     may be left out
//	-- compatible with: 4a1f0c2b9d3e      may be left out: the oldest revision whose programs can work with the schema
//	-- replaces: goose 1 2 3              may be left out: another tool, and its migrations that this one stands in for
//	-- transaction: none                  may be left out: how the statements share a transaction, revision or none
//
// Between them and the first section stand no other comments but those in /* */.
//
// # Sections
//
// The line "-- upgrade" begins statements that lead to the revision, "-- downgrade" those that lead back. Each is there at
// least once; nothing need follow. With the name of a database behind it, as in "-- upgrade sqlite", the section is for
// that kind alone (op.Only). Sections run in the order in which they stand, and may alternate.
//
// The line "-- autocommit" makes the next statement run outside a transaction (op.Autocommit).
//
// A marker is a comment with a line to itself that says nothing else; capitals, spaces around it and a colon at its end do
// not matter. So "-- upgrade the users" is a comment, as is a marker behind a statement or in a string. One word behind
// upgrade or downgrade that is no database is an error, as it is likely to be a misspelt one.
//
// # Statements
//
// Statements end with semicolons; the last one of a section may lack it. Each becomes an op.Exec, without the comments
// around it. Files may come from Windows: a byte order mark is skipped, and line ends are read as line feeds, so that a
// revision has the same checksum everywhere. The SQL is that of PostgreSQL and SQLite, taken apart as psql and sqlite3 do.
// What those programs carry out themselves is refused: their commands, and COPY … FROM STDIN with rows in the file. So are
// statements that begin or end transactions, which are the runner's.
package sqlfile

import (
	"errors"
	"io/fs"
	"path"
	"runtime"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/sourcefile"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// NewRepository is revision.NewRepository with the revisions of the *.sql files in the root of files. What is wrong with them
// is reported by the repository's Graph. Messages name the files by the directory of the source that calls NewRepository.
func NewRepository(files fs.FS) *revision.Repository {
	directory := ""
	if _, caller, _, known := runtime.Caller(1); known {
		directory = path.Dir(revision.ShortPath(caller))
	}
	r := revision.NewRepository()
	r.AddSQL(load(files, directory))
	return r
}

// Load reads the *.sql files in the root of files, in the order of their names. The error says all that is wrong with them,
// a line for each fault, with file and line. What begins with a dot is left out.
func Load(files fs.FS) ([]revision.Revision, error) { return load(files, "") }

// load is Load for files that messages name by a directory.
func load(files fs.FS, directory string) ([]revision.Revision, error) {
	sources, err := sourcefile.Read(files, ".sql")
	if err != nil {
		return nil, err
	}
	var revisions []revision.Revision
	var faults []error
	for _, source := range sources {
		if source.Err != nil {
			faults = append(faults, source.Err)
			continue
		}
		r, err := Parse(path.Join(directory, source.Name), source.Content)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		revisions = append(revisions, r)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return revisions, nil
}
