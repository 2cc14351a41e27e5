package models

import (
	"time"

	"github.com/uptrace/bun"
)

// The states of a post.
const (
	StatusDraft     = "draft"
	StatusReview    = "review"
	StatusPublished = "published"
)

// Post is a text that an organisation publishes.
type Post struct {
	bun.BaseModel `bun:"table:posts" migrate:"index:posts_published_idx(organisation_id, published_at desc) where status = 'published'"`

	ID             int64      `bun:"id,pk,autoincrement" json:"id"`
	OrganisationID int64      `bun:"organisation_id,notnull,unique:posts_slug_key" json:"organisation_id"`
	Slug           string     `bun:"slug,notnull,type:varchar(160),unique:posts_slug_key" json:"slug"`
	AuthorID       *int64     `bun:"author_id" json:"author_id" migrate:"index"`
	Title          string     `bun:"title,notnull,type:varchar(200)" json:"title"`
	Body           string     `bun:"body,notnull,type:text,default:''" json:"body"`
	Status         string     `bun:"status,notnull,type:varchar(20),default:'draft'" json:"status" migrate:"check:'status IN (''draft'', ''review'', ''published'')'"`
	ReadingMinutes int32      `bun:"reading_minutes,notnull,default:0" json:"reading_minutes" migrate:"comment:'Rounded up, at 200 words a minute'"`
	PublishedAt    *time.Time `bun:"published_at" json:"published_at,omitempty"`
	CreatedAt      time.Time  `bun:"created_at,notnull,default:current_timestamp" json:"created_at"`

	Organisation *Organisation `bun:"rel:belongs-to,join:organisation_id=id,on_delete:CASCADE" json:"-"`
	Author       *User         `bun:"rel:belongs-to,join:author_id=id,on_delete:SET NULL" json:"author,omitempty"`
	Tags         []Tag         `bun:"m2m:post_tags,join:Post=Tag" json:"tags,omitempty"`
}

// Tag is a subject that posts are found by.
type Tag struct {
	bun.BaseModel `bun:"table:tags"`

	ID   int64  `bun:"id,pk,autoincrement" json:"id"`
	Name string `bun:"name,notnull,unique,type:varchar(60)" json:"name"`
}

// PostTag says that a post has a tag.
type PostTag struct {
	bun.BaseModel `bun:"table:post_tags"`

	PostID int64 `bun:"post_id,pk"`
	TagID  int64 `bun:"tag_id,pk" migrate:"index"`

	Post *Post `bun:"rel:belongs-to,join:post_id=id,on_delete:CASCADE"`
	Tag  *Tag  `bun:"rel:belongs-to,join:tag_id=id,on_delete:CASCADE"`
}

// Comment is what a user says below a post, or in answer to another comment.
type Comment struct {
	bun.BaseModel `bun:"table:comments"`

	ID        int64     `bun:"id,pk,autoincrement" json:"id"`
	PostID    int64     `bun:"post_id,notnull" json:"post_id" migrate:"index:comments_post_id_created_at_idx"`
	ParentID  *int64    `bun:"parent_id" json:"parent_id,omitempty" migrate:"index"`
	AuthorID  *int64    `bun:"author_id" json:"author_id"`
	Body      string    `bun:"body,notnull,type:text" json:"body" migrate:"check:'length(body) > 0'"`
	CreatedAt time.Time `bun:"created_at,notnull,default:current_timestamp" json:"created_at" migrate:"index:comments_post_id_created_at_idx"`

	Post   *Post    `bun:"rel:belongs-to,join:post_id=id,on_delete:CASCADE" json:"-"`
	Parent *Comment `bun:"rel:belongs-to,join:parent_id=id,on_delete:CASCADE" json:"-"`
	Author *User    `bun:"rel:belongs-to,join:author_id=id,on_delete:SET NULL" json:"-"`
}

// Attachment is a file that belongs to a post. Deleted ones are kept.
type Attachment struct {
	bun.BaseModel `bun:"table:attachments"`

	ID          int64     `bun:"id,pk,autoincrement" json:"id"`
	PostID      int64     `bun:"post_id,notnull" json:"post_id" migrate:"index"`
	FileName    string    `bun:"file_name,notnull,type:varchar(255)" json:"file_name"`
	ContentType string    `bun:"content_type,notnull,type:varchar(127),default:'application/octet-stream'" json:"content_type"`
	Size        int64     `bun:"size,notnull" json:"size" migrate:"check:'size >= 0',comment:'in bytes'"`
	SHA256      string    `bun:"sha256,notnull,type:char(64)" json:"sha256"`
	DeletedAt   time.Time `bun:"deleted_at,soft_delete,nullzero" json:"-"`

	Post *Post `bun:"rel:belongs-to,join:post_id=id,on_delete:CASCADE" json:"-"`
}
