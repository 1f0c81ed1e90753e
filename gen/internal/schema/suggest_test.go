package schema

import (
	"slices"
	"testing"
)

func TestNearNamesAreSuggested(t *testing.T) {
	t.Parallel()
	known := []string{"maxLength", "minLength", "minimum", "maximum", "string", "Username"}
	for name, want := range map[string]string{
		"maxlen": "maxLength", "maxLenght": "maxLength", "MAXLENGTH": "maxLength", "minimun": "minimum", "stirng": "string",
		"Usernmae": "Username", "zebra": "", "": "", "x": "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestStronglyConnectedGroups(t *testing.T) {
	t.Parallel()
	// 0 -> 1 -> 2 -> 0, 3 -> 3, 4 -> 5, 6 <-> 7
	groups := stronglyConnected([][]int{{1}, {2}, {0, 4}, {3}, {5}, {}, {7}, {6, 0}})
	want := [][]int{{0, 1, 2}, {3}, {6, 7}}
	if !slices.EqualFunc(groups, want, slices.Equal) {
		t.Errorf("got %v, want %v", groups, want)
	}
}
