package gotemplate

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
)

// mark surrounds the place of a piece of a template in what the marked template makes.
const mark = "\x00"

// origin is the template's name and line that the byte at an offset in what it makes comes from.
func origin(t *template.Template, data any, offset int) string {
	place := t.Name()
	marked, err := t.Clone()
	if err != nil {
		return place
	}
	for _, associated := range marked.Templates() {
		associated.Tree = associated.Tree.Copy()
		markAll(associated.Tree, associated.Root)
	}
	var b bytes.Buffer
	if err := marked.Execute(&b, data); err != nil {
		return place
	}
	// The parts are text and places in turn.
	made := 0
	for i, part := range strings.Split(b.String(), mark) {
		if i%2 == 1 {
			place = part
			continue
		}
		if made += len(part); made > offset {
			break
		}
	}
	return place
}

// markAll puts its place before each node of a list, and of the lists in it; a text has one for each of its lines.
func markAll(tree *parse.Tree, list *parse.ListNode) {
	if list == nil {
		return
	}
	var nodes []parse.Node
	for _, node := range list.Nodes {
		name, line := location(tree, node)
		switch n := node.(type) {
		case *parse.TextNode:
			for i, text := range strings.SplitAfter(string(n.Text), "\n") {
				nodes = append(nodes, place(name, line+i), &parse.TextNode{NodeType: parse.NodeText, Text: []byte(text)})
			}
			continue
		case *parse.IfNode:
			markBranches(tree, n.BranchNode)
		case *parse.RangeNode:
			markBranches(tree, n.BranchNode)
		case *parse.WithNode:
			markBranches(tree, n.BranchNode)
		}
		nodes = append(nodes, place(name, line), node)
	}
	list.Nodes = nodes
}

func markBranches(tree *parse.Tree, n parse.BranchNode) {
	markAll(tree, n.List)
	markAll(tree, n.ElseList)
}

func place(name string, line int) parse.Node {
	return &parse.TextNode{NodeType: parse.NodeText, Text: fmt.Appendf(nil, "%s%s:%d%s", mark, name, line, mark)}
}

// location is where a node begins: the tree says it as name:line:column.
func location(tree *parse.Tree, node parse.Node) (name string, line int) {
	text, _ := tree.ErrorContext(node)
	text = text[:strings.LastIndexByte(text, ':')]
	colon := strings.LastIndexByte(text, ':')
	line, _ = strconv.Atoi(text[colon+1:])
	return text[:colon], line
}
