package postgres

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// unlogged is the word for it in CREATE TABLE.
func (d Dialect) unlogged(is bool) string {
	if !is {
		return ""
	}
	d.wantUnlogged()
	return "UNLOGGED "
}

// SetUnlogged changes whether a table is logged.
func (d Dialect) SetUnlogged(table schema.Name, unlogged bool) []string {
	action := " SET LOGGED"
	if unlogged {
		action = " SET UNLOGGED"
	}
	d.wantUnlogged()
	return []string{"ALTER TABLE " + d.QuoteTable(table) + action}
}

// wantUnlogged takes note that a place has to tell logged tables from others.
func (d Dialect) wantUnlogged() {
	if d.places != nil {
		d.places.unlogged = true
	}
}
