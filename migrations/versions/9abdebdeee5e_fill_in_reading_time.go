// Fill in reading time
//
// Revision 9abdebdeee5e, revises a8bf3df9ad36, created 2026-11-25T03:59:23Z.
package versions

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "9abdebdeee5e",
		Message: "Fill in reading time",
		Created: "2026-11-25T03:59:23Z",
		Revises: []string{"a8bf3df9ad36"},

		Upgrade: []op.Operation{
			op.Func{
				Name: "reading time of each post",
				Run:  fillReadingTime,
				SQL: "UPDATE posts SET reading_minutes = (length(trim(body)) - length(replace(trim(body), ' ', '')) + 200) / 200 " +
					"WHERE trim(body) <> ''",
			},
		},

		// The column goes with the revision before.
		Downgrade: []op.Operation{},
	})
}

// fillReadingTime counts 200 words a minute, rounded up, as the service did when this revision was written. Its SQL
// counterpart counts spaces.
func fillReadingTime(ctx context.Context, db bun.IDB) error {
	const batch = 500
	type post struct {
		bun.BaseModel `bun:"table:posts"`

		ID             int64  `bun:"id,pk"`
		Body           string `bun:"body"`
		ReadingMinutes int32  `bun:"reading_minutes"`
	}
	for last := int64(0); ; {
		var posts []post
		if err := db.NewSelect().Model(&posts).Where("id > ?", last).Order("id").Limit(batch).Scan(ctx); err != nil {
			return err
		}
		if len(posts) == 0 {
			return nil
		}
		for _, p := range posts {
			p.ReadingMinutes = int32((len(strings.Fields(p.Body)) + 199) / 200)
			if _, err := db.NewUpdate().Model(&p).Column("reading_minutes").WherePK().Exec(ctx); err != nil {
				return err
			}
			last = p.ID
		}
	}
}
