package revision

import "testing"

// TestNamesHaveNoCharacterThatTargetsGiveAMeaning asks for every character that stands between the names of a target.
func TestNamesHaveNoCharacterThatTargetsGiveAMeaning(t *testing.T) {
	for _, between := range []string{"@", ":", "+", ","} {
		name := "alpha" + between + "bravo"
		if err := CheckID(name); err == nil {
			t.Errorf("the ID %q is allowed", name)
		}
		if err := CheckLabel(name); err == nil {
			t.Errorf("the label %q is allowed", name)
		}
	}
}
