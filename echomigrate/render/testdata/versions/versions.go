// Package versions holds the revisions of the database's schema, one file each.
package versions

import (
	"embed"

	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

//go:embed [^.]*
var files embed.FS

// Repository holds every revision that a Go file of this package registers, and those of its SQL files.
var Repository = sqlfile.NewRepository(files)
