// Package versions holds the revisions of the database's schema, one file each.
package versions

import "github.com/echomigrate/echo-migrate/echomigrate/revision"

// Repository holds every revision that a file of this package registers.
var Repository = revision.NewRepository()
