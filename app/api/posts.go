package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/app/models"
)

type newPost struct {
	Slug     string `json:"slug"`
	Title    string `json:"title"`
	Body     string `json:"body"`
	AuthorID *int64 `json:"author_id"`
}

func (n *newPost) check() error {
	if n.Slug == "" || n.Title == "" {
		return errRequired
	}
	return nil
}

func (h Handlers) listPosts(c echo.Context) error {
	organisation, err := h.organisation(c)
	if err != nil {
		return err
	}
	posts := []models.Post{}
	err = h.db.NewSelect().Model(&posts).Relation("Tags").
		Where("organisation_id = ?", organisation.ID).
		Where("status = ?", models.StatusPublished).
		Order("published_at DESC").Limit(50).
		Scan(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, posts)
}

func (h Handlers) createPost(c echo.Context) error {
	var in newPost
	if err := bind(c, &in); err != nil {
		return err
	}
	organisation, err := h.organisation(c)
	if err != nil {
		return err
	}
	post := models.Post{
		OrganisationID: organisation.ID, Slug: in.Slug, Title: in.Title, Body: in.Body, AuthorID: in.AuthorID,
		Status: models.StatusDraft, ReadingMinutes: readingMinutes(in.Body),
	}
	_, err = h.db.NewInsert().Model(&post).ExcludeColumn("created_at").Returning("*").Exec(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, post)
}

// readingMinutes is how long a text takes to read at 200 words a minute, rounded up.
func readingMinutes(text string) int32 {
	return int32((len(strings.Fields(text)) + 199) / 200)
}

func (h Handlers) post(c echo.Context) (models.Post, error) {
	var post models.Post
	err := h.db.NewSelect().Model(&post).Relation("Author").Relation("Tags").
		Where("post.id = ?", c.Param("post")).Scan(c.Request().Context())
	return post, found(err, "post")
}

func (h Handlers) showPost(c echo.Context) error {
	post, err := h.post(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, post)
}

func (h Handlers) publishPost(c echo.Context) error {
	post, err := h.post(c)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	post.Status, post.PublishedAt = models.StatusPublished, &now
	_, err = h.db.NewUpdate().Model(&post).Column("status", "published_at").WherePK().Exec(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, post)
}

func (h Handlers) tagPost(c echo.Context) error {
	post, err := h.post(c)
	if err != nil {
		return err
	}
	err = h.db.RunInTx(c.Request().Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		tag := models.Tag{Name: c.Param("tag")}
		if _, err := tx.NewInsert().Model(&tag).On("CONFLICT (name) DO UPDATE").Set("name = EXCLUDED.name").Returning("id").Exec(ctx); err != nil {
			return err
		}
		link := models.PostTag{PostID: post.ID, TagID: tag.ID}
		_, err := tx.NewInsert().Model(&link).On("CONFLICT DO NOTHING").Exec(ctx)
		return err
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
