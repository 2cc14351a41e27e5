package schema

import (
	"slices"
	"strings"
)

// ParameterName is the name of a storage parameter that is written as name=value.
func ParameterName(parameter string) string {
	name, _, _ := strings.Cut(parameter, "=")
	return strings.ToLower(strings.TrimSpace(name))
}

// HasParameter reports whether a list has a storage parameter of the name that another one has.
func HasParameter(list []string, parameter string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return ParameterName(p) == ParameterName(parameter) })
}
