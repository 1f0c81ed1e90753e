package chat

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestNormalizeName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, in, want string
		err            error
	}{
		{"plain", "alice", "alice", nil},
		{"trimmed and folded white space", "  Ada \t Lovelace\n", "Ada Lovelace", nil},
		{"NFC", "Zoe\u0308", "Zoë", nil},
		{"other scripts", "Юлия 李小龙 محمد", "Юлия 李小龙 محمد", nil},
		{"vowel signs", "हिन्दी", "हिन्दी", nil},
		{"emoji", "🦊 fox", "🦊 fox", nil},
		{"fifty code points", strings.Repeat("ж", 50), strings.Repeat("ж", 50), nil},
		{"fifty-one", strings.Repeat("ж", 51), "", errNameLong},
		{"empty", "", "", errNameEmpty},
		{"white space", " \u00a0\u2003 ", "", errNameEmpty},
		{"control", "a\x00b", "", errNameInvisible},
		{"zero width", "ad\u200bmin", "", errNameInvisible},
		{"right-to-left override", "\u202egpj.exe", "", errNameInvisible},
		{"isolate", "a\u2066b", "", errNameInvisible},
		{"hangul filler", "\u3164", "", errNameInvisible},
		{"braille blank", "\u2800", "", errNameInvisible},
		{"private use", "\ue000", "", errNameInvisible},
		{"tag characters", "a\U000E0041", "", errNameInvisible},
		{"zalgo", "z" + strings.Repeat("\u0353", 4), "", errNameMarks},
		{"only marks", "\u0301", "", errNameEmpty},
		{"only punctuation", "...", "", errNameEmpty},
		{"reserved", "ANONYMOUS", "", errNameReserved},
		{"reserved look-alike", "Аnоnymоus", "", errNameReserved},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := NormalizeName(test.in)
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("NormalizeName(%q) = %q, %v; want %q, %v", test.in, got, err, test.want, test.err)
			}
		})
	}
}

func TestNamesThatLookTheSameShareASkeleton(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"alice", "ALICE"},
		{"alice", "аlісе"}, // Cyrillic а, і, с, е
		{"paypal", "раураl"},
		{"bill", "bi11"},
		{"bob", "b0b"},
		{"Zoë", "Zoe"},
		{"modern", "modem"},
		{"ada lovelace", "ada.lovelace"},
		{"ａｄａ", "ada"},
	} {
		if a, b := Skeleton(pair[0]), Skeleton(pair[1]); a != b {
			t.Errorf("%q -> %q but %q -> %q", pair[0], a, pair[1], b)
		}
	}
	for _, pair := range [][2]string{{"alice", "bob"}, {"anna", "anne"}, {"李", "王"}, {"🦊", "🐻"}} {
		if Skeleton(pair[0]) == Skeleton(pair[1]) {
			t.Errorf("%q and %q share the skeleton %q", pair[0], pair[1], Skeleton(pair[0]))
		}
	}
}

func FuzzNormalizeName(f *testing.F) {
	for _, seed := range []string{"alice", "Zoe\u0308", "\u202e", "z\u0353\u0353\u0353\u0353", "\xff", "🦊"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		name, err := NormalizeName(in)
		if err != nil {
			return
		}
		if !utf8.ValidString(name) || !norm.NFC.IsNormalString(name) || strings.TrimSpace(name) != name {
			t.Errorf("%q gave %q, which is not trimmed, well-formed NFC", in, name)
		}
		if n := utf8.RuneCountInString(name); n < 1 || n > maxNameLength {
			t.Errorf("%q gave %d code points", in, n)
		}
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.C, r) }) {
			t.Errorf("%q gave %q with an invisible character", in, name)
		}
		again, err := NormalizeName(name)
		if again != name || err != nil {
			t.Errorf("not stable: %q gave %q, that gave %q, %v", in, name, again, err)
		}
	})
}
