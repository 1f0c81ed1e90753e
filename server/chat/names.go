package chat

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Anonymous is the name under which somebody speaks who never set one.
const Anonymous = "Anonymous"

const (
	maxNameLength = 50 // code points, as in the contract
	maxMarks      = 3  // combining marks in a row: enough for every living script, too few to climb over other lines
)

// Errors of NormalizeName; each text is for the person who typed the name.
var (
	errNameEmpty     = errors.New("a name needs at least one visible character")
	errNameLong      = errors.New("a name has at most 50 characters")
	errNameInvisible = errors.New("a name can't have control, direction or invisible characters")
	errNameMarks     = errors.New("a name can't have more than 3 combining marks in a row")
	errNameReserved  = errors.New("this name is reserved")
)

// NormalizeName gives the form in which a name is stored and shown: trimmed, each run of white space one
// space, Unicode NFC. It refuses a name with control, bidirectional-override or invisible characters,
// with piled-up combining marks, with nothing to see, over 50 code points, or that looks like one of ours.
func NormalizeName(name string) (string, error) {
	name = strings.Join(strings.Fields(norm.NFC.String(name)), " ")
	if name == "" {
		return "", errNameEmpty
	}
	if utf8.RuneCountInString(name) > maxNameLength {
		return "", errNameLong
	}
	marks, visible := 0, false
	for _, r := range name {
		switch {
		case invisible(r):
			return "", errNameInvisible
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks {
				return "", errNameMarks
			}
			continue
		case r != ' ':
			visible = true
		}
		marks = 0
	}
	if !visible {
		return "", errNameEmpty
	}
	switch Skeleton(name) {
	case "":
		return "", errNameEmpty
	case reservedAnonymous, reservedSystem, reservedServer, reservedAdmin:
		return "", errNameReserved
	}
	return name, nil
}

// invisible tells characters that show nothing, reorder their neighbours or mean nothing anywhere:
// controls, format characters, private use, unassigned, separators other than the space, and the
// letters and fillers that are drawn blank (Unicode's Default_Ignorable_Code_Point and the braille blank).
func invisible(r rune) bool {
	switch {
	case r == ' ':
		return false
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Z, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point):
		return true
	case r == '\u2800', r == utf8.RuneError:
		return true
	}
	return !unicode.IsGraphic(r)
}

// Reserved names, as skeletons.
var (
	reservedAnonymous = Skeleton(Anonymous)
	reservedSystem    = Skeleton("system")
	reservedServer    = Skeleton("server")
	reservedAdmin     = Skeleton("admin")
)

// Skeleton maps names that look the same to the same text. It is a simpler rule than that of UTS 39,
// and stricter for Latin, Cyrillic, Greek and digits: compatibility decomposition (NFKD), case folded, marks,
// white space and punctuation removed, then each look-alike replaced by one Latin letter.
// Two people may not bear names of one skeleton at the same time.
func Skeleton(name string) string {
	folded := cases.Fold().String(norm.NFKD.String(name))
	var b strings.Builder
	b.Grow(len(folded))
	for _, r := range norm.NFKD.String(folded) {
		if unicode.In(r, unicode.M, unicode.Z, unicode.P, unicode.C) {
			continue
		}
		if as, ok := lookalikes[r]; ok {
			r = as
		}
		b.WriteRune(r)
	}
	// Pairs that a glance takes for one letter.
	return pairs.Replace(b.String())
}

var pairs = strings.NewReplacer("rn", "m", "vv", "w")

// lookalikes are the case-folded letters and digits that are drawn like a Latin letter.
var lookalikes = func() map[rune]rune {
	m := map[rune]rune{}
	for latin, others := range map[rune]string{
		'a': "аαɑ", 'b': "Ььɓв", 'c': "сϲⅽ", 'd': "ԁɗ", 'e': "еєεҽɛ℮3", 'f': "ſƒ", 'g': "ɡց9", 'h': "һн",
		'i': "іιɩıӏ1l|ⅼ", 'j': "јϳ", 'k': "кκ", 'm': "мⅿ", 'n': "ոпη", 'o': "оοσօ0ºסه", 'p': "рρ", 'q': "ԛգ",
		'r': "гɾ", 's': "ѕʂ5$", 't': "тτ7", 'u': "υսʋц", 'v': "ѵνⅴ", 'w': "ԝωѡ", 'x': "хχ×", 'y': "уγүʏ", 'z': "ʐᴢ2",
	} {
		for _, r := range others {
			m[r] = latin
		}
	}
	return m
}()
