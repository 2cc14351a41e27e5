package postgres

import (
	"encoding/json"
	"strconv"
	"strings"
)

// numbers reads an array ("{1,2}") or a vector ("1 2") of column numbers as the catalogs write it.
func numbers(text string) []int {
	var list []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("{}, ", r) }) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return nil
		}
		list = append(list, n)
	}
	return list
}

// stringList reads a JSON list of strings.
func stringList(text string) ([]string, error) {
	var list []string
	err := json.Unmarshal([]byte(text), &list)
	return list, err
}
