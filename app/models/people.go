package models

import (
	"time"

	"github.com/uptrace/bun"
)

// Organisation is an imprint of the house: it has members and publishes posts.
type Organisation struct {
	bun.BaseModel `bun:"table:organisations" migrate:"comment:'Imprints of the house'"`

	ID        int64     `bun:"id,pk,autoincrement" json:"id"`
	Name      string    `bun:"name,notnull,type:varchar(120)" json:"name"`
	Slug      string    `bun:"slug,notnull,unique,type:varchar(60)" json:"slug"`
	CreatedAt time.Time `bun:"created_at,notnull,default:current_timestamp" json:"created_at"`

	Memberships []*Membership `bun:"rel:has-many,join:id=organisation_id" json:"-"`
}

// User is somebody who writes or comments.
type User struct {
	bun.BaseModel `bun:"table:users"`

	ID        int64     `bun:"id,pk,autoincrement" json:"id"`
	Email     string    `bun:"email,notnull,unique,type:varchar(254)" json:"email"`
	Name      string    `bun:"name,notnull,type:varchar(120)" json:"name"`
	Bio       *string   `bun:"bio,type:text" json:"bio,omitempty"`
	CreatedAt time.Time `bun:"created_at,notnull,default:current_timestamp" json:"created_at"`
}

// The roles that a member of an organisation may have.
const (
	RoleOwner  = "owner"
	RoleEditor = "editor"
	RoleAuthor = "author"
)

// Membership says in which role a user belongs to an organisation.
type Membership struct {
	bun.BaseModel `bun:"table:memberships"`

	OrganisationID int64     `bun:"organisation_id,pk" json:"organisation_id"`
	UserID         int64     `bun:"user_id,pk" json:"user_id" migrate:"index"`
	Role           string    `bun:"role,notnull,type:varchar(20),default:'author'" json:"role" migrate:"check:'role IN (''owner'', ''editor'', ''author'')'"`
	JoinedAt       time.Time `bun:"joined_at,notnull,default:current_timestamp" json:"joined_at"`

	Organisation *Organisation `bun:"rel:belongs-to,join:organisation_id=id,on_delete:CASCADE" json:"-"`
	User         *User         `bun:"rel:belongs-to,join:user_id=id,on_delete:CASCADE" json:"user,omitempty"`
}
