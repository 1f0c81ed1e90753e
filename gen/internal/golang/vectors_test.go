package golang

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
	events "eventwire/gen/testdata/conformance/events"
)

// TestVectors runs the conformance vectors against the golden package: every value's verdict, paths and rules.
func TestVectors(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(testdata, "conformance", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	direction := make(map[string]schema.Direction)
	for _, e := range load(t, filepath.Join(testdata, "conformance", "events.yaml")).Events {
		direction[e.Name] = e.Direction
	}
	count := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		event := ""
		for i, l := range strings.Split(string(src), "\n") {
			switch {
			case l == "" || l[0] == '#':
			case l[0] == '@':
				event = l[1:]
			default:
				count++
				columns := strings.Split(l[2:], " | ")
				text, want := columns[0], ""
				if len(columns) > 1 && columns[1] != "ok" {
					want = columns[1]
				}
				if strings.HasPrefix(text, "hex") {
					raw, err := hex.DecodeString(strings.ReplaceAll(text[3:], " ", ""))
					if err != nil {
						t.Fatal(err)
					}
					text = string(raw)
				}
				if got := verdict(direction[event], event, text); got != want {
					t.Errorf("%s:%d: %s %s\n got %q\nwant %q", filepath.Base(file), i+1, event, text, got, want)
				}
			}
		}
	}
	if count < 500 {
		t.Errorf("only %d vectors", count)
	}
}

// verdict decodes a text as an event's data, validates and encodes what came out, and gives the problems as the vectors write them.
func verdict(direction schema.Direction, event, text string) string {
	if event == "json.any" {
		var v events.JSONAny
		if err := v.UnmarshalJSON([]byte(text)); err != nil {
			return problems(err)
		}
	}
	frame := `{"event":"` + event + `","data":` + text + `}`
	if direction == schema.ServerToClient {
		f, err := events.DecodeServerFrame([]byte(frame))
		if err != nil {
			return problems(err)
		}
		return roundTrip(f.Data, func(encoded []byte) (any, error) {
			again, err := events.DecodeServerFrame([]byte(`{"data":` + string(encoded) + `,"event":"` + event + `"}`))
			return again.Data, err
		})
	}
	f, err := events.DecodeClientFrame([]byte(frame))
	if err != nil {
		return problems(err)
	}
	return roundTrip(f.Data, func(encoded []byte) (any, error) {
		again, err := events.DecodeClientFrame([]byte(`{"data":` + string(encoded) + `,"event":"` + event + `"}`))
		return again.Data, err
	})
}

type encodable interface {
	Validate() error
	AppendJSON([]byte) ([]byte, error)
}

// roundTrip checks that a decoded event is valid, and the same once it was encoded and decoded.
func roundTrip(event encodable, decode func([]byte) (any, error)) string {
	if err := event.Validate(); err != nil {
		return "Validate: " + err.Error()
	}
	first, err := event.AppendJSON(nil)
	if err != nil {
		return "AppendJSON: " + err.Error()
	}
	again, err := decode(first)
	if err != nil {
		return fmt.Sprintf("decoding %s: %v", first, err)
	}
	second, err := again.(encodable).AppendJSON(nil)
	if err != nil || string(first) != string(second) {
		return fmt.Sprintf("encoded %s, then %s: %v", first, second, err)
	}
	return ""
}

func problems(err error) string {
	var invalid *events.ValidationError
	if !errors.As(err, &invalid) {
		return err.Error()
	}
	found := make([]string, len(invalid.Problems))
	for i, p := range invalid.Problems {
		path := p.Path
		if path == "" {
			path = "."
		}
		found[i] = path + " " + p.Rule
	}
	return strings.Join(found, ", ")
}
