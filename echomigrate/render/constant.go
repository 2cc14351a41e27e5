package render

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// constants are the typed constants of the packages that revision files are written with, by their values.
// A test compares the table with those packages' sources.
var constants = map[any]string{
	schema.IdentityByDefault:  "IdentityByDefault",
	schema.IdentityAlways:     "IdentityAlways",
	schema.Restrict:           "Restrict",
	schema.Cascade:            "Cascade",
	schema.SetNull:            "SetNull",
	schema.SetDefault:         "SetDefault",
	schema.InitiallyImmediate: "InitiallyImmediate",
	schema.InitiallyDeferred:  "InitiallyDeferred",
}
