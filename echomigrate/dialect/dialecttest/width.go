package dialecttest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// width finds that a column takes as many characters as Width says, and no more.
func (x Target) width(t *testing.T) {
	db := x.Open(t)
	name := schema.Name{Table: `odd "name"`}
	table := x.Dialect.QuoteTable(name)
	exec(t, db, "CREATE TABLE "+table+" (narrow varchar(32), wide varchar(255), plain text, bare varchar)")
	fits := func(column string, characters int) bool {
		text, err := x.Dialect.Literal(strings.Repeat("é", characters))
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(ctx, "?", bun.Safe("INSERT INTO "+table+" ("+column+") VALUES ("+text+")"))
		return err == nil
	}
	for _, column := range []string{"narrow", "wide", "plain", "bare"} {
		width := query(t, db, "SELECT "+x.Dialect.Width(name, column))[0]
		if width == "NULL" {
			if !fits(column, 1000) {
				t.Errorf("%s has no limit, and does not take 1,000 characters", column)
			}
			continue
		}
		limit, err := strconv.Atoi(width)
		if err != nil {
			t.Fatal(err)
		}
		if !fits(column, limit) || fits(column, limit+1) {
			t.Errorf("%s does not take %d characters, or takes more", column, limit)
		}
	}
	for _, missing := range []string{
		x.Dialect.Width(name, "missing"), x.Dialect.Width(schema.Name{Table: "missing"}, "narrow"), x.Dialect.Width(schema.Name{Schema: "missing", Table: "t"}, "narrow"),
	} {
		if got := query(t, db, "SELECT "+missing)[0]; got != "NULL" {
			t.Errorf("%s is %s, want NULL", missing, got)
		}
	}
}
