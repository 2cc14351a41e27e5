package autogenerate_test

import "github.com/uptrace/bun"

// keyless, keyed and keyedByTwo are one table with other primary keys.
type (
	keyless struct {
		bun.BaseModel `bun:"table:seats"`

		Number int64 `bun:"number,notnull"`
		HallID int64 `bun:"hall_id,notnull"`
	}
	keyed struct {
		bun.BaseModel `bun:"table:seats"`

		Number int64 `bun:"number,pk"`
		HallID int64 `bun:"hall_id,notnull"`
	}
	keyedByTwo struct {
		bun.BaseModel `bun:"table:seats"`

		Number int64 `bun:"number,pk"`
		HallID int64 `bun:"hall_id,pk"`
	}
)

// uniquelyTitled is titled with a unique title.
type uniquelyTitled struct {
	bun.BaseModel `bun:"table:books"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Title string `bun:"title,unique"`
}

func keyChanges() []change {
	seats := []string{"INSERT INTO seats (number, hall_id) VALUES (1, 1), (2, 1)"}
	return []change{
		{
			says: "a primary key that is new", before: []any{model[keyless]()}, rows: seats, after: []any{model[keyed]()},
			finds: []string{"AddPrimaryKey seats seats_pkey"},
		},
		{
			says: "a primary key that is gone", before: []any{model[keyed]()}, rows: seats, after: []any{model[keyless]()},
			finds: []string{"DropPrimaryKey seats seats_pkey"},
		},
		{
			says: "a primary key of one column that gets two", before: []any{model[keyed]()}, rows: seats, after: []any{model[keyedByTwo]()},
			finds: []string{"DropPrimaryKey seats seats_pkey", "AddPrimaryKey seats seats_pkey"},
		},
		{
			says: "a primary key with a name and an order of its own", before: []any{model[keyedByTwo]()}, rows: seats,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:seats" migrate:"pk:pk_seats(hall_id, number)"`

				Number int64 `bun:"number,pk"`
				HallID int64 `bun:"hall_id,pk"`
			}]()},
			finds: []string{"DropPrimaryKey seats seats_pkey", "AddPrimaryKey seats pk_seats"},
		},
		{
			says: "a unique column", before: titledBooks, rows: twoTitles, after: []any{model[uniquelyTitled]()},
			finds: []string{"AddUnique books books_title_key"},
		},
		{
			says: "a column that is unique no more", before: []any{model[uniquelyTitled]()}, rows: twoTitles, after: titledBooks,
			finds: []string{"DropUnique books books_title_key"},
		},
		{
			says: "a unique constraint on several columns, with a name", before: []any{model[keyless]()}, rows: seats,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:seats"`

				Number int64 `bun:"number,notnull,unique:one_seat"`
				HallID int64 `bun:"hall_id,notnull,unique:one_seat"`
			}]()},
			finds: []string{"AddUnique seats one_seat"},
		},
		{
			says: "a new column in a unique constraint that is there", rows: twoTitles,
			before: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title,unique:edition"`
			}]()},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title,unique:edition"`
				Year  int64  `bun:"year,unique:edition"`
			}]()},
			finds: []string{"DropUnique books edition", "AddColumn books.year", "AddUnique books edition"},
		},
		{
			says: "a unique constraint that is deferrable", on: onPostgres, before: []any{model[keyless]()}, rows: seats,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:seats" migrate:"unique:one_seat(number, hall_id) deferrable initially deferred"`

				Number int64 `bun:"number,notnull"`
				HallID int64 `bun:"hall_id,notnull"`
			}]()},
			finds: []string{"AddUnique seats one_seat"},
		},
		{
			says: "a unique constraint that carries another column", on: onPostgres, before: []any{model[keyless]()}, rows: seats,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:seats" migrate:"unique:one_seat(number) include (hall_id)"`

				Number int64 `bun:"number,notnull"`
				HallID int64 `bun:"hall_id,notnull"`
			}]()},
			finds: []string{"AddUnique seats one_seat"},
		},
		{
			says: "a unique constraint that takes NULL once", on: onPostgres, since: 15, before: titledBooks, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books" migrate:"unique:one_title(title) nulls not distinct"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title"`
			}]()},
			finds: []string{"AddUnique books one_title"},
		},
		{
			says: "another name of a unique constraint", before: []any{model[uniquelyTitled]()}, rows: twoTitles,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:books"`

				ID    int64  `bun:"id,pk,autoincrement"`
				Title string `bun:"title,unique:one_title"`
			}]()},
			finds: []string{"RenameConstraint books books_title_key to one_title"},
		},
	}
}
