package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

// wireRule reads a text as one value of any type and gives what is wrong with it; "" where nothing is.
func wireRule(text string) string {
	d := newDecoder([]byte(text), false)
	d.skip()
	d.ended()
	return d.wire
}

// The kinds of JSON text are those of Nicolas Seriot's "Parsing JSON is a Minefield".
func TestValidJSONIsRead(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`[]`, `[[]   ]`, `[""]`, `["a"]`, `[false]`, `[null, 1, "1", {}]`, `[null]`, "[1\n]", ` [1]`, `[1,null,null,null,2]`, `[2] `,
		`[123e65]`, `[0e+1]`, `[0e1]`, `[ 4]`, `[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]`,
		`[20e1]`, `[-0]`, `[-123]`, `[-1]`, `[1E22]`, `[1E-2]`, `[1E+2]`, `[123e45]`, `[123.456e78]`, `[1e-2]`, `[1e+2]`, `[123]`, `[123.456789]`,
		`{"asd":"sdf", "dfg":"fgh"}`, `{"asd":"sdf"}`, `{}`, `{"":0}`, `{"foo\u0000bar": 42}`, `{ "min": -1.0e+28, "max": 1.0e+28 }`,
		`{"x":[{"id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}], "id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}`, `{"a":[]}`,
		`{"title":"\u041f\u043e\u043b\u0442\u043e\u0440\u0430" }`, "{\n\"a\": \"b\"\n}",
		`["\u0060\u012a\u12AB"]`, `["\uD801\udc37"]`, `["\ud83d\ude39\ud83d\udc8d"]`, `["\"\\\/\b\f\n\r\t"]`, `["\\u0000"]`, `["\""]`,
		`["a/*b*/c/*d//e"]`, `["\\a"]`, `["\\n"]`, `["\u0012"]`, `["\uFFFF"]`, `["asd"]`, `[ "asd"]`, `["\uDBFF\uDFFF"]`, `["new\u00A0line"]`,
		"[\"\U0010ffff\"]", "[\"\uffff\"]", `["\u0000"]`, `["\u002c"]`, "[\"π\"]", "[\"asd \"]", `" "`, `["\uD834\uDd1e"]`, `["\u0821"]`,
		"[\"\u2028\"]", "[\"\u2029\"]", `["\u0061\u30af\u30EA\u30b9"]`, "[\"new\u00a0line\"]", "[\"\u007f\"]", "[\"⍂㈴⍂\"]",
		`["\u005C"]`, `["\u0022"]`, `["\uFDD0"]`, `["\u200B"]`, `["\u2064"]`, "[\"€𝄞\"]", "[\"a\u007fa\"]",
		`false`, `42`, `-0.1`, `null`, `"asd"`, `true`, `""`, "[\"a\"]\n", `[true]`, " \t\r\n[] ",
		strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth),
	} {
		if rule := wireRule(text); rule != "" {
			t.Errorf("%s: %s", text, rule)
		}
	}
}

func TestInvalidJSONIsRefused(t *testing.T) {
	t.Parallel()
	for rule, texts := range map[string][]string{
		"wire.syntax": {
			``, ` `, `[1 true]`, `["": 1]`, `[""],`, `[,1]`, `[1,,2]`, `["x",,]`, `["x"]]`, `["",]`, `["x"`, `[x`, `[3[4]]`, `[1:2]`, `[,]`, `[-]`, `[   , ""]`,
			"[\"a\",\n4\n,1,", `[1,]`, `[1,,]`, "[\"\va\"\\f]", `[*]`, `[""`, `[1,`, "[1,\n1\n,1", `[{}`, `[fals]`, `[nul]`, `[tru]`,
			"[123\x00]", `[++1234]`, `[+1]`, `[+Inf]`, `[-01]`, `[-1.0.]`, `[-2.]`, `[-NaN]`, `[.-1]`, `[.2e-3]`, `[0.1.2]`, `[0.3e+]`, `[0.3e]`, `[0.e1]`,
			`[0E+]`, `[0E]`, `[0e+]`, `[0e]`, `[1.0e+]`, `[1.0e-]`, `[1.0e]`, `[1 000.0]`, `[1eE2]`, `[2.e+3]`, `[2.e-3]`, `[2.e3]`, `[9.e+]`, `[Inf]`, `[NaN]`,
			"[\uff11]", `[1+2]`, `[0x1]`, `[0x42]`, `[Infinity]`, `[-Infinity]`, `[-foo]`, `[- 1]`, `[-012]`, `[-.123]`, `[-1x]`, `[1ea]`, `[1.]`, `[.123]`,
			`[1.2a-3]`, `[1.8011670033376514H-308]`, `[012]`, `["x", truth]`, `{[: "x"}`, `{"x", null}`, `{"x"::"b"}`, "{🇨🇭}", `{"a":"a" 123}`, `{key: 'value'}`,
			`{"a" b}`, `{:"b"}`, `{"a" "b"}`, `{"a":`, `{"a"`, `{1:1}`, `{9999E9999:1}`, `{null:null,null:null}`, `{"id":0,,,,,}`, `{'a':0}`, `{"id":0,}`,
			`{"a":"b"}/**/`, `{"a":"b"}/**//`, `{"a":"b"}//`, `{"a":"b"}/`, `{"a":"b",,"c":"d"}`, `{a: "b"}`, `{"a":"a`, `{ "foo" : "bar", "a" }`, `{"a":"b"}#`,
			`["\uD800\"]`, `["\uD800\u"]`, `["\uD800\u1"]`, `["\uD800\u1x"]`, `[é]`, "[\"\\x00\"]", "[\"\\\x00\"]", `["\\\"]`, "[\"\\\t\"]", `["\"]`,
			`["\u00A"]`, `["\uD834\uDd"]`, `["\uD800\uD800\x"]`, `["\a"]`, `["\uqqqq"]`, `[\u0020"asd"]`, `[\n]`, `"`, `['single quote']`, `abc`, `["\`, "[\"a\x00a\"]",
			"[\"new\nline\"]", "[\"\t\"]", `"\UA66D"`, `""x`, `<.>`, `[<null>]`, `[1]x`, `[1]]`, `["asd]`, `aå`, `[True]`, `1]`, `{"x": true,`, `[][]`, `]`, "\ufeff{}", `å`,
			`[`, `{"":`, `{`, `{]`, `{,`, `{[`, `{"a`, `{'a'`, `[","`, "[\"\\{[\"\\{", `*`, `{"a":"b"}#{}`, `[\u000A""]`, `[1`, `["asd`, "[\u2060]", "[\f]", `nulL`, `-`,
		},
		"wire.utf8":      {"[\"\xff\"]", "[\"\xe0\xff\"]", "[\"\xc0\xaf\"]", "[\"\xed\xa0\x80\"]", "[\"\xf4\xbf\xbf\xbf\"]", "[\"\x81\"]", "{\"\xb9\":\"0\"}", "[\"\\u0041\xe5\"]", "[\"\xf0\x9f\x98\"]"},
		"wire.surrogate": {`["\uDADA"]`, `["\uD888\u1234"]`, `["\uD800\uD800\n"]`, `["\uDd1ea"]`, `["\udc00\ud800"]`, `{"\ud800":1}`, `["\uD800\n"]`},
		"wire.duplicate": {`{"a":"b","a":"c"}`, `{"a":"b","a":"b"}`, `{"a":1,"\u0061":2}`, `[{"x":{"a":0,"b":1,"a":2}}]`, `{"a":{"a":1},"b":{"c":[{"d":1,"d":2}]}}`},
		"wire.depth":     {strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1), strings.Repeat(`{"a":`, maxDepth+1) + "1" + strings.Repeat("}", maxDepth+1), strings.Repeat("[", 100_000)},
	} {
		for _, text := range texts {
			if got := wireRule(text); got != rule {
				t.Errorf("%.80q: %q, want %q", text, got, rule)
			}
		}
	}
}

func TestManyMembersAreComparedQuickly(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`{"x":{`)
	for i := range 20_000 {
		b.WriteString(`"` + strings.Repeat("k", i%7) + string(rune('a'+i%26)) + formatFloat(float64(i)) + `":{"a":1},`)
	}
	if rule := wireRule(b.String() + `"last":1}}`); rule != "" {
		t.Error(rule)
	}
	if rule := wireRule(b.String() + `"a0":1}}`); rule != "wire.duplicate" {
		t.Error(rule)
	}
}

// FuzzAgreesWithEncodingJSON holds the decoder to encoding/json, except where it is meant to be stricter.
func FuzzAgreesWithEncodingJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5e-3,"x\u00e9\n",null,true]}`, `"\ud83d\ude00"`, `{"a":1,"a":2}`, "\"\xff\"", `[[[[]]]]`, ` 1e400 `, `-0`, `{"x":{"y":{"z":"日本語 text that is long"}}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rule := wireRule(string(text))
		if !json.Valid(text) {
			if rule == "" {
				t.Fatalf("%q was read", text)
			}
			return
		}
		switch rule {
		case "wire.utf8":
			if utf8.Valid(text) {
				t.Fatalf("%q is UTF-8", text)
			}
		case "wire.duplicate":
			if !duplicates(t, text) {
				t.Fatalf("%q has no duplicates", text)
			}
		case "wire.depth":
			if bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) <= maxDepth {
				t.Fatalf("%q is flat", text)
			}
		case "wire.surrogate":
			if !bytes.Contains(bytes.ToLower(text), []byte(`\ud`)) {
				t.Fatalf("%q has no surrogates", text)
			}
		case "":
			if !utf8.Valid(text) || duplicates(t, text) {
				t.Fatalf("%q was read", text)
			}
			sameScalar(t, text)
		default:
			t.Fatalf("%q: %s", text, rule)
		}
	})
}

// sameScalar checks that a text and a number mean what they mean to encoding/json, and are written alike.
func sameScalar(t *testing.T, text []byte) {
	d := newDecoder(text, false)
	switch c := d.peek(); {
	case c == '"':
		var want string
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		got, ok := d.string()
		if !ok || got != want {
			t.Fatalf("%q is %q, %v, want %q", text, got, ok, want)
		}
		var w writer
		text := w.string(nil, got)
		var again string
		if err := json.Unmarshal(text, &again); err != nil || again != got || w.failed {
			t.Fatalf("%q was written %s: %v", got, text, err)
		}
	case c == '-' || isDigit(c):
		var want float64
		err := json.Unmarshal(text, &want)
		got, ok := d.float()
		if ok != (err == nil) || got != want {
			t.Fatalf("%q is %v, %v, want %v, %v", text, got, ok, want, err)
		}
		if ok && got != 0 {
			if written, _ := json.Marshal(want); string(written) != formatFloat(got) {
				t.Fatalf("%v is written %s, want %s", got, formatFloat(got), written)
			}
		}
		whole := newDecoder(text, false)
		n, isWhole := whole.int()
		if isWhole != (ok && want == math.Trunc(want) && math.Abs(want) <= maxSafe) || isWhole && float64(n) != want {
			t.Fatalf("%q is the integer %d, %v", text, n, isWhole)
		}
	}
}

// duplicates tells whether an object in a valid text has two members of one name. Lone surrogates are one name to encoding/json.
func duplicates(t *testing.T, text []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var open []map[string]bool // nil for arrays
	name := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token {
		case json.Delim('{'):
			open, name = append(open, map[string]bool{}), true
			continue
		case json.Delim('['):
			open, name = append(open, nil), false
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
			name = len(open) > 0 && open[len(open)-1] != nil
			continue
		}
		if len(open) == 0 || open[len(open)-1] == nil {
			continue
		}
		if name {
			key := token.(string)
			if open[len(open)-1][key] {
				return true
			}
			open[len(open)-1][key] = true
		}
		name = !name
	}
}
