package echomigrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// tracer stands for a trace.Tracer of OpenTelemetry, and span for a trace.Span: they have the methods that are needed here, and print.
type (
	tracer struct{}
	span   struct{ depth int }
	inSpan struct{}
)

func (tracer) Start(ctx context.Context, name string) (context.Context, *span) {
	s := &span{}
	if outer, is := ctx.Value(inSpan{}).(*span); is {
		s.depth = outer.depth + 1
	}
	s.print(name)
	return context.WithValue(ctx, inSpan{}, s), s
}

func (s *span) AddEvent(name string)  { s.print("event: " + name) }
func (s *span) RecordError(err error) { s.print("error: " + err.Error()) }
func (s *span) End()                  {}

func (s *span) print(line string) { fmt.Println(strings.Repeat("  ", s.depth) + line) }

// spans writes a span for each run, each of its revisions and each step of those. With OpenTelemetry tracer is
// otel.Tracer("migrations"), and a wait is an event of trace.SpanFromContext(ctx).
func spans(tracer tracer) runner.Trace {
	start := func(ctx context.Context, name string) (context.Context, func(error)) {
		ctx, span := tracer.Start(ctx, name)
		return ctx, func(err error) {
			if err != nil {
				span.RecordError(err)
			}
			span.End()
		}
	}
	return runner.Trace{
		Run: func(ctx context.Context, r runner.Run) (context.Context, func(runner.Report, error)) {
			ctx, end := start(ctx, string(r.Direction)+" to "+r.Target)
			return ctx, func(_ runner.Report, err error) { end(err) }
		},
		Revision: func(ctx context.Context, e runner.Event) (context.Context, func(error)) {
			return start(ctx, e.Revision.ID+" "+e.Revision.Message)
		},
		Step: func(ctx context.Context, p runner.Progress) (context.Context, func(error)) {
			return start(ctx, p.Operation.String())
		},
		Wait: func(ctx context.Context, w runner.Wait) {
			if span, is := ctx.Value(inSpan{}).(*span); is {
				span.AddEvent(w.String())
			}
		},
	}
}

// Spans of a run are inside one another, and whatever is called in a step is inside that.
func ExampleConfig_trace() {
	ask := op.Func{Name: "ask the publisher", Run: func(ctx context.Context, _ bun.IDB) error {
		_, span := tracer{}.Start(ctx, "GET /isbn")
		defer span.End()
		return errors.New("no answer")
	}}
	fill := revision.Revision{ID: "c7d8e9f0a1b2", Message: "Fill ISBN", Revises: []string{"8c2f1e0a7b44"}, Upgrade: []op.Operation{ask}}
	m, err := echomigrate.New(openDB(), echomigrate.Config{Repository: versions(createBooks, addISBN, fill), Trace: spans(tracer{})})
	check(err)
	_, err = m.Upgrade(context.Background(), "head")
	fmt.Println("failed:", err != nil)
	// Output:
	// upgrade to head
	//   4a1f0c2b9d3e Create books
	//     CreateTable books
	//   8c2f1e0a7b44 Add ISBN
	//     AddColumn books.isbn
	//   c7d8e9f0a1b2 Fill ISBN
	//     Func ask the publisher
	//       GET /isbn
	//     error: no answer
	//   error: upgrade c7d8e9f0a1b2: step 1, Func ask the publisher: no answer
	// error: upgrade c7d8e9f0a1b2: step 1, Func ask the publisher: no answer (done before: 4a1f0c2b9d3e, 8c2f1e0a7b44)
	// failed: true
}
