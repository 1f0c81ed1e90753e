package golang

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"eventwire/gen/testdata/ok/codec/generated/events"
)

// The same events for encoding/json, as one writes them by hand, with the rules of the contract.
type (
	handMessage struct {
		ID        string `json:"id"`
		From      string `json:"from"`
		Message   string `json:"message"`
		Timestamp int64  `json:"timestamp"`
	}
	handAddress struct {
		Street  string `json:"street"`
		City    string `json:"city"`
		Zip     string `json:"zip"`
		Country string `json:"country"`
	}
	handLine struct {
		SKU      string  `json:"sku"`
		Quantity int64   `json:"quantity"`
		Price    float64 `json:"price"`
	}
	handCustomer struct {
		ID    string `json:"id"`
		Name  string `json:"name"`
		Email string `json:"email"`
		Since int64  `json:"since"`
	}
	handOrder struct {
		ID       string       `json:"id"`
		Customer handCustomer `json:"customer"`
		Billing  handAddress  `json:"billing"`
		Shipping handAddress  `json:"shipping"`
		Lines    []handLine   `json:"lines"`
		Level    string       `json:"level"`
		Express  bool         `json:"express"`
		Total    float64      `json:"total"`
		Placed   int64        `json:"placed"`
	}
)

var errHand = errors.New("invalid")

func handText(s string, least, most int) bool {
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most
}

func handUUID(s string) bool {
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

func (m *handMessage) validate() error {
	if !handUUID(m.ID) || !handText(m.From, 1, 50) || !handText(m.Message, 1, 1000) {
		return errHand
	}
	return nil
}

func (a *handAddress) valid() bool {
	return handText(a.Street, 1, 100) && handText(a.City, 1, 60) && handText(a.Zip, 4, 10) && handText(a.Country, 2, 2)
}

func (o *handOrder) validate() error {
	if !handUUID(o.ID) || !handUUID(o.Customer.ID) || !handText(o.Customer.Name, 1, 50) || !handText(o.Customer.Email, 3, 254) ||
		!o.Billing.valid() || !o.Shipping.valid() || len(o.Lines) < 1 || len(o.Lines) > 50 || o.Total < 0 {
		return errHand
	}
	for i := range o.Lines {
		if l := &o.Lines[i]; !handText(l.SKU, 1, 32) || l.Quantity < 1 || l.Quantity > 1000 || l.Price < 0 {
			return errHand
		}
	}
	switch o.Level {
	case "info", "success", "warning", "error":
		return nil
	}
	return errHand
}

const (
	flatText   = `{"id":"123e4567-e89b-12d3-a456-426614174000","from":"alice","message":"Hello, everybody! How is it going today?","timestamp":1732370000000}`
	nestedText = `{"id":"123e4567-e89b-12d3-a456-426614174000","customer":{"id":"00000000-e89b-12d3-a456-426614174000","name":"Alice Example","email":"alice@example.com","since":1700000000000},` +
		`"billing":{"street":"Main Street 1","city":"Springfield","zip":"12345","country":"US"},"shipping":{"street":"Second Street 22","city":"Shelbyville","zip":"54321","country":"US"},` +
		`"lines":[{"sku":"ABC-123","quantity":2,"price":19.99},{"sku":"XYZ-9","quantity":1,"price":5}],"level":"info","express":true,"total":44.98,"placed":1732370000000}`
)

func generatedFlat() (*events.ServerMessage, error) {
	v := new(events.ServerMessage)
	return v, v.UnmarshalJSON([]byte(flatText))
}

func generatedNested() (*events.ClientOrder, error) {
	v := new(events.ClientOrder)
	return v, v.UnmarshalJSON([]byte(nestedText))
}

// TestCodecAgreesWithEncodingJSON keeps the benchmark honest: both sides do the same work.
func TestCodecAgreesWithEncodingJSON(t *testing.T) {
	t.Parallel()
	flat, err := generatedFlat()
	if err != nil {
		t.Fatal(err)
	}
	nested, err := generatedNested()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		text      string
		generated json.Marshaler
		hand      any
	}{{flatText, flat, new(handMessage)}, {nestedText, nested, new(handOrder)}} {
		got, err := row.generated.MarshalJSON()
		if err != nil || string(got) != row.text {
			t.Errorf("got %s, %v", got, err)
		}
		if err := json.Unmarshal([]byte(row.text), row.hand); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(row.hand); err != nil || string(got) != row.text {
			t.Errorf("by hand %s, %v", got, err)
		}
	}
}

func TestAllocations(t *testing.T) {
	flat, err := generatedFlat()
	if err != nil {
		t.Fatal(err)
	}
	nested, err := generatedNested()
	if err != nil {
		t.Fatal(err)
	}
	frame := []byte(`{"event":"client.message","id":"1","data":{"message":"Hello, everybody!"}}`)
	text := []byte(flatText)
	buffer := make([]byte, 0, 4096)
	for _, row := range []struct {
		name string
		most float64
		run  func() error
	}{
		{"decode flat", 2, func() error { return new(events.ServerMessage).UnmarshalJSON(text) }},
		{"decode frame", 2, func() error { _, err := events.DecodeClientFrame(frame); return err }},
		{"append flat", 0, func() error { _, err := flat.AppendJSON(buffer); return err }},
		{"append nested", 0, func() error { _, err := nested.AppendJSON(buffer); return err }},
		{"validate nested", 0, nested.Validate},
	} {
		if got := testing.AllocsPerRun(100, func() {
			if err := row.run(); err != nil {
				t.Error(err)
			}
		}); got > row.most {
			t.Errorf("%s: %v allocations, at most %v are allowed", row.name, got, row.most)
		}
	}
}

// BenchmarkCodec reports how many times faster the generated code is than encoding/json with validation by hand. Both run in turns
// within one benchmark, and the medians of their batches are compared, so that a noisy machine is noisy for both.
func BenchmarkCodec(b *testing.B) {
	flat, err := generatedFlat()
	if err != nil {
		b.Fatal(err)
	}
	nested, err := generatedNested()
	if err != nil {
		b.Fatal(err)
	}
	var handFlat handMessage
	var handNested handOrder
	if err := errors.Join(json.Unmarshal([]byte(flatText), &handFlat), json.Unmarshal([]byte(nestedText), &handNested)); err != nil {
		b.Fatal(err)
	}
	flatBytes, nestedBytes := []byte(flatText), []byte(nestedText)
	buffer := make([]byte, 0, 4096)
	for _, row := range []struct {
		name            string
		generated, hand func() error
	}{
		{
			"decode-flat", func() error { return new(events.ServerMessage).UnmarshalJSON(flatBytes) },
			func() error {
				v := new(handMessage)
				return errors.Join(json.Unmarshal(flatBytes, v), v.validate())
			},
		},
		{
			"decode-nested", func() error { return new(events.ClientOrder).UnmarshalJSON(nestedBytes) },
			func() error {
				v := new(handOrder)
				return errors.Join(json.Unmarshal(nestedBytes, v), v.validate())
			},
		},
		{"append-flat", func() error { _, err := flat.AppendJSON(buffer); return err }, func() error { _, err := json.Marshal(&handFlat); return err }},
		{"append-nested", func() error { _, err := nested.AppendJSON(buffer); return err }, func() error { _, err := json.Marshal(&handNested); return err }},
	} {
		b.Run(row.name, func(b *testing.B) {
			const batch = 256
			var ours, theirs []time.Duration
			run := func(f func() error) time.Duration {
				start := time.Now()
				for range batch {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
				return time.Since(start)
			}
			for b.Loop() {
				ours, theirs = append(ours, run(row.generated)), append(theirs, run(row.hand))
			}
			slices.Sort(ours)
			slices.Sort(theirs)
			middle := len(ours) / 2
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(ours[middle].Nanoseconds())/batch, "ns/event")
			b.ReportMetric(float64(theirs[middle])/float64(ours[middle]), "x-encoding/json")
		})
	}
}

func FuzzDecodersAgreeWithEncodingJSON(f *testing.F) {
	for _, seed := range []string{flatText, nestedText, `{"id":1}`, `{"message":"\u00e9","from":null}`, `{}`, `[]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var order events.ClientOrder
		if order.UnmarshalJSON(text) == nil {
			if !json.Valid(text) {
				t.Errorf("%s was decoded", text)
			}
			written, err := order.MarshalJSON() // without unknown fields: encoding/json takes them for known ones in another case
			if err != nil {
				t.Fatal(err)
			}
			var hand handOrder
			if err := errors.Join(json.Unmarshal(written, &hand), hand.validate()); err != nil {
				t.Errorf("%s was decoded, and not by hand: %v", text, err)
			}
			again(t, &order, new(events.ClientOrder))
		}
		var message events.ServerMessage
		if message.UnmarshalJSON(text) == nil {
			if !json.Valid(text) {
				t.Errorf("%s was decoded", text)
			}
			again(t, &message, new(events.ServerMessage))
		}
	})
}

// again checks that an event is valid and survives encoding.
func again(t *testing.T, event, empty interface {
	json.Marshaler
	json.Unmarshaler
	Validate() error
},
) {
	if err := event.Validate(); err != nil {
		t.Errorf("decoded and not valid: %v", err)
	}
	first, err := event.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := empty.UnmarshalJSON(first); err != nil {
		t.Fatalf("%s: %v", first, err)
	}
	if second, err := empty.MarshalJSON(); err != nil || !bytes.Equal(first, second) {
		t.Error(fmt.Sprintf("%s, then %s", first, second), err)
	}
}
