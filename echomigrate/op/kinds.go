package op

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
)

var kinds = map[string]reflect.Type{}

// kind makes an operation known by its type's name; every operation calls it once.
func kind[O Operation](o O) O {
	t := reflect.TypeFor[O]()
	if _, twice := kinds[t.Name()]; twice {
		panic(fmt.Sprintf("op: two operations named %s", t.Name()))
	}
	kinds[t.Name()] = t
	return o
}

// Kinds lists the zero value of every operation there is, by name.
func Kinds() []Operation {
	var all []Operation
	for _, t := range kinds {
		all = append(all, reflect.Zero(t).Interface().(Operation))
	}
	slices.SortFunc(all, func(a, b Operation) int { return cmp.Compare(Kind(a), Kind(b)) })
	return all
}

// Kind is an operation's name, such as "AddColumn".
func Kind(o Operation) string { return reflect.TypeOf(o).Name() }
