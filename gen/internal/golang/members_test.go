package golang

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"eventwire/gen/testdata/ok/codec/generated/events"
)

const id = `"123e4567-e89b-12d3-a456-426614174000"`

// TestMembersInAnyOrder shuffles the members of every object, writes some names with escapes, adds white space and unknown members.
func TestMembersInAnyOrder(t *testing.T) {
	t.Parallel()
	want, err := generatedNested()
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal([]byte(nestedText), &value); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var b strings.Builder
		shuffled(&b, value, random)
		var got events.ClientOrder
		if err := got.UnmarshalJSON([]byte(b.String())); err != nil {
			t.Fatalf("%s: %v", b.String(), err)
		}
		if !reflect.DeepEqual(&got, want) {
			t.Fatalf("%s: %+v, want %+v", b.String(), got, want)
		}
	}
}

func shuffled(b *strings.Builder, value any, random *rand.Rand) {
	space := func() {
		if random.IntN(8) == 0 {
			b.WriteString([]string{" ", "\n\t", "\r\n  "}[random.IntN(3)])
		}
	}
	sequence := func(n int, brackets string, item func(i int)) {
		b.WriteByte(brackets[0])
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			space()
			item(i)
			space()
		}
		b.WriteByte(brackets[1])
	}
	space()
	switch value := value.(type) {
	case map[string]any:
		var names []string
		for name := range value {
			names = append(names, name)
		}
		if random.IntN(3) == 0 {
			names = append(names, "unknown", `"`)
		}
		random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		sequence(len(names), "{}", func(i int) {
			quoted, _ := json.Marshal(names[i])
			if random.IntN(8) == 0 {
				quoted = []byte(strings.Replace(string(quoted), "e", `\u0065`, 1))
			}
			b.Write(quoted)
			space()
			b.WriteByte(':')
			shuffled(b, value[names[i]], random)
		})
	case []any:
		sequence(len(value), "[]", func(i int) { shuffled(b, value[i], random) })
	default:
		text, _ := json.Marshal(value)
		b.Write(text)
	}
	space()
}

func TestMistakesBetweenMembers(t *testing.T) {
	t.Parallel()
	const rest = `"from":"a","message":"b","timestamp":1}`
	for text, want := range map[string]string{
		`{"id":` + id + `,` + rest:                                                               "",
		`{"timestamp":1,"message":"b","from":"a","id":` + id:                                     "wire.syntax",
		`{,"id":` + id + `,` + rest:                                                              "wire.syntax",
		`{"id":` + id + `{` + rest:                                                               "wire.syntax",
		`{"id":` + id + rest:                                                                     "wire.syntax",
		`{"x":{"id":1}{` + rest:                                                                  "wire.syntax",
		`{"x":,"id":` + id + `,` + rest:                                                          "wire.syntax",
		`{"id":,` + rest:                                                                         "wire.syntax",
		`{"id":` + id + `,,` + rest:                                                              "wire.syntax",
		`{"id":` + id + `,}`:                                                                     "wire.syntax",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":1`:                                "wire.syntax",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":1,`:                               "wire.syntax",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":1}}`:                              "wire.syntax",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":1]`:                               "wire.syntax",
		`{"id":` + id + `,"from":"a","id":` + id + `,"message":"b","timestamp":1}`:               "wire.duplicate",
		`{"id":` + id + `,"from":"a","i\u0064":` + id + `,"message":"b","timestamp":1}`:          "wire.duplicate",
		`{"from":"a","message":"b","x":1,"from":"a","message":"b","id":1,"timestamp":1}`:         "wire.duplicate",
		`{"from":"a","id":` + id + `,"from":"a","message":"b","timestamp":1}`:                    "wire.duplicate",
		`{"id":` + id + `,"from":"a","x":1,"message":"b","timestamp":1,"x":2}`:                   "wire.duplicate",
		`{"id":` + id + `,"from":"a","message":"b","x":{"a":1,"a":2},"timestamp":1}`:             "wire.duplicate",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":1,"x` + "\xff" + `":1}`:           "wire.utf8",
		`{"id":` + id + `,"from":"` + "\xff" + `","message":"b","timestamp":1}`:                  "wire.utf8",
		`{"id":` + id + `,"from":"a\ud800","message":"b","timestamp":1}`:                         "string.wellformed",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":1,"\ud800":1}`:                    "wire.surrogate",
		`{"Id":` + id + `,` + rest:                                                               "required",
		`{}`:                                                                                     "required",
		"{ }":                                                                                    "required",
		`{`:                                                                                      "wire.syntax",
		`{"id"` + id + `}`:                                                                       "wire.syntax",
		`{id:` + id + `}`:                                                                        "wire.syntax",
		``:                                                                                       "wire.syntax",
		`{"id":"123e4567-e89b-12d3-a456-42661417400\u0030",` + rest:                              "",
		`{"id":"123e4567-e89b-12d3-a456-42661417400g",` + rest:                                   "format.uuid",
		`{"id":"123e4567-e89b-12d3-a456+426614174000",` + rest:                                   "format.uuid",
		`{"id":"123e4567-e89b-12d3-a456-4266141740é",` + rest:                                    "format.uuid",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":123456789012345678}`:              "type",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":-9007199254740991}`:               "",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":9007199254740992}`:                "type",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":12345678.5}`:                      "type",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":00000001}`:                        "wire.syntax",
		`{"id":` + id + `,"from":"a","message":"b","timestamp":1234567/}`:                        "wire.syntax",
		`{"id":` + id + `,"from":"` + strings.Repeat("é", 50) + `","message":"b","timestamp":1}`: "",
		`{"id":` + id + `,"from":"` + strings.Repeat("é", 51) + `","message":"b","timestamp":1}`: "string.max",
	} {
		err := new(events.ServerMessage).UnmarshalJSON([]byte(text))
		got := ""
		if invalid := (*events.ValidationError)(nil); errors.As(err, &invalid) {
			got = invalid.Problems[0].Rule
		}
		if got != want {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
