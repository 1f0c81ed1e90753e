// Package bench measures generated codecs beside the fastest JSON libraries for Go, each with the contract's rules checked by hand.
package bench

import (
	"errors"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-faster/jx"
	gojson "github.com/goccy/go-json"

	"eventwire/gen/testdata/ok/codec/generated/events"
)

type message struct {
	ID        string `json:"id"`
	From      string `json:"from"`
	Message   string `json:"message"`
	Timestamp int64  `json:"timestamp"`
}

var errInvalid = errors.New("invalid")

func text(s string, least, most int) bool {
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
				return false
			}
		}
	}
	return true
}

func (m *message) validate() error {
	if !isUUID(m.ID) || !text(m.From, 1, 50) || !text(m.Message, 1, 1000) {
		return errInvalid
	}
	return nil
}

// decodeJX is what one writes by hand with jx: one pass, required fields and duplicates noted in a bit set. Its strings are copies.
func (m *message) decodeJX(d *jx.Decoder) error {
	seen := 0
	once := func(bit int) error {
		if seen&bit != 0 {
			return errInvalid
		}
		seen |= bit
		return nil
	}
	err := d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		switch string(key) {
		case "id":
			if err = once(1); err == nil {
				m.ID, err = d.Str()
			}
		case "from":
			if err = once(2); err == nil {
				m.From, err = d.Str()
			}
		case "message":
			if err = once(4); err == nil {
				m.Message, err = d.Str()
			}
		case "timestamp":
			if err = once(8); err == nil {
				m.Timestamp, err = d.Int64()
			}
		default:
			err = d.Skip()
		}
		return err
	})
	if err == nil && seen != 15 {
		err = errInvalid
	}
	return err
}

const flat = `{"id":"123e4567-e89b-12d3-a456-426614174000","from":"alice","message":"Hello, everybody! How is it going today?","timestamp":1732370000000}`

// BenchmarkDecodeFlat reports how many times faster the generated decoder is than each peer, all in turns in one run; medians of
// their batches are compared.
func BenchmarkDecodeFlat(b *testing.B) {
	data := []byte(flat)
	contenders := []struct {
		name   string
		decode func() error
	}{
		{"eventwire", func() error { return new(events.ServerMessage).UnmarshalJSON(data) }},
		{"jx", func() error {
			d := jx.GetDecoder()
			defer jx.PutDecoder(d)
			d.ResetBytes(data)
			v := new(message)
			if err := v.decodeJX(d); err != nil {
				return err
			}
			return v.validate()
		}},
		{"goccy", func() error {
			v := new(message)
			if err := gojson.Unmarshal(data, v); err != nil {
				return err
			}
			return v.validate()
		}},
	}
	const batch = 256
	took := make([][]time.Duration, len(contenders))
	for b.Loop() {
		for i, c := range contenders {
			start := time.Now()
			for range batch {
				if err := c.decode(); err != nil {
					b.Fatal(c.name, err)
				}
			}
			took[i] = append(took[i], time.Since(start))
		}
	}
	median := func(took []time.Duration) float64 {
		slices.Sort(took)
		return float64(took[len(took)/2].Nanoseconds()) / batch
	}
	ours := median(took[0])
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ours, "ns/event")
	for i, c := range contenders[1:] {
		b.ReportMetric(median(took[i+1])/ours, "x-"+c.name)
	}
}
