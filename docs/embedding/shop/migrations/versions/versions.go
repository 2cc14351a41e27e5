// Package versions holds the shop's revisions.
package versions

import "github.com/echomigrate/echo-migrate/echomigrate/revision"

// Repository is where each revision file registers what it holds.
var Repository = revision.NewRepository()
