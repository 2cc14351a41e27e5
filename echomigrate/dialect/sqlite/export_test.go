package sqlite

// Read gives a text to every parser.
func Read(text string) {
	_, _ = parseTable(text)
	_, _ = parseIndex(text)
	spellType(text)
	canonicalExpression(text, names{"a": "A"})
	triggerNames(text, "a")
}
