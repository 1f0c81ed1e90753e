package chat

import "testing"

func TestDeeper(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		most int
		want bool
	}{
		{`1`, 0, false},
		{`[]`, 0, true},
		{`[]`, 1, false},
		{`{"a":{"b":[1]}}`, 2, true},
		{`{"a":{"b":[1]}}`, 3, false},
		{`[[],[],{},[]]`, 2, false},
		{`{"a":"[[[{{{","b\"{[":"\\"}`, 1, false},
		{`["\\",[[]]]`, 2, true},
	} {
		if got := deeper([]byte(test.text), test.most); got != test.want {
			t.Errorf("deeper(%s, %d) = %t", test.text, test.most, got)
		}
	}
}
