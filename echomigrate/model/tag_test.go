package model_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// added is what tags added to the table of tagged.
func added(t *testing.T, onTable, onColumn string) schema.Table {
	t.Helper()
	got := table(t, tagged(onTable, onColumn))
	b := got.Column("b")
	return schema.Table{
		Uniques: got.Uniques, ForeignKeys: got.ForeignKeys, Checks: got.Checks, Exclusions: got.Exclusions, PartitionBy: got.PartitionBy, Unlogged: got.Unlogged, With: got.With,
		Indexes: got.Indexes, Comment: got.Comment,
		Columns: []schema.Column{{Comment: b.Comment, Collation: b.Collation, Generated: b.Generated, Virtual: b.Virtual, Identity: b.Identity, IdentityOptions: b.IdentityOptions}},
	}
}

func TestColumnTag(t *testing.T) {
	for tag, want := range map[string]schema.Table{
		"":                                  {},
		"  ":                                {},
		"index":                             {Indexes: []schema.Index{{Columns: []string{"b"}}}},
		"index:items_b":                     {Indexes: []schema.Index{{Name: "items_b", Columns: []string{"b"}}}},
		"index , index : x":                 {Indexes: []schema.Index{{Columns: []string{"b"}}, {Name: "x", Columns: []string{"b"}}}},
		"uniqueindex":                       {Indexes: []schema.Index{{Columns: []string{"b"}, Unique: true}}},
		"uniqueindex:'x',index:y":           {Indexes: []schema.Index{{Name: "x", Columns: []string{"b"}, Unique: true}, {Name: "y", Columns: []string{"b"}}}},
		"unique":                            {Uniques: []schema.Key{{Columns: []string{"b"}}}},
		"unique:x,unique":                   {Uniques: []schema.Key{{Name: "x", Columns: []string{"b"}}, {Columns: []string{"b"}}}},
		"check:b <> ''":                     {Checks: []schema.Check{{Expression: "b <> ''"}}},
		"check:'b IN (''x'', ''y, z'')'":    {Checks: []schema.Check{{Expression: "b IN ('x', 'y, z')"}}},
		"check:b in ('x', 'y'),check:(b)":   {Checks: []schema.Check{{Expression: "b in ('x', 'y')"}, {Expression: "b"}}},
		"check:length: length(b) > 0":       {Checks: []schema.Check{{Name: "length", Expression: "length(b) > 0"}}},
		`check:'"a name": b::text <> '''''`: {Checks: []schema.Check{{Name: "a name", Expression: "b::text <> ''"}}},
		"check:b::text <> ''":               {Checks: []schema.Check{{Expression: "b::text <> ''"}}},
		"check:(a > 0) or (a < 9)":          {Checks: []schema.Check{{Expression: "(a > 0) or (a < 9)"}}},
	} {
		t.Run(tag, func(t *testing.T) {
			want.Columns = []schema.Column{{}}
			equal(t, want, added(t, "", tag))
		})
	}
}

func TestColumnTagOnTheColumn(t *testing.T) {
	for tag, want := range map[string]schema.Column{
		"comment:in cents":            {Comment: "in cents"},
		"comment:'it''s, in (cents'":  {Comment: "it's, in (cents"},
		"collate:C":                   {Collation: "C"},
		"collate:de-x-icu":            {Collation: "de-x-icu"},
		"generated:'price * amount'":  {Generated: "price * amount"},
		"generated:concat(a, ',', c)": {Generated: "concat(a, ',', c)"},
		"virtual,generated:a":         {Generated: "a", Virtual: true},
		"identity":                    {Identity: schema.IdentityByDefault},
		"identity:by default":         {Identity: schema.IdentityByDefault},
		"identity:ALWAYS":             {Identity: schema.IdentityAlways},
		"identity:start 0":            {Identity: schema.IdentityByDefault, IdentityOptions: schema.SequenceOptions{Start: "0"}},
		"identity:always START WITH 100 increment by -5 minvalue 0 no maxvalue cache 20 cycle": {
			Identity:        schema.IdentityAlways,
			IdentityOptions: schema.SequenceOptions{Start: "100", Increment: "-5", Min: "0", Cache: "20", Cycle: true},
		},
		"comment:'x',collate:C,was:y": {Comment: "x", Collation: "C"},
	} {
		t.Run(tag, func(t *testing.T) {
			equal(t, schema.Table{Columns: []schema.Column{want}}, added(t, "", tag))
		})
	}
}

func TestTheSameNameOnSeveralFieldsIsOneIndexOfThem(t *testing.T) {
	type Model struct {
		A int64  `bun:"a,pk" migrate:"index:ab,unique:u"`
		B string `bun:"b" migrate:"index:ab,index:bc"`
		C string `bun:"c" migrate:"index:bc,unique:u,index"`
	}
	got := table(t, Model{})
	equal(t, []schema.Index{{Name: "ab", Columns: []string{"a", "b"}}, {Name: "bc", Columns: []string{"b", "c"}}, {Columns: []string{"c"}}}, got.Indexes)
	equal(t, []schema.Key{{Name: "u", Columns: []string{"a", "c"}}}, got.Uniques)
}

func TestTableTag(t *testing.T) {
	for tag, want := range map[string]schema.Table{
		"comment:'What we sell'":                                 {Comment: "What we sell"},
		"check:'a > 0, or not'":                                  {Checks: []schema.Check{{Expression: "a > 0, or not"}}},
		"check:positive: a > 0":                                  {Checks: []schema.Check{{Name: "positive", Expression: "a > 0"}}},
		"partition:range (a, lower(b))":                          {PartitionBy: "range (a, lower(b))"},
		"with:(fillfactor = 70, toast.autovacuum_enabled=false)": {With: []string{"fillfactor=70", "toast.autovacuum_enabled=false"}},
		"unlogged":                              {Unlogged: true},
		"check:(a > 0) not valid":               {Checks: []schema.Check{{Expression: "a > 0", NotValid: true}}},
		"check:p: (a > 0) NO INHERIT not valid": {Checks: []schema.Check{{Name: "p", Expression: "a > 0", NoInherit: true, NotValid: true}}},
		"check:(a > 0) and not valid":           {Checks: []schema.Check{{Expression: "(a > 0) and not valid"}}},
		"fk:(a) references users(id) not valid": {ForeignKeys: []schema.ForeignKey{notValid(toUsers("a"))}},
		"unique:(a, b)":                         {Uniques: []schema.Key{{Columns: []string{"a", "b"}}}},
		"unique:ab(a,b)":                        {Uniques: []schema.Key{{Name: "ab", Columns: []string{"a", "b"}}}},
		`unique:'"A b" (B, "Order By")'`:        {Uniques: []schema.Key{{Name: "A b", Columns: []string{"b", "Order By"}}}},
		"unique:(a) include (b) nulls not distinct deferrable initially deferred": {Uniques: []schema.Key{{
			Columns: []string{"a"}, Include: []string{"b"}, NullsNotDistinct: true, Deferrable: schema.InitiallyDeferred,
		}}},
		"unique:(a) DEFERRABLE INITIALLY IMMEDIATE,unique:(b) deferrable": {Uniques: []schema.Key{
			{Columns: []string{"a"}, Deferrable: schema.InitiallyImmediate}, {Columns: []string{"b"}, Deferrable: schema.InitiallyImmediate},
		}},
		"fk:(a) references users(id)": {ForeignKeys: []schema.ForeignKey{toUsers("a")}},
		"fk:'a_b(a, b) references audit.logs (x, y) on delete set null on update no action match full deferrable'": {ForeignKeys: []schema.ForeignKey{{
			Name: "a_b", Columns: []string{"a", "b"}, RefSchema: "audit", RefTable: "logs", RefColumns: []string{"x", "y"},
			OnDelete: schema.SetNull, Match: "FULL", Deferrable: schema.InitiallyImmediate,
		}}},
		`fk:(a) REFERENCES public."Users"("Id") ON UPDATE CASCADE ON DELETE RESTRICT`: {ForeignKeys: []schema.ForeignKey{{
			Columns: []string{"a"}, RefTable: "Users", RefColumns: []string{"Id"}, OnUpdate: schema.Cascade, OnDelete: schema.Restrict,
		}}},
	} {
		t.Run(tag, func(t *testing.T) {
			want.Columns = []schema.Column{{}}
			equal(t, want, added(t, tag, ""))
		})
	}
}

func TestIndexTag(t *testing.T) {
	plain := func(columns ...string) schema.Index { return schema.Index{Columns: columns} }
	of := func(elements ...schema.Element) schema.Index { return schema.Index{Elements: elements} }
	a := schema.Element{Column: "a"}
	for tag, want := range map[string]schema.Index{
		"(a)":                                   plain("a"),
		"(a, B)":                                plain("a", "b"),
		`(b, "Order By")`:                       plain("b", "Order By"),
		"(a asc)":                               plain("a"),
		"(a, b desc)":                           of(a, schema.Element{Column: "b", Desc: true}),
		"(b DESC NULLS LAST)":                   of(schema.Element{Column: "b", Desc: true, Nulls: "last"}),
		"(b nulls first)":                       of(schema.Element{Column: "b", Nulls: "first"}),
		"(lower(b))":                            of(schema.Element{Expression: "lower(b)"}),
		"(a, lower(b) desc)":                    of(a, schema.Element{Expression: "lower(b)", Desc: true}),
		"((a + 1))":                             of(schema.Element{Expression: "a + 1"}),
		"(a + 1)":                               of(schema.Element{Expression: "a + 1"}),
		"(b || b desc)":                         of(schema.Element{Expression: "b || b", Desc: true}),
		"(lower(b) || b)":                       of(schema.Element{Expression: "lower(b) || b"}),
		"((b)::bytea)":                          of(schema.Element{Expression: "(b)::bytea"}),
		"(coalesce(b, ')', 'desc'))":            of(schema.Element{Expression: "coalesce(b, ')', 'desc')"}),
		"(case when a > 0 then b end)":          of(schema.Element{Expression: "case when a > 0 then b end"}),
		`(b collate "C" text_pattern_ops desc)`: of(schema.Element{Column: "b", Collation: "C", Opclass: "text_pattern_ops", Desc: true}),
		"(b gin_trgm_ops) using gin":            {Elements: []schema.Element{{Column: "b", Opclass: "gin_trgm_ops"}}, Using: "gin"},
		"(b gist_trgm_ops(siglen=32)) USING gist":           {Elements: []schema.Element{{Column: "b", Opclass: "gist_trgm_ops(siglen=32)"}}, Using: "gist"},
		"(a) using btree":                                   plain("a"),
		"(a) using hash":                                    {Columns: []string{"a"}, Using: "hash"},
		"(a) include (b)":                                   {Columns: []string{"a"}, Include: []string{"b"}},
		"(a) with (fillfactor = 70, Deduplicate_items=off)": {Columns: []string{"a"}, With: []string{"fillfactor=70", "Deduplicate_items=off"}},
		"(a) nulls not distinct":                            {Columns: []string{"a"}, NullsNotDistinct: true},
		"(a) where b = 'x, (y'":                             {Columns: []string{"a"}, Where: "b = 'x, (y'"},
		"(a) where (b in ('x', 'y'))":                       {Columns: []string{"a"}, Where: "b in ('x', 'y')"},
		"items_ab(a, b)":                                    {Name: "items_ab", Columns: []string{"a", "b"}},
		`"My index" (a)`:                                    {Name: "My index", Columns: []string{"a"}},
		"x(a, b desc nulls last, lower(b)) using gin include (a) where b is not null": {
			Name: "x", Elements: []schema.Element{a, {Column: "b", Desc: true, Nulls: "last"}, {Expression: "lower(b)"}},
			Using: "gin", Include: []string{"a"}, Where: "b is not null",
		},
	} {
		t.Run(tag, func(t *testing.T) {
			got := table(t, tagged("index:"+tag, "")).Indexes
			equal(t, []schema.Index{want}, got)
			want.Unique = true
			equal(t, []schema.Index{want}, table(t, tagged("uniqueindex:"+tag, "")).Indexes)
		})
	}
}

func notValid(f schema.ForeignKey) schema.ForeignKey {
	f.NotValid = true
	return f
}

func TestExclusionTag(t *testing.T) {
	same := func(column string) schema.ExclusionElement {
		return schema.ExclusionElement{Column: column, Operator: "="}
	}
	overlap := schema.ExclusionElement{Expression: "tsrange(a, b)", Operator: "&&"}
	for tag, want := range map[string]schema.Exclusion{
		"(a with =)":                            {Elements: []schema.ExclusionElement{same("a")}},
		"(A WITH =, tsrange(a, b) with &&)":     {Elements: []schema.ExclusionElement{same("a"), overlap}},
		"x(a with =) using btree":               {Name: "x", Using: "btree", Elements: []schema.ExclusionElement{same("a")}},
		"((a + 1) with operator(public.=))":     {Elements: []schema.ExclusionElement{{Expression: "a + 1", Operator: "operator(public.=)"}}},
		`(b collate "C" text_ops with =)`:       {Elements: []schema.ExclusionElement{{Column: "b", Collation: "C", Opclass: "text_ops", Operator: "="}}},
		"(a with =) deferrable where (b > 'x')": {Elements: []schema.ExclusionElement{same("a")}, Deferrable: schema.InitiallyImmediate, Where: "b > 'x'"},
		"(a with =) include (b)":                {Elements: []schema.ExclusionElement{same("a")}, Include: []string{"b"}},
	} {
		t.Run(tag, func(t *testing.T) {
			equal(t, []schema.Exclusion{want}, table(t, tagged("exclude:"+tag, "")).Exclusions)
		})
	}
}

func TestFaultsInTags(t *testing.T) {
	for _, c := range []struct {
		onTable, onColumn string
		parts             []string
	}{
		{"", "chek:'b > 0'", []string{".B: migrate tag: there is no option chek (did you mean check?)"}},
		{"", "xyz", []string{"there is no option xyz"}},
		{"", "index,", []string{"an option has no name"}},
		{"", ":x", []string{"an option has no name"}},
		{"", "check", []string{"option check has no value"}},
		{"", "check:", []string{"option check has no value"}},
		{"", "comment:''", []string{"option comment has no value"}},
		{"", "check:x:", []string{"has no expression"}},
		{"", "virtual:x", []string{"option virtual takes no value"}},
		{"", "comment:a,comment:b", []string{"option comment is given twice"}},
		{"", "index,index", []string{"option index is given twice"}},
		{"", "check:'b", []string{"the quote is not closed"}},
		{"", "check:(b", []string{"the bracket is not closed"}},
		{"", "check:(b]", []string{"the bracket is not closed"}},
		{"", "check:b)", []string{"a bracket is closed that was not opened"}},
		{"", "check:'b' = b", []string{"text behind the quote"}},
		{"", "nofk", []string{"option nofk is for a relation, not for a column"}},
		{"", "view", []string{"option view is for bun.BaseModel, not for a column"}},
		{"", "index:x(a, b)", []string{"put it on bun.BaseModel"}},
		{"virtual", "", []string{".BaseModel: migrate tag: option virtual is for a column"}},
		{"indx:(a)", "", []string{"did you mean index?"}},
		{"index", "", []string{"option index has no value"}},
		{"view:x", "", []string{"option view takes no value"}},
		{"index:items_a", "", []string{".BaseModel", "index:items_a", "there is no ("}},
		{"index:(a, c)", "", []string{"table items has no column c", "did you mean"}},
		{"index:(a,)", "", []string{"an element of the index is empty"}},
		{"index:()", "", []string{"an element of the index is empty"}},
		{"index:(a) were b > 0", "", []string{`no meaning to "were b > 0"`}},
		{"index:(a) where", "", []string{"no condition behind where"}},
		{"index:(a) include (c)", "", []string{"no column c"}},
		{"index:(a) include (a b)", "", []string{`"a b" is no column name`}},
		{"unique:x", "", []string{"there is no ("}},
		{"unique:(a) deferred", "", []string{`no meaning to "deferred"`}},
		{"unique:(z)", "", []string{"no column z"}},
		{"exclude:(a)", "", []string{"no with and operator"}},
		{"exclude:(a with)", "", []string{"no operator behind with"}},
		{"exclude:(a desc with =)", "", []string{"has no order"}},
		{"exclude:(z with =)", "", []string{"no column z"}},
		{"exclude:(a with =) where", "", []string{"no condition behind where"}},
		{"fk:(a)", "", []string{"no references"}},
		{"fk:(a) references", "", []string{"no table behind references"}},
		{"fk:(a) references users", "", []string{"there is no ("}},
		{"fk:(a) references users(id, x)", "", []string{"1 columns and refers to 2"}},
		{"fk:(a) references users(id) on delete cascad", "", []string{"did you mean CASCADE?"}},
		{"fk:(z) references users(id)", "", []string{"no column z"}},
		{"was:audit.items", "", []string{"from one schema to another"}},
		{"check:c: a > 0,check:c: a > 1", "", []string{"two constraints c"}},
		{"index:i(a),uniqueindex:i(b)", "", []string{"index name i is taken"}},
	} {
		t.Run(c.onTable+c.onColumn, func(t *testing.T) {
			_, err := read(tagged(c.onTable, c.onColumn))
			wantFault(t, err, c.parts...)
		})
	}
}

type userWithBadTag struct {
	bun.BaseModel `bun:"table:users"`

	ID int64 `bun:"id,pk" migrate:"chek:'id > 0'"`
}

func TestAFaultInATagNamesTheField(t *testing.T) {
	_, err := read((*userWithBadTag)(nil))
	equal(t, "userWithBadTag.ID: migrate tag: there is no option chek (did you mean check?)", err.Error())
}

func TestAnIndexNameServesOneTableOnly(t *testing.T) {
	type Audited struct {
		At string `bun:"at" migrate:"index:at_idx"`
	}
	type One struct {
		ID int64 `bun:"id,pk"`
		Audited
	}
	type Two struct {
		ID int64 `bun:"id,pk"`
		Audited
	}
	_, err := read(One{}, Two{})
	wantFault(t, err, "Two", "at_idx", "One")
}

func TestDeclaredRenames(t *testing.T) {
	type Writer struct {
		bun.BaseModel `bun:"table:writers" migrate:"was:authors,was:poets"`

		ID   int64  `bun:"id,pk"`
		Name string `bun:"name" migrate:"was:fullname,was:full_name"`
	}
	type Log struct {
		bun.BaseModel `bun:"table:audit.logs" migrate:"was:audit.entries"`

		Text string `bun:"text" migrate:"was:message"`
	}
	want := []op.Operation{
		op.RenameTable{From: "authors", To: "writers"},
		op.RenameTable{From: "poets", To: "writers"},
		op.RenameTable{Schema: "audit", From: "entries", To: "logs"},
		op.RenameColumn{Table: "writers", From: "fullname", To: "name"},
		op.RenameColumn{Table: "writers", From: "full_name", To: "name"},
		op.RenameColumn{Schema: "audit", Table: "logs", From: "message", To: "text"},
	}
	if d := cmp.Diff(want, mustRead(t, Log{}, Writer{}).Renames); d != "" {
		t.Error(d)
	}
}
