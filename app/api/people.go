package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/echomigrate/echo-migrate/app/models"
)

type newOrganisation struct {
	Name string `json:"name"`
	Slug string `json:"slug"`
}

func (n *newOrganisation) check() error {
	if n.Name == "" || n.Slug == "" {
		return errRequired
	}
	return nil
}

func (h Handlers) listOrganisations(c echo.Context) error {
	organisations := []models.Organisation{}
	if err := h.db.NewSelect().Model(&organisations).Order("name").Scan(c.Request().Context()); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, organisations)
}

func (h Handlers) createOrganisation(c echo.Context) error {
	var in newOrganisation
	if err := bind(c, &in); err != nil {
		return err
	}
	organisation := models.Organisation{Name: in.Name, Slug: in.Slug}
	_, err := h.db.NewInsert().Model(&organisation).ExcludeColumn("created_at").Returning("*").Exec(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, organisation)
}

func (h Handlers) organisation(c echo.Context) (models.Organisation, error) {
	var organisation models.Organisation
	err := h.db.NewSelect().Model(&organisation).Where("slug = ?", c.Param("organisation")).Scan(c.Request().Context())
	return organisation, found(err, "organisation")
}

func (h Handlers) showOrganisation(c echo.Context) error {
	organisation, err := h.organisation(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, organisation)
}

type newUser struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

func (n *newUser) check() error {
	if n.Email == "" || n.Name == "" {
		return errRequired
	}
	return nil
}

func (h Handlers) createUser(c echo.Context) error {
	var in newUser
	if err := bind(c, &in); err != nil {
		return err
	}
	user := models.User{Email: in.Email, Name: in.Name}
	_, err := h.db.NewInsert().Model(&user).ExcludeColumn("created_at").Returning("*").Exec(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, user)
}

type newMember struct {
	UserID int64  `json:"user_id"`
	Role   string `json:"role"`
}

func (n *newMember) check() error {
	if n.UserID == 0 {
		return errRequired
	}
	if n.Role == "" {
		n.Role = models.RoleAuthor
	}
	return nil
}

func (h Handlers) addMember(c echo.Context) error {
	var in newMember
	if err := bind(c, &in); err != nil {
		return err
	}
	organisation, err := h.organisation(c)
	if err != nil {
		return err
	}
	member := models.Membership{OrganisationID: organisation.ID, UserID: in.UserID, Role: in.Role}
	_, err = h.db.NewInsert().Model(&member).ExcludeColumn("joined_at").Returning("*").Exec(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, member)
}
