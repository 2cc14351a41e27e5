package echomigrate_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// branched is a history with two bases, a branch point, branches with labels, dependencies and a merge:
//
//	shop1 -- shop2 -- orders1 -- orders2 -- join -- last
//	            \                          /
//	             stock1 -- stock2 ---------          stock2 depends on orders1
//	audit1 -- audit2 -- audit3                       audit2 depends on orders2
func branched() []revision.Revision {
	const order = "INSERT INTO orders (customer_id, product) VALUES (1, 'a\nb\\c')"
	return []revision.Revision{
		{
			ID: "shop1", Message: "Create customers and products", Labels: []string{"shop"},
			Upgrade: []op.Operation{
				op.CreateTable{Table: schema.Table{
					Name: "customers", Comment: "It's who buys",
					Columns: []schema.Column{
						{Name: "id", Type: "bigserial", NotNull: true},
						{Name: "name", Type: "text", NotNull: true, Comment: "first; last"},
					},
					PrimaryKey: schema.Key{Columns: []string{"id"}},
				}},
				op.CreateTable{Table: schema.Table{
					Name:       "products",
					Columns:    []schema.Column{{Name: "code", Type: "varchar(20)", NotNull: true}, {Name: "price", Type: "integer"}},
					PrimaryKey: schema.Key{Columns: []string{"code"}},
					Checks:     []schema.Check{{Expression: "price >= 0"}},
				}},
				op.BulkInsert{Table: "products", Columns: []string{"code", "price"}, Rows: [][]any{
					{"pen", 3}, {"it's; -- no end", nil}, {"a\nb\\c", 5},
				}},
			},
			Downgrade: []op.Operation{op.DropTable{Table: "products"}, op.DropTable{Table: "customers"}},
		},
		{
			ID: "shop2", Message: "Reach customers", Revises: []string{"shop1"},
			Upgrade: []op.Operation{
				op.AddColumn{Table: "customers", Column: schema.Column{Name: "email", Type: "text", NotNull: true, Default: "'none; -- yet'"}},
				op.CreateIndex{Table: "customers", Index: schema.Index{Columns: []string{"email"}, Where: "email <> ''"}},
				op.Exec{SQL: "INSERT INTO customers (id, name) VALUES (1, 'Ann; -- \"and\" ''Bob''') -- the first\n;\n\nUPDATE customers SET email = 'ann'"},
			},
			Downgrade: []op.Operation{
				op.Exec{SQL: "DELETE FROM customers"},
				op.DropIndex{Table: "customers", Name: "customers_email_idx"},
				op.DropColumn{Table: "customers", Column: "email"},
			},
		},
		{
			ID: "orders1", Message: "Create orders", Revises: []string{"shop2"}, Labels: []string{"orders"},
			Upgrade: []op.Operation{
				op.CreateTable{Table: schema.Table{
					Name: "orders",
					Columns: []schema.Column{
						{Name: "id", Type: "bigint", NotNull: true, Identity: schema.IdentityByDefault},
						{Name: "customer_id", Type: "bigint", NotNull: true}, {Name: "product", Type: "varchar(20)"},
					},
					PrimaryKey: schema.Key{Columns: []string{"id"}},
					ForeignKeys: []schema.ForeignKey{
						{Columns: []string{"customer_id"}, RefTable: "customers", RefColumns: []string{"id"}, OnDelete: schema.Cascade},
					},
				}},
				op.Exec{SQL: "INSERT INTO orders (customer_id, product) SELECT id, 'pen' FROM customers"},
			},
			Downgrade: []op.Operation{op.DropTable{Table: "orders"}},
		},
		{
			ID: "orders2", Message: "Orders are of products", Revises: []string{"orders1"},
			Upgrade: []op.Operation{
				op.AddForeignKey{Table: "orders", ForeignKey: schema.ForeignKey{
					Columns: []string{"product"}, RefTable: "products", RefColumns: []string{"code"}, OnUpdate: schema.Cascade,
				}},
				op.AddUnique{Table: "orders", Unique: schema.Key{Columns: []string{"customer_id", "product"}}},
			},
			Downgrade: []op.Operation{
				op.DropUnique{Table: "orders", Name: "orders_customer_id_product_key"},
				op.DropForeignKey{Table: "orders", Name: "orders_product_fkey"},
			},
		},
		{
			ID: "stock1", Message: "Count products", Revises: []string{"shop2"}, Labels: []string{"stock"},
			Upgrade: []op.Operation{
				op.AddColumn{Table: "products", Column: schema.Column{Name: "amount", Type: "integer", NotNull: true, Default: "0"}},
				op.Exec{SQL: "UPDATE products SET price = 0 WHERE price IS NULL"},
				op.AlterColumn{
					Table: "products", Column: "price",
					From: schema.Column{Type: "integer"}, To: schema.Column{Type: "bigint", NotNull: true, Default: "0"},
				},
			},
			Downgrade: []op.Operation{
				op.AlterColumn{
					Table: "products", Column: "price",
					From: schema.Column{Type: "bigint", NotNull: true, Default: "0"}, To: schema.Column{Type: "integer"},
				},
				op.DropColumn{Table: "products", Column: "amount"},
			},
		},
		{
			ID: "stock2", Message: "Watch the stock", Revises: []string{"stock1"}, DependsOn: []string{"orders1"},
			Upgrade: []op.Operation{
				op.Only{Dialect: "postgres", Ops: op.List{
					op.Exec{SQL: "CREATE FUNCTION take() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n" +
						"  UPDATE products SET amount = amount - 1 WHERE code = NEW.product; -- it's one\n  RETURN NEW;\nEND;\n$$"},
					op.Exec{SQL: "CREATE TRIGGER orders_take AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION take()"},
				}},
				op.Only{Dialect: "sqlite", Ops: op.List{
					op.Exec{SQL: "CREATE TRIGGER customers_leave AFTER DELETE ON customers BEGIN\n" +
						"  UPDATE products SET amount = amount + 1; -- it's one\n  SELECT 1;\nEND"},
				}},
				op.Func{
					Name: "order", SQL: order,
					Run: func(ctx context.Context, db bun.IDB) error {
						_, err := db.ExecContext(ctx, "?", bun.Safe(order))
						return err
					},
				},
			},
			Downgrade: []op.Operation{
				op.Only{Dialect: "postgres", Ops: op.List{op.Exec{SQL: "DROP TRIGGER orders_take ON orders; DROP FUNCTION take()"}}},
				op.Only{Dialect: "sqlite", Ops: op.List{op.Exec{SQL: "DROP TRIGGER customers_leave"}}},
			},
		},
		{
			ID: "join", Message: "Join orders and stock", Revises: []string{"orders2", "stock2"},
			Upgrade: []op.Operation{}, Downgrade: []op.Operation{},
		},
		{
			ID: "last", Message: "Call products goods", Revises: []string{"join"},
			Upgrade: []op.Operation{
				op.RenameTable{From: "products", To: "goods"},
				op.RenameColumn{Table: "goods", From: "price", To: "cents"},
				op.AddCheck{Table: "goods", Check: schema.Check{Name: "goods_cheap", Expression: "cents < 1000000"}},
				op.SetTableComment{Table: "goods", Comment: "what is sold"},
			},
			Downgrade: []op.Operation{
				op.SetTableComment{Table: "goods"},
				op.DropCheck{Table: "goods", Name: "goods_cheap"},
				op.RenameColumn{Table: "goods", From: "cents", To: "price"},
				op.RenameTable{From: "goods", To: "products"},
			},
		},
		{
			ID: "audit1", Message: "Create a log", Labels: []string{"audit"},
			Upgrade: []op.Operation{op.CreateTable{Table: schema.Table{
				Name:    "log",
				Columns: []schema.Column{{Name: "at", Type: "timestamptz"}, {Name: "what", Type: "text"}, {Name: "order_id", Type: "bigint"}},
			}}},
			Downgrade: []op.Operation{op.DropTable{Table: "log"}},
		},
		{
			ID: "audit2", Message: "Log orders", Revises: []string{"audit1"}, DependsOn: []string{"orders2"},
			Upgrade: []op.Operation{
				op.Exec{SQL: "INSERT INTO log (what, order_id) SELECT 'ordered', id FROM orders ORDER BY id"},
				op.AddForeignKey{Table: "log", ForeignKey: schema.ForeignKey{
					Columns: []string{"order_id"}, RefTable: "orders", RefColumns: []string{"id"}, OnDelete: schema.SetNull,
				}},
			},
			Downgrade: []op.Operation{op.DropForeignKey{Table: "log", Name: "log_order_id_fkey"}, op.Exec{SQL: "DELETE FROM log"}},
		},
		{
			ID: "audit3", Message: "Find log entries", Revises: []string{"audit2"},
			Upgrade: []op.Operation{
				op.AlterColumn{Table: "log", Column: "what", From: schema.Column{Type: "text"}, To: schema.Column{Type: "text", NotNull: true}},
				op.CreateIndex{Table: "log", Index: schema.Index{Columns: []string{"what"}}, Concurrently: true},
				op.Autocommit{Ops: op.List{op.Exec{SQL: "VACUUM"}}},
			},
			Downgrade: []op.Operation{
				op.DropIndex{Table: "log", Name: "log_what_idx", Concurrently: true},
				op.AlterColumn{Table: "log", Column: "what", From: schema.Column{Type: "text", NotNull: true}, To: schema.Column{Type: "text"}},
			},
		},
	}
}

// TestScriptsOfBranches takes two databases along the same ways, one by runs and one by what the database's own shell makes of
// scripts, and compares them wherever they stop.
func TestScriptsOfBranches(t *testing.T) {
	for _, name := range []string{"postgres", "sqlite"} {
		t.Run(name, func(t *testing.T) {
			ran, scripted := newSite(t, name, branched()...), newSite(t, name, branched()...)
			base := ""
			for i, w := range []struct {
				direction runner.Direction
				from, to  string
				want      []string
			}{
				{runner.Upgrade, "base", "heads", []string{"audit3", "last"}},
				{runner.Downgrade, "heads", "base", nil},
				{runner.Upgrade, "base", "shop@head", []string{"last"}},
				{runner.Downgrade, "shop@head", "orders2", []string{"orders2", "stock2"}},
				{runner.Upgrade, "orders2,stock2", "audit2", []string{"audit2", "stock2"}},
				{runner.Upgrade, "audit2,stock2", "heads", []string{"audit3", "last"}},
				{runner.Downgrade, "heads", "audit@base", []string{"last"}},
				{runner.Downgrade, "last", "-1", []string{"join"}},
				{runner.Upgrade, "join", "audit1", []string{"audit1", "join"}},
				{runner.Upgrade, "audit1,join", "heads", []string{"audit3", "last"}},
				{runner.Downgrade, "audit3,last", "audit@-1", []string{"audit2", "last"}},
				{runner.Downgrade, "audit2,last", "orders1", []string{"audit1", "stock2"}},
				{runner.Downgrade, "audit1,stock2", "stock@shop2", []string{"audit1", "orders1"}},
				{runner.Upgrade, "orders1,audit1", "stock@+1", []string{"audit1", "orders1", "stock1"}},
				{runner.Stamp, "audit1,orders1,stock1", "shop1", []string{"audit1", "shop1"}},
				{runner.Stamp, "audit1,shop1", "stock1", []string{"audit1", "stock1"}},
				{runner.Stamp, "audit1,stock1", "orders1", []string{"audit1", "orders1", "stock1"}},
				{runner.Downgrade, "audit1,orders1,stock1", "shop@base", []string{"audit1"}},
				{runner.Downgrade, "audit1", "base", nil},
			} {
				at := fmt.Sprintf("%d: %s %s:%s", i, w.direction, w.from, w.to)
				ran.run(t, at, w.direction, w.to)
				scripted.script(t, at, w.direction, w.from+":"+w.to)
				if diff := cmp.Diff(w.want, ran.current(t)); diff != "" {
					t.Fatalf("%s: the run leads elsewhere (-want +got):\n%s", at, diff)
				}
				if diff := cmp.Diff(ran.seen(t), scripted.seen(t), cmp.AllowUnexported(view{})); diff != "" {
					t.Fatalf("%s: the script leads elsewhere (-run +script):\n%s", at, diff)
				}
				if w.to == "base" {
					if base == "" {
						base = ran.seen(t).schema
					}
					if diff := cmp.Diff(base, scripted.seen(t).schema); diff != "" {
						t.Fatalf("%s: something is left at the base: %s", at, diff)
					}
				}
			}
		})
	}
}

// What SQL made of a table is not known without a database. A script that would lose it stops there, and a run keeps it.
func TestAScriptDoesNotLoseWhatSQLMade(t *testing.T) {
	for made, sql := range map[string]string{
		"bio":     "ALTER TABLE guests ADD COLUMN bio text",
		"by_name": "CREATE INDEX by_name ON guests (name)",
		"greet":   "CREATE TRIGGER greet AFTER INSERT ON guests BEGIN SELECT 1; END",
	} {
		t.Run(made, func(t *testing.T) {
			exec := op.Exec{SQL: sql}
			rebuild := op.AddCheck{Table: "guests", Check: schema.Check{Name: "named", Expression: "name <> ''"}}
			for name, revisions := range map[string][]revision.Revision{
				"before":     {{ID: "b2", Revises: []string{"a1"}, Upgrade: op.List{exec}}, {ID: "c3", Revises: []string{"b2"}, Upgrade: op.List{rebuild}}},
				"in the one": {{ID: "c3", Revises: []string{"a1"}, Upgrade: op.List{exec, rebuild}}},
			} {
				s := newSite(t, "sqlite", append(revisions, createGuests())...)
				var text strings.Builder
				if err := s.UpgradeSQL(&text, "head", runner.ScriptOptions{}); err != nil {
					t.Fatal(err)
				}
				if out, err := testdb.Shell(t, s.address, text.String()); err == nil || !strings.Contains(out, "table guests has a column, an index or a trigger") {
					t.Errorf("%s: %v: %s\n%s", name, err, out, text.String())
				}
				s.run(t, name, runner.Upgrade, "head")
				if left := testdb.DumpAt(t, s.address); !strings.Contains(left, made) || !strings.Contains(left, "named") {
					t.Errorf("%s: the run leaves\n%s", name, left)
				}
			}
		})
	}
}

// site is a database, with the address under which its shell finds it.
type site struct {
	*echomigrate.Migrator
	address string
	db      *bun.DB
}

func newSite(t *testing.T, name string, revisions ...revision.Revision) site {
	t.Helper()
	var s site
	if name == "postgres" {
		s.address = testdb.PostgresURL(t)
		s.db = testdb.OpenPostgres(t, s.address)
	} else {
		s.address = testdb.SQLitePath(t)
		s.db = testdb.OpenSQLite(t, s.address)
	}
	s.Migrator = migrator(t, s.db, echomigrate.Config{Repository: repository(revisions...)})
	return s
}

func (s site) run(t *testing.T, at string, d runner.Direction, to string) {
	t.Helper()
	var err error
	switch d {
	case runner.Upgrade:
		_, err = s.Upgrade(t.Context(), to)
	case runner.Downgrade:
		_, err = s.Downgrade(t.Context(), to)
	case runner.Stamp:
		_, err = s.Stamp(t.Context(), []string{to})
	}
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
}

func (s site) script(t *testing.T, at string, d runner.Direction, target string) {
	t.Helper()
	write := map[runner.Direction]func(io.Writer, string, runner.ScriptOptions) error{
		runner.Upgrade:   s.UpgradeSQL,
		runner.Downgrade: s.DowngradeSQL,
		runner.Stamp: func(w io.Writer, target string, o runner.ScriptOptions) error {
			return s.StampSQL(w, []string{target}, o)
		},
	}[d]
	var text strings.Builder
	if err := write(&text, target, runner.ScriptOptions{}); err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	if out, err := testdb.Shell(t, s.address, text.String()); err != nil {
		t.Fatalf("%s: %v\n%s\n%s", at, err, out, text.String())
	}
	if out, err := testdb.Shell(t, s.address, text.String()); err == nil {
		t.Fatalf("%s: the script runs on a database that is not at its beginning\n%s", at, out)
	}
}

func (s site) current(t *testing.T) []string {
	t.Helper()
	return s.rows(t, "SELECT version_num FROM echomigrate_version ORDER BY 1")
}

// view is what a database looks like.
type view struct {
	schema  string
	rows    map[string][]string
	history []string
}

func (s site) seen(t *testing.T) view {
	t.Helper()
	v := view{schema: testdb.DumpAt(t, s.address), rows: map[string][]string{}}
	tables := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if s.db.Dialect().Name() == dialect.PG {
		tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
	}
	for _, table := range s.rows(t, tables) {
		if table != "echomigrate_history" {
			v.rows[table] = s.rows(t, "SELECT * FROM "+table)
			slices.Sort(v.rows[table])
		}
	}
	v.history = s.rows(t, "SELECT id, direction, revision, outcome, step, steps, checksum, message, error FROM echomigrate_history ORDER BY id")
	return v
}

// rows are a query's, each as text.
func (s site) rows(t *testing.T, query string) []string {
	t.Helper()
	var found []map[string]any
	if err := s.db.NewRaw(query).Scan(t.Context(), &found); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var list []string
	for _, row := range found {
		if len(row) == 1 {
			for _, v := range row {
				list = append(list, fmt.Sprint(v))
			}
			continue
		}
		list = append(list, fmt.Sprint(row))
	}
	return list
}
