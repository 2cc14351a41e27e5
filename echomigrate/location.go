package echomigrate

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// VersionLocation is a place of revision files with the repository that their package creates.
type VersionLocation struct {
	// Directory holds the revision files themselves, as migrations/versions does, and is relative to the working directory. Empty
	// means that the sources are not here, as those of a library: its revisions take part, but no file of theirs is written or
	// looked for.
	Directory string
	// Repository holds the revisions. There is no default.
	Repository *revision.Repository
}

// versions is the main directory of revision files.
func (c Config) versions() string { return filepath.Join(c.Directory, "versions") }

// locations are all places of revisions, the main one first, which has the given repository.
func (c Config) locations(repository *revision.Repository) []VersionLocation {
	first := VersionLocation{Directory: c.versions(), Repository: repository}
	return append([]VersionLocation{first}, c.VersionLocations...)
}

// verifyLocations refuses a further location that has no repository, or whose repository or directory is another one's.
func (c Config) verifyLocations() error {
	all := c.locations(c.Repository)
	for i, l := range c.VersionLocations {
		if l.Repository == nil {
			return fmt.Errorf("Config.VersionLocations[%d] has no repository: name the variable Repository of its package", i)
		}
		if slices.ContainsFunc(all[:i+1], l.overlaps) {
			return fmt.Errorf("Config.VersionLocations[%d] has the repository or the directory of another place: name each once", i)
		}
	}
	return nil
}

// overlaps reports whether two locations share the repository or the directory.
func (l VersionLocation) overlaps(other VersionLocation) bool {
	return l.Repository == other.Repository || l.in(other.Directory)
}

// in reports whether the location's directory is that one, however it is spelt.
func (l VersionLocation) in(directory string) bool {
	if l.Directory == "" || directory == "" {
		return false
	}
	own, err := filepath.Abs(l.Directory)
	other, errOther := filepath.Abs(directory)
	return err == nil && errOther == nil && own == other
}

// file is the path of a revision's file; empty without a directory.
func (l VersionLocation) file(r revision.Revision) string {
	if l.Directory == "" {
		return ""
	}
	name, _, _ := strings.Cut(path.Base(r.Source), ":")
	return filepath.Join(l.Directory, name)
}

// locations are all places of revisions, the main one first.
func (m *Migrator) locations() ([]VersionLocation, error) {
	repository, err := m.repository()
	if err != nil {
		return nil, err
	}
	return m.config.locations(repository), nil
}

// repository is the main one, which the configuration or the program's imports give.
func (m *Migrator) repository() (*revision.Repository, error) {
	if m.config.Repository != nil {
		return m.config.Repository, nil
	}
	left := slices.DeleteFunc(revision.Repositories(), func(r *revision.Repository) bool {
		return slices.ContainsFunc(m.config.VersionLocations, func(l VersionLocation) bool { return l.Repository == r })
	})
	switch len(left) {
	case 0:
		return nil, ErrNoRepository
	case 1:
		return left[0], nil
	default:
		return nil, fmt.Errorf("this program has %d migration repositories: say which one in Config.Repository, and those that belong to it in Config.VersionLocations", len(left))
	}
}

// owners are the locations of all revisions, by ID.
func (m *Migrator) owners() (map[string]VersionLocation, error) {
	locations, err := m.locations()
	if err != nil {
		return nil, err
	}
	owners := map[string]VersionLocation{}
	for _, l := range locations {
		for _, r := range l.Repository.Revisions() {
			owners[r.ID] = l
		}
	}
	return owners, nil
}

// destination is the location that a new revision's file goes to: the one that was chosen, or else that of the first revision
// that it follows, or else the main one.
func (m *Migrator) destination(r revision.Revision, chosen string) (VersionLocation, error) {
	locations, err := m.locations()
	if err != nil {
		return VersionLocation{}, err
	}
	if chosen != "" {
		return chooseLocation(locations, chosen)
	}
	owners, err := m.owners()
	if err != nil {
		return VersionLocation{}, err
	}
	if len(r.Revises) > 0 && owners[r.Revises[0]].Directory != "" {
		return owners[r.Revises[0]], nil
	}
	return locations[0], nil
}

// chooseLocation is the location with that directory.
func chooseLocation(locations []VersionLocation, directory string) (VersionLocation, error) {
	var known []string
	for _, l := range locations {
		if l.in(directory) {
			return l, nil
		}
		if l.Directory != "" {
			known = append(known, l.Directory)
		}
	}
	return VersionLocation{}, fmt.Errorf("%s is no version location: there are %s (Config.VersionLocations)", directory, strings.Join(known, ", "))
}

// built are the revisions of the location that files in its directory registered when the program was built. The name of a source
// has two directories; one that was registered elsewhere, as by a test, is none of them.
func (l VersionLocation) built() []revision.Revision {
	absolute, err := filepath.Abs(l.Directory)
	if err != nil || l.Repository == nil {
		return nil
	}
	directory := path.Join(filepath.Base(filepath.Dir(absolute)), filepath.Base(absolute))
	return slices.DeleteFunc(slices.Clone(l.Repository.Revisions()), func(r revision.Revision) bool { return path.Dir(r.Source) != directory })
}
