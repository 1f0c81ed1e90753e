package redisbus

import (
	"bytes"
	"encoding/json"
	"errors"
)

// envelope is a message as PUBLISH carries it.
type envelope struct {
	ID    string          `json:"id"`
	Prev  string          `json:"prev"`
	Trace string          `json:"trace"`
	Data  json.RawMessage `json:"data"`
}

var errEnvelope = errors.New(`message is not {"id":"…","data":…}`)

// parseEnvelope reads an envelope. What the bus itself wrote is cut apart without a look at the data; anything else,
// such as a message published by hand, is read as the JSON object that it must be. Data shares the memory of text.
func parseEnvelope(text []byte) (envelope, error) {
	if e, ok := cutEnvelope(text); ok {
		return e, nil
	}
	var e envelope
	if err := json.Unmarshal(text, &e); err != nil || e.Data == nil {
		return envelope{}, errEnvelope
	}
	return e, nil
}

// cutEnvelope reads exactly {"id":"…","prev":"…","trace":"…","data":…}, with or without prev and trace.
func cutEnvelope(text []byte) (envelope, bool) {
	rest, ok := bytes.CutPrefix(text, []byte(`{"id":"`))
	if !ok {
		return envelope{}, false
	}
	id, rest, ok := cutID(rest)
	if !ok {
		return envelope{}, false
	}
	e := envelope{ID: id}
	if after, has := bytes.CutPrefix(rest, []byte(`,"prev":"`)); has {
		if e.Prev, rest, ok = cutID(after); !ok {
			return envelope{}, false
		}
	}
	if after, has := bytes.CutPrefix(rest, []byte(`,"trace":"`)); has {
		if e.Trace, rest, ok = cutID(after); !ok {
			return envelope{}, false
		}
	}
	rest, ok = bytes.CutPrefix(rest, []byte(`,"data":`))
	if !ok || len(rest) < 2 || rest[len(rest)-1] != '}' {
		return envelope{}, false
	}
	e.Data = rest[:len(rest)-1]
	return e, true
}

// cutID reads up to the closing quote an id that needs no unescaping.
func cutID(text []byte) (id string, rest []byte, ok bool) {
	for i, c := range text {
		switch {
		case c == '"':
			return string(text[:i]), text[i+1:], i > 0
		case c < ' ' || c == '\\' || c > '~':
			return "", nil, false
		}
	}
	return "", nil, false
}

// isID reports whether an id, or nothing, needs no escaping in JSON.
func isID(s string) bool {
	_, _, ok := cutID([]byte(s + `"`))
	return ok || s == ""
}

// appendEnvelope appends an envelope without prev. A trace is optional.
func appendEnvelope(dst []byte, id, trace string, data []byte) []byte {
	dst = append(dst, `{"id":"`...)
	dst = append(dst, id...)
	if trace != "" {
		dst = append(dst, `","trace":"`...)
		dst = append(dst, trace...)
	}
	dst = append(dst, `","data":`...)
	dst = append(dst, data...)
	return append(dst, '}')
}
