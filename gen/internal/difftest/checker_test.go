package difftest

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

// parse reads a JSON text as a value of the contract's own: members keep their order.
func parse(text string) (schema.Value, error) {
	tokens := json.NewDecoder(strings.NewReader(text))
	tokens.UseNumber()
	v, err := parseValue(tokens)
	if err == nil {
		if _, more := tokens.Token(); more != io.EOF {
			return v, fmt.Errorf("something follows the value: %v", more)
		}
	}
	return v, err
}

func parseValue(tokens *json.Decoder) (schema.Value, error) {
	token, err := tokens.Token()
	if err != nil {
		return schema.Value{}, err
	}
	switch token := token.(type) {
	case bool:
		return schema.Value{Kind: schema.BoolValue, Bool: token}, nil
	case string:
		return schema.Value{Kind: schema.StringValue, String: token}, nil
	case json.Number:
		text := token.String()
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			text = schema.CanonicalNumber(f)
		}
		return schema.Value{Kind: schema.NumberValue, Number: text}, nil
	case json.Delim:
		v := schema.Value{Kind: schema.ArrayValue}
		if token == '{' {
			v.Kind = schema.ObjectValue
		}
		for tokens.More() {
			name := ""
			if v.Kind == schema.ObjectValue {
				key, err := tokens.Token()
				if err != nil {
					return v, err
				}
				name, _ = key.(string)
			}
			inner, err := parseValue(tokens)
			if err != nil {
				return v, err
			}
			if v.Kind == schema.ObjectValue {
				v.Members = append(v.Members, schema.Member{Name: name, Value: inner})
			} else {
				v.Items = append(v.Items, inner)
			}
		}
		_, err := tokens.Token()
		return v, err
	}
	return schema.Value{}, nil
}

// TestVectorsInTheGenerator holds the checker of a contract's own examples to the vectors.
func TestVectorsInTheGenerator(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	events := eventsOf(c)
	for _, v := range loadVectors(t, c) {
		if v.wire() || strings.Contains(fmt.Sprint(v.problems), "string.wellformed") {
			continue // YAML cannot write them
		}
		value, err := parse(v.text)
		if err != nil {
			t.Errorf("%s: %v", v.at, err)
			continue
		}
		if got := accepts(events[v.event], value).problems(); fmt.Sprint(got) != fmt.Sprint(v.problems) {
			t.Errorf("%s: %s %s: got %v, want %v", v.at, v.event, v.text, got, v.problems)
		}
	}
}

func eventsOf(c *schema.Contract) map[string]*schema.Event {
	events := make(map[string]*schema.Event, len(c.Events))
	for _, event := range c.Events {
		events[event.Name] = event
	}
	return events
}

func accepts(event *schema.Event, v schema.Value) verdict {
	var found verdict
	for _, violation := range schema.Accepts(event.Payload, v, event.Direction) {
		found.Problems = append(found.Problems, told{problem{violation.Path, violation.Rule}, violation.Message})
	}
	return found
}
