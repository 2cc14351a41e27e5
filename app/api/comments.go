package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/echomigrate/echo-migrate/app/models"
)

type newComment struct {
	Body     string `json:"body"`
	AuthorID *int64 `json:"author_id"`
	ParentID *int64 `json:"parent_id"`
}

func (n *newComment) check() error {
	if n.Body == "" {
		return errRequired
	}
	return nil
}

func (h Handlers) listComments(c echo.Context) error {
	comments := []models.Comment{}
	err := h.db.NewSelect().Model(&comments).Where("post_id = ?", c.Param("post")).
		Order("created_at", "id").Scan(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, comments)
}

func (h Handlers) createComment(c echo.Context) error {
	var in newComment
	if err := bind(c, &in); err != nil {
		return err
	}
	post, err := h.post(c)
	if err != nil {
		return err
	}
	comment := models.Comment{PostID: post.ID, ParentID: in.ParentID, AuthorID: in.AuthorID, Body: in.Body}
	_, err = h.db.NewInsert().Model(&comment).ExcludeColumn("created_at").Returning("*").Exec(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, comment)
}

func (h Handlers) listAttachments(c echo.Context) error {
	attachments := []models.Attachment{}
	err := h.db.NewSelect().Model(&attachments).Where("post_id = ?", c.Param("post")).
		Order("file_name").Scan(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, attachments)
}
