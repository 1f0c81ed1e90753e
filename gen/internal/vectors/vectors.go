// Package vectors makes samples of an event's data, valid ones and invalid ones at both sides of every rule, for mocks and
// tests. Every verdict is the checker's own: a sample is never said to be what it is not.
package vectors

import (
	"eventwire/gen/internal/schema"
)

// Invalid is a sample that readers refuse, with every reason.
type Invalid struct {
	Data     schema.Value
	Problems []schema.Violation
}

// maxSamples bounds the samples of one event.
const maxSamples = 500

// Of gives the samples of an event, each once: its examples first, then the smallest and the fullest value, then one for each side of each rule.
// The order depends on the contract alone. ok is false where no valid value could be made: a pattern
// that is too particular, without an example.
func Of(event *schema.Event) (valid []schema.Value, invalid []Invalid, ok bool) {
	seen := make(map[string]bool)
	g := &generator{left: 20 * maxSamples, bases: make(map[baseKey]schema.Value)}
	for _, v := range append(append([]schema.Value(nil), event.Examples...), g.candidates(event.Payload, 0)...) {
		text := string(v.AppendJSON(nil))
		if seen[text] || len(valid)+len(invalid) >= maxSamples {
			continue
		}
		seen[text] = true
		if problems := schema.Accepts(event.Payload, v, event.Direction); len(problems) > 0 {
			invalid = append(invalid, Invalid{v, problems})
		} else {
			valid = append(valid, v)
		}
	}
	return valid, invalid, len(valid) > 0
}

// Sample gives one valid value of an event's data, the first that Of would give, without making the others. ok is false where
// none could be made.
func Sample(event *schema.Event) (v schema.Value, ok bool) {
	if len(event.Examples) > 0 {
		return event.Examples[0], true
	}
	g := &generator{bases: make(map[baseKey]schema.Value)}
	if v = g.base(event.Payload, false, 0); len(schema.Accepts(event.Payload, v, event.Direction)) == 0 {
		return v, true
	}
	valid, _, ok := Of(event)
	if !ok {
		return schema.Value{}, false
	}
	return valid[0], true
}

// generator makes values of types.
type generator struct {
	left  int // how many more candidates may be made
	bases map[baseKey]schema.Value
}

// baseKey is a named type whose ordinary value is made once, however often the type is used.
type baseKey struct {
	decl *schema.TypeDecl
	full bool
}

const maxDepth = 24 // of what is made up; a recursive type ends long before

func text(s string) schema.Value { return schema.Value{Kind: schema.StringValue, String: s} }

func number(s string) schema.Value        { return schema.Value{Kind: schema.NumberValue, Number: s} }
func boolean(b bool) schema.Value         { return schema.Value{Kind: schema.BoolValue, Bool: b} }
func null() schema.Value                  { return schema.Value{Kind: schema.NullValue} }
func list(v ...schema.Value) schema.Value { return schema.Value{Kind: schema.ArrayValue, Items: v} }

// with gives an object with one member replaced or added.
func with(object schema.Value, name string, v schema.Value) schema.Value {
	members := make([]schema.Member, 0, len(object.Members)+1)
	found := false
	for _, m := range object.Members {
		if m.Name == name {
			m.Value, found = v, true
		}
		members = append(members, m)
	}
	if !found {
		members = append(members, schema.Member{Name: name, Value: v})
	}
	object.Members = members
	return object
}

// without gives an object without one of its members.
func without(object schema.Value, name string) schema.Value {
	var members []schema.Member
	for _, m := range object.Members {
		if m.Name != name {
			members = append(members, m)
		}
	}
	object.Members = members
	return object
}
