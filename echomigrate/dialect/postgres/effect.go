package postgres

import (
	"regexp"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// The locks of PostgreSQL that operations take, and whom they keep out
// (https://www.postgresql.org/docs/current/explicit-locking.html).
var (
	accessExclusive      = dialect.Effect{Lock: "ACCESS EXCLUSIVE", Blocks: dialect.BlocksAll}
	shareRowExclusive    = dialect.Effect{Lock: "SHARE ROW EXCLUSIVE", Blocks: dialect.BlocksWriters}
	share                = dialect.Effect{Lock: "SHARE", Blocks: dialect.BlocksWriters}
	shareUpdateExclusive = dialect.Effect{Lock: "SHARE UPDATE EXCLUSIVE"}
	rowExclusive         = dialect.Effect{Lock: "ROW EXCLUSIVE"}
)

// Effect is the lock that PostgreSQL's manual gives for each form of ALTER TABLE and the other statements.
func (Dialect) Effect(o op.Operation) dialect.Effect {
	switch o := o.(type) {
	case op.BulkInsert, op.Backfill:
		return rowExclusive
	case op.SetTableComment, op.SetTableParameters:
		return shareUpdateExclusive
	case op.CreateIndex:
		if o.Concurrently {
			return scanning(shareUpdateExclusive, true)
		}
		return scanning(share, true)
	case op.DropIndex:
		if o.Concurrently {
			return shareUpdateExclusive
		}
		return accessExclusive
	case op.RenameIndex:
		return dialect.Effect{}
	case op.AddForeignKey:
		return scanning(shareRowExclusive, !o.ForeignKey.NotValid)
	case op.AddCheck:
		return scanning(accessExclusive, !o.Check.NotValid)
	case op.AddPrimaryKey, op.AddUnique, op.AddExclusion:
		return scanning(accessExclusive, true)
	case op.ValidateConstraint:
		return scanning(shareUpdateExclusive, true)
	case op.SetUnlogged:
		return rewriting(accessExclusive, true)
	case op.AddColumn:
		return rewriting(accessExclusive, computes(o.Column))
	case op.AlterColumn:
		e := rewriting(accessExclusive, retypes(o) || o.To.Generated != "" && o.From.Generated != o.To.Generated)
		e.Scans = !e.Rewrites && o.To.NotNull && !o.From.NotNull
		return e
	case op.TableOperation:
		return accessExclusive
	}
	return dialect.Effect{}
}

func scanning(e dialect.Effect, scans bool) dialect.Effect {
	e.Scans = scans
	return e
}

func rewriting(e dialect.Effect, rewrites bool) dialect.Effect {
	e.Rewrites = rewrites
	return e
}

// computes reports whether a new column has a value of its own for each row.
func computes(c schema.Column) bool {
	return c.Generated != "" && !c.Virtual || c.Identity != "" || schema.IsSerial(c.Type) || isVolatile(c.Default)
}

var functionCall = regexp.MustCompile(`([A-Za-z_][\w.]*)\s*\(`)

// constantCalls are functions that give one value for a whole statement.
var constantCalls = []string{"now", "transaction_timestamp", "statement_timestamp", "current_setting", "lower", "upper", "make_date", "make_interval", "array", "row", "coalesce"}

// isVolatile reports whether an expression may give each row another value: it calls a function that is not known not to.
func isVolatile(expression string) bool {
	return slices.ContainsFunc(functionCall.FindAllStringSubmatch(expression, -1), func(match []string) bool {
		name := strings.ToLower(match[1])
		return !slices.Contains(constantCalls, strings.TrimPrefix(name, "pg_catalog.")) && schema.TypeName(name+"(1)") == name+"(1)" && !isTypeName(name)
	})
}

// isTypeName reports whether a word before a parenthesis is a type with arguments, as in '…'::numeric(10,2).
func isTypeName(word string) bool {
	return slices.Contains([]string{"numeric", "varchar", "char", "bit", "varbit", "timestamp", "timestamptz", "time", "timetz", "interval"}, word)
}

// retypes reports whether an alteration has every row written anew: the type changes, and not to a longer one of the same kind,
// or the collation does.
func retypes(o op.AlterColumn) bool {
	from, to := stored(o.From.Type), stored(o.To.Type)
	return from != to && !isLonger(from, to)
}

// isLonger reports whether every value of a type is stored the same way in another one.
func isLonger(from, to string) bool {
	switch base(to) {
	case "text":
		return base(from) == "varchar" || base(from) == "citext"
	case "varchar":
		return base(from) == "varchar" && schema.Widens(from, to) || from == "text" && to == "varchar"
	case "numeric":
		return base(from) == "numeric" && schema.Widens(from, to) && (to == "numeric" || scale(from) == scale(to))
	case "timestamp", "timestamptz", "time", "timetz", "varbit":
		return base(from) == base(to) && schema.Widens(from, to)
	}
	return from == "cidr" && to == "inet"
}

// scale is what stands behind the comma in a type's arguments.
func scale(name string) string {
	_, behind, _ := strings.Cut(name, ",")
	return behind
}
