package model_test

import (
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

type Account struct {
	bun.BaseModel `bun:"table:accounts"`

	TenantID int64  `bun:"tenant_id,pk"`
	ID       int64  `bun:"id,pk"`
	Code     string `bun:"code,unique"`
	Alias    string `bun:"alias"`
}

// toUsers is a foreign key to users.id.
func toUsers(column string) schema.ForeignKey {
	return schema.ForeignKey{Columns: []string{column}, RefTable: "users", RefColumns: []string{"id"}}
}

func TestBelongsToIsAForeignKey(t *testing.T) {
	type Child struct {
		bun.BaseModel `bun:"table:children"`

		TenantID  int64    `bun:"tenant_id,pk"`
		ID        int64    `bun:"id,pk"`
		AccountID int64    `bun:"account_id"`
		Account   *Account `bun:"rel:belongs-to,join:account_id=id,join:tenant_id=tenant_id,on_delete:cascade,on_update:SET NULL"`
		Code      string   `bun:"code"`
		ByCode    *Account `bun:"rel:belongs-to,join:code=code" migrate:"fk:by_code,deferrable"`
		ParentID  int64    `bun:"parent_id"`
		Parent    *Child   `bun:"rel:belongs-to,join:tenant_id=tenant_id,join:parent_id=id" migrate:"deferrable:deferred"`
		UserID    int64    `bun:"user_id"`
		User      *User    `bun:"rel:belongs-to"`
		Again     *User    `bun:"rel:belongs-to,join:user_id=id,on_delete:NO ACTION"`
		Loose     *User    `bun:"rel:belongs-to,join:user_id=id,on_delete:CASCADE" migrate:"nofk"`
	}
	result := mustRead(t, Child{}, Account{}, User{})
	equal(t, []schema.ForeignKey{
		{Columns: []string{"account_id", "tenant_id"}, RefTable: "accounts", RefColumns: []string{"id", "tenant_id"}, OnDelete: schema.Cascade, OnUpdate: schema.SetNull},
		{Name: "by_code", Columns: []string{"code"}, RefTable: "accounts", RefColumns: []string{"code"}, Deferrable: schema.InitiallyImmediate},
		{Columns: []string{"tenant_id", "parent_id"}, RefTable: "children", RefColumns: []string{"tenant_id", "id"}, Deferrable: schema.InitiallyDeferred},
		toUsers("user_id"),
	}, result.Schema.Table(schema.Name{Table: "children"}).ForeignKeys)
	equal(t, []string(nil), result.Warnings)
}

func TestOneToOneOnTheSharedPrimaryKeyIsAForeignKeyOfTheOneThatBelongs(t *testing.T) {
	type Profile struct {
		bun.BaseModel `bun:"table:profiles"`

		UserID int64 `bun:"user_id,pk"`
		User   *User `bun:"rel:belongs-to,join:user_id=id"`
	}
	type Member struct {
		bun.BaseModel `bun:"table:members"`

		ID      int64    `bun:"id,pk"`
		Profile *Profile `bun:"rel:has-one,join:id=user_id"`
	}
	s := mustRead(t, Profile{}, Member{}, User{}).Schema
	equal(t, []schema.ForeignKey{toUsers("user_id")}, s.Table(schema.Name{Table: "profiles"}).ForeignKeys)
	equal(t, []schema.ForeignKey(nil), s.Table(schema.Name{Table: "members"}).ForeignKeys)
}

func TestHasOneIsAForeignKeyWhenItIsABelongsToByAnotherName(t *testing.T) {
	type Card struct {
		bun.BaseModel `bun:"table:cards"`

		ID     int64  `bun:"id,pk"`
		UserID int64  `bun:"user_id,unique"`
		Email  string `bun:"email"`
		Secret string `bun:"secret,unique"`

		Owner    *User `bun:"rel:has-one,join:user_id=id,on_delete:CASCADE"`
		ByEmail  *User `bun:"rel:has-one,join:email=email"`
		BySecret *User `bun:"rel:has-one,join:secret=email"`
		Same     *User `bun:"rel:has-one,join:id=id"`
	}
	cascade := toUsers("user_id")
	cascade.OnDelete = schema.Cascade
	s := mustRead(t, Card{}, User{}).Schema
	equal(t, []schema.ForeignKey{cascade, {Columns: []string{"email"}, RefTable: "users", RefColumns: []string{"email"}}},
		s.Table(schema.Name{Table: "cards"}).ForeignKeys)
}

func TestHasManyGivesNoForeignKey(t *testing.T) {
	type Item struct {
		bun.BaseModel `bun:"table:items"`

		ID      int64 `bun:"id,pk"`
		OrderID int64 `bun:"order_id"`
	}
	type Order struct {
		bun.BaseModel `bun:"table:orders"`

		ID    int64   `bun:"id,pk"`
		Items []*Item `bun:"rel:has-many,join:id=order_id"`
	}
	for _, one := range mustRead(t, Item{}, Order{}).Schema.Tables {
		equal(t, []schema.ForeignKey(nil), one.ForeignKeys)
	}
}

type Owned struct {
	OwnerID int64 `bun:"owner_id"`
	Owner   *User `bun:"rel:belongs-to,join:owner_id=id"`
}

func TestARelationMayBeEmbedded(t *testing.T) {
	type House struct {
		ID int64 `bun:"id,pk"`
		Owned
	}
	equal(t, []schema.ForeignKey{toUsers("owner_id")}, mustRead(t, House{}, User{}).Schema.Table(schema.Name{Table: "houses"}).ForeignKeys)
}

func TestARelationToWhatIsNotRegisteredIsWarnedOf(t *testing.T) {
	type Legacy struct {
		bun.BaseModel `bun:"table:legacy" migrate:"-"`

		ID int64 `bun:"id,pk"`
	}
	type Report struct {
		bun.BaseModel `bun:"table:reports" migrate:"view"`

		ID int64 `bun:"id,pk"`
	}
	type Note struct {
		bun.BaseModel `bun:"table:notes"`

		ID       int64   `bun:"id,pk"`
		UserID   int64   `bun:"user_id"`
		User     *User   `bun:"rel:belongs-to,join:user_id=id"`
		Silent   *User   `bun:"rel:belongs-to,join:user_id=id" migrate:"nofk"`
		LegacyID int64   `bun:"legacy_id"`
		Legacy   *Legacy `bun:"rel:belongs-to,join:legacy_id=id"`
		ReportID int64   `bun:"report_id"`
		Report   *Report `bun:"rel:belongs-to,join:report_id=id"`
	}
	result := mustRead(t, Note{})
	equal(t, []schema.Name{{Table: "notes"}}, result.Schema.Names())
	equal(t, []schema.ForeignKey{toUsers("user_id"), {Columns: []string{"legacy_id"}, RefTable: "legacy", RefColumns: []string{"id"}}}, result.Schema.Tables[0].ForeignKeys)
	equal(t, []string{"Note.User: model_test.User is referenced but not registered"}, result.Warnings)
}

func TestARelationToColumnsThatAreNoKeyIsWarnedOf(t *testing.T) {
	type Login struct {
		ID    int64    `bun:"id,pk"`
		Alias string   `bun:"alias"`
		To    *Account `bun:"rel:belongs-to,join:alias=alias"`
	}
	equal(t, []string{`Login.To: alias is neither the primary key of accounts nor unique, so that no foreign key can refer to it: make it unique, or tag the relation migrate:"nofk"`},
		mustRead(t, Login{}, Account{}).Warnings)
}

func TestRelationsThatCannotBeAreErrors(t *testing.T) {
	type Action struct {
		UserID int64
		User   *User `bun:"rel:belongs-to,join:user_id=id,on_delete:CASCAD"`
	}
	type Column struct {
		UserID int64
		User   *User `bun:"rel:belongs-to,join:user_id=id" migrate:"index"`
	}
	type Typo struct {
		UserID int64
		User   *User `bun:"rel:belongs-to,join:user_id=id" migrate:"defferable"`
	}
	type When struct {
		UserID int64
		User   *User `bun:"rel:belongs-to,join:user_id=id" migrate:"deferrable:later"`
	}
	type NoKey struct {
		ID    int64   `bun:"id,pk"`
		Users []*User `bun:"rel:has-many,join:id=id" migrate:"fk:users_fk"`
	}
	for name, c := range map[string]struct {
		model any
		parts []string
	}{
		"an action with a mistake":    {Action{}, []string{"Action.User", "on_delete", `no action "CASCAD"`, "did you mean CASCADE?"}},
		"an option for columns":       {Column{}, []string{"Column.User", "index is for a column, not for a relation"}},
		"an option with a mistake":    {Typo{}, []string{"Typo.User", "did you mean deferrable?"}},
		"deferrable at no known time": {When{}, []string{"When.User", `not "later"`}},
		"a name for no foreign key":   {NoKey{}, []string{"NoKey.Users", "option fk", "gives none"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.model, User{})
			wantFault(t, err, c.parts...)
		})
	}
}
