package postgres

import (
	"slices"
	"strings"
)

// canonicalParameters are storage parameters as the catalog has them, in the order of their names.
func canonicalParameters(parameters []string) []string {
	var list []string
	for _, p := range parameters {
		name, value, valued := strings.Cut(p, "=")
		if value = strings.Trim(strings.TrimSpace(value), "'"); !valued {
			value = "true"
		}
		list = append(list, strings.ToLower(strings.TrimSpace(name))+"="+value)
	}
	slices.Sort(list)
	return list
}

// canonicalOpclass is an operator class with its parameters as the catalog has them.
func canonicalOpclass(class string) string {
	name, parameters, has := strings.Cut(strings.TrimSuffix(strings.TrimSpace(class), ")"), "(")
	if !has {
		return class
	}
	return strings.TrimSpace(name) + "(" + strings.Join(canonicalParameters(strings.Split(parameters, ",")), ", ") + ")"
}
