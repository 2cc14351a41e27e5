package echomigrate

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/internal/gofile"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/rowcheck"
)

// RevisionOptions say what a new revision is like.
type RevisionOptions struct {
	// Message says in one line what the revision does. Default: none.
	Message string
	// ID of the revision. Default: the one that Config.NewID gives.
	ID string
	// Heads are the revisions that the new one follows; several make a merge. Default: "head".
	Heads []string
	// Splice allows a revision to be followed that is no head. Default: that is an error.
	Splice bool
	// BranchLabel names the branch that begins with the new revision. Default: none.
	BranchLabel string
	// SQL writes an SQL file instead of a Go file, with the operations as the SQL of this database. Default: a Go file.
	SQL bool
	// Answers are what a person decided about the comparison: renames, values for rows that are there, objects to drop that are
	// nobody's. Those for a further database have its name and a colon before the table's. Migrate alone looks at them.
	// Default: nothing; what the models call otherwise is dropped and added.
	Answers diff.Answers
	// Ask is given what only a person can know, and answers. It is asked again until it gives no more answers. Default: nobody
	// is asked.
	Ask func(Comparison) (diff.Answers, error)
	// DependsOn are revisions in other branches that must be applied before this one. Default: none.
	DependsOn []string
	// CompatibleWith is the oldest revision whose programs can work with the schema that the new one leaves. Default: none is declared.
	CompatibleWith string
	// Replaces are migrations of another tool that the revision stands in for. Default: none.
	Replaces []revision.Former
	// VersionPath is the directory to write the file into, one of the version locations: Directory/versions or that of one of
	// Config.VersionLocations. Default: where the first revision is that the new one follows; the main one for a new base,
	// and where that one's sources are not here.
	VersionPath string
	// NoProve writes what Migrate finds without trying it before. Default: the revision proves itself on a copy of the tables, in a
	// scratch place of the database that is gone afterwards, and one that does not lead to the models or not back is an error.
	NoProve bool
}

// Generated is a new revision file.
type Generated struct {
	// Revision is what the file says.
	Revision revision.Revision
	// Path is where the file was written, below the working directory; empty when there was nothing to write.
	Path string
	// Comparison is what Migrate found; Revision leaves it empty.
	Comparison Comparison
	// Doubts are what a proof of the revision could not try, such as SQL that Config.Process put in, one line each.
	Doubts []string
}

// Revision writes an empty revision, to be filled in by hand. It does not touch the database.
func (m *Migrator) Revision(ctx context.Context, options RevisionOptions) (Generated, error) {
	graph, err := m.graph()
	if err != nil {
		return Generated{}, err
	}
	return m.write(ctx, graph, options, Comparison{}, nil)
}

// Merge writes an empty revision that joins others: those in options.Heads, by default all heads. It does not touch the
// database.
func (m *Migrator) Merge(ctx context.Context, options RevisionOptions) (Generated, error) {
	graph, err := m.graph()
	if err != nil {
		return Generated{}, err
	}
	if len(options.Heads) == 0 {
		options.Heads = []string{"heads"}
	}
	var joined []string
	for _, name := range options.Heads {
		revisions, err := graph.Resolve(name)
		if err != nil {
			return Generated{}, err
		}
		for _, r := range revisions {
			joined = append(joined, r.ID)
		}
	}
	if len(joined) < 2 {
		return Generated{}, fmt.Errorf("merge %s: there is only one revision to join: %s", strings.Join(options.Heads, " "), strings.Join(joined, ", "))
	}
	if options.Message == "" {
		options.Message = "merge " + strings.Join(joined, " and ")
	}
	return m.Revision(ctx, options)
}

// Migrate compares the models with the database and writes the revision that leads from one to the other. When they agree
// it writes nothing, and Path is empty. The database must be at the head revisions. Of several databases all are compared.
func (m *Migrator) Migrate(ctx context.Context, options RevisionOptions) (Generated, error) {
	graph, err := m.graph()
	if err != nil {
		return Generated{}, err
	}
	found, compared, err := m.ask(ctx, graph, options)
	if err != nil || len(found.Upgrade) == 0 {
		return Generated{Comparison: found}, err
	}
	for i, d := range m.Databases() {
		found.Warnings = append(found.Warnings, rowcheck.Failing(ctx, d.dialect, d.db, op.For(d.target(), found.Upgrade), compared[i].Actual)...)
	}
	return m.write(ctx, graph, options, found, compared)
}

// write writes a revision file that holds what was found, once it has proved itself against what was compared.
func (m *Migrator) write(ctx context.Context, graph *revision.Graph, options RevisionOptions, found Comparison, compared []comparedDatabase) (Generated, error) {
	r, err := m.next(graph, options)
	if err != nil {
		return Generated{}, err
	}
	r.Upgrade, r.Downgrade = found.Upgrade, found.Downgrade
	if err := m.config.Process(ctx, &r); err != nil {
		return Generated{}, fmt.Errorf("process revision %s: %w", r.ID, err)
	}
	if len(found.Upgrade) > 0 && len(r.Upgrade) == 0 && len(r.Downgrade) == 0 {
		return Generated{Comparison: found}, nil
	}
	location, err := m.destination(r, options.VersionPath)
	if err != nil {
		return Generated{}, err
	}
	var doubts []string
	if !options.NoProve {
		if doubts, err = m.prove(ctx, r, compared); err != nil {
			return Generated{}, err
		}
	}
	notes := render.Options{}
	if op.Checksum(r.Upgrade) == op.Checksum(found.Upgrade) {
		notes.Comments = found.UpgradeNotes
	}
	if op.Checksum(r.Downgrade) == op.Checksum(found.Downgrade) {
		notes.DowngradeComments = found.DowngradeNotes
	}
	source, extension, err := m.source(location, r, notes, options.SQL)
	if err != nil {
		return Generated{}, err
	}
	path, err := m.place(r, location.Directory, extension)
	if err != nil {
		return Generated{}, err
	}
	if err := gofile.WriteNew(path, source); err != nil {
		return Generated{}, err
	}
	return Generated{Revision: r, Path: path, Comparison: found, Doubts: doubts}, m.postWrite(ctx, path)
}

// next is the new revision without operations.
func (m *Migrator) next(graph *revision.Graph, options RevisionOptions) (revision.Revision, error) {
	if len(options.Heads) == 0 {
		options.Heads = []string{"head"}
	}
	if options.ID == "" {
		options.ID = m.config.NewID()
	}
	if !utf8.ValidString(options.Message) {
		return revision.Revision{}, fmt.Errorf("message %q: it is not UTF-8, as files of Go and SQL are: write it in UTF-8", options.Message)
	}
	r, err := graph.Next(revision.NextOptions{
		ID: options.ID, Heads: options.Heads, Splice: options.Splice, BranchLabel: options.BranchLabel, DependsOn: options.DependsOn,
		CompatibleWith: options.CompatibleWith,
	})
	r.Message, r.Replaces = options.Message, options.Replaces
	r.Created = m.config.Clock().In(m.config.Location).Format(time.RFC3339)
	return r, err
}

func randomID() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never returns an error: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}
