// Package models holds what the publishing house stores, as Bun models.
package models

import "github.com/uptrace/bun"

// Register makes every model known to db. The junction of posts and tags comes before the models that use it.
func Register(db *bun.DB) {
	db.RegisterModel(
		(*PostTag)(nil),
		(*Organisation)(nil),
		(*User)(nil),
		(*Membership)(nil),
		(*Post)(nil),
		(*Tag)(nil),
		(*Comment)(nil),
		(*Attachment)(nil),
	)
}
