package revision_test

import (
	"fmt"
	"log"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// A graph answers questions about revisions without any database.
func ExampleNewGraph() {
	graph, err := revision.NewGraph([]revision.Revision{
		{ID: "4a1f0c2b9d3e", Message: "Create users"},
		{ID: "8c2f1e0a7b44", Message: "Add bio", Revises: []string{"4a1f0c2b9d3e"}},
		{ID: "91d0aa3c55e7", Message: "Create posts", Revises: []string{"4a1f0c2b9d3e"}},
		{ID: "7b3e5d90c1f2", Message: "Join both", Revises: []string{"8c2f1e0a7b44", "91d0aa3c55e7"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, head := range graph.Heads() {
		fmt.Println("head:", head.Message)
	}
	plan, err := graph.Upgrade([]string{"8c2f1e0a7b44"}, "head")
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range plan.Steps {
		fmt.Println(step.Revision.Message, "leaves", step.After())
	}
	// Output:
	// head: Join both
	// Create posts leaves [8c2f1e0a7b44 91d0aa3c55e7]
	// Join both leaves [7b3e5d90c1f2]
}
