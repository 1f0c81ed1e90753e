package redisbus

import (
	"encoding/json"
	"testing"
)

func TestParseEnvelope(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]envelope{
		`{"id":"1-0","data":{"a":1}}`:                      {ID: "1-0", Data: json.RawMessage(`{"a":1}`)},
		`{"id":"1-0","prev":"0-1","data":[1]}`:             {ID: "1-0", Prev: "0-1", Data: json.RawMessage(`[1]`)},
		`{"id":"1-0","prev":"0-1","trace":"t","data":[1]}`: {ID: "1-0", Prev: "0-1", Trace: "t", Data: json.RawMessage(`[1]`)},
		`{"id":"1-0","trace":"t","data":[1]}`:              {ID: "1-0", Trace: "t", Data: json.RawMessage(`[1]`)},
		` { "data" : {"a":1} , "id" : "\u0041" } `:         {ID: "A", Data: json.RawMessage(`{"a":1}`)},
		`{"data":null}`: {Data: json.RawMessage(`null`)},
	} {
		got, err := parseEnvelope([]byte(text))
		if err != nil || got.ID != want.ID || got.Prev != want.Prev || got.Trace != want.Trace || string(got.Data) != string(want.Data) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{``, `{}`, `1`, `{"id":1,"data":1}`, `{"id":"a"}`, `{"id":"a","data":}`, `{"id":"a","data":1`} {
		if got, err := parseEnvelope([]byte(text)); err == nil {
			t.Errorf("%s: got %+v, want an error", text, got)
		}
	}
}

// FuzzParseEnvelope holds the short way to encoding/json on every text that is JSON.
func FuzzParseEnvelope(f *testing.F) {
	for _, seed := range []string{`{"id":"1-0","prev":"0-1","data":{"a":1}}`, `{"id":"x","data":1}`, `{"id":"x","trace":"y","data":1}`, `{"id":"x","data":1,"id":"y"}`, `{"data":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		e, ok := cutEnvelope(text)
		if !ok || !json.Valid(e.Data) {
			return
		}
		var want envelope
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatalf("%q: cut apart, but no JSON: %v", text, err)
		}
		if e.ID != want.ID || e.Prev != want.Prev || e.Trace != want.Trace {
			t.Fatalf("%q: got %+v, want %+v", text, e, want)
		}
	})
}
