package difftest

import (
	"fmt"
	"testing"

	"eventwire/gen/internal/schema"
)

// TestRandomContractsHaveTheWholeLanguage looks into the contract of the fixed seed: every row of the language's table is in it, in both directions, with
// every constraint and modifier, and inside every other.
func TestRandomContractsHaveTheWholeLanguage(t *testing.T) {
	t.Parallel()
	_, c, err := randomContract(fixedSeed, schemasOfRound)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Events) < 200 || len(c.Events)*valuesOfAnEvent < 100_000 {
		t.Errorf("%d schemas with %d values each", len(c.Events), valuesOfAnEvent)
	}
	has := make(map[string]int)
	for _, e := range c.Events {
		l := listing{has: has, side: fmt.Sprint(" of ", e.Direction), seen: make(map[*schema.TypeDecl]bool)}
		l.note(e.Payload, "event")
	}
	wanted := []string{
		"minLength", "maxLength", "maxBytes", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "decimal without scale",
		"open enum", "closed enum", "enum by direction", "text const", "number const", "bool const", "minItems", "maxItems", "minProperties", "maxProperties",
		"uniqueItems", "uniqueItems of nullable", "size of bytes", "optional", "nullable", "optional and nullable", "nullable reference", "reference to nullable", "formerly",
		"null by default", "closed object", "closed variant", "declared variant", "inline variant", "recursive list", "recursive map", fmt.Sprint("recursive ", schema.KindObject), fmt.Sprint("recursive ", schema.KindUnion),
	}
	for kind := range schema.KindRef {
		wanted = append(wanted, fmt.Sprint(kind), fmt.Sprint(kind, " of clientToServer"), fmt.Sprint(kind, " of serverToClient"), fmt.Sprint("nullable ", kind), fmt.Sprint(kind, " in list"), fmt.Sprint(kind, " in map"), fmt.Sprint(kind, " in variant"))
		if kind < schema.KindConst && kind != schema.KindEmail && kind != schema.KindURI && kind != schema.KindIPv4 && kind != schema.KindIPv6 && kind != schema.KindHostname || kind == schema.KindList || kind == schema.KindMap {
			wanted = append(wanted, fmt.Sprint("default of ", kind))
		}
	}
	for _, what := range wanted {
		if has[what] == 0 {
			t.Errorf("no %s", what)
		}
	}
}

// listing counts what the types of an event have.
type listing struct {
	has  map[string]int
	side string // the event's direction
	seen map[*schema.TypeDecl]bool
}

// note counts what a type expression has; where is what it stands in.
func (l listing) note(t *schema.Type, where string) {
	kind := fmt.Sprint(t.Kind)
	count := func(what string, there bool) {
		if there {
			l.has[what]++
		}
	}
	if t.Kind == schema.KindRef {
		count("nullable reference", t.Nullable)
		count("reference to nullable", t.Ref.Type.Nullable)
		if !l.seen[t.Ref] {
			l.seen[t.Ref] = true
			count("recursive "+fmt.Sprint(t.Ref.Type.Kind), t.Ref.Type.MaxDepth > 0)
			l.note(t.Ref.Type, where)
		}
		return
	}
	l.has[kind]++
	l.has[kind+" in "+where]++
	l.has[kind+l.side]++
	count("nullable "+kind, t.Nullable || t.Kind == schema.KindJSON)
	count("nullable", t.Nullable)
	count("minLength", t.MinLength != nil)
	count("maxLength", t.MaxLength != nil && t.Kind == schema.KindString)
	count("size of bytes", t.MaxLength != nil && t.Kind == schema.KindBytes)
	count("maxBytes", t.MaxBytes != nil)
	count("pattern", t.Pattern != nil)
	count("minimum", t.Minimum != nil)
	count("maximum", t.Maximum != nil)
	count("exclusiveMinimum", t.ExclusiveMinimum != nil)
	count("exclusiveMaximum", t.ExclusiveMaximum != nil)
	count("multipleOf", t.MultipleOf != nil)
	count("decimal without scale", t.Kind == schema.KindDecimal && t.Scale == 0)
	switch t.Kind {
	case schema.KindEnum:
		count("enum by direction", t.Open == nil)
		count("open enum", t.Open != nil && *t.Open)
		count("closed enum", t.Open != nil && !*t.Open)
	case schema.KindConst:
		count("text const", t.Const.Kind == schema.StringValue)
		count("number const", t.Const.Kind == schema.NumberValue)
		count("bool const", t.Const.Kind == schema.BoolValue)
	case schema.KindList:
		count("minItems", t.MinItems != nil)
		count("maxItems", t.MaxItems != nil)
		count("uniqueItems", t.UniqueItems)
		count("uniqueItems of nullable", t.UniqueItems && t.Elem.Nullable)
		l.note(t.Elem, "list")
	case schema.KindMap:
		count("minProperties", t.MinItems != nil)
		count("maxProperties", t.MaxItems != nil)
		l.note(t.Elem, "map")
	case schema.KindObject:
		count("closed object", t.NoAdditionalProperties)
		for _, f := range t.Fields {
			count("optional", f.Optional && f.Default == nil)
			count("optional and nullable", f.Optional && f.Type.Nullable)
			count("formerly", len(f.Formerly) > 0)
			if f.Default != nil {
				count("null by default", f.Default.Kind == schema.NullValue)
				count(fmt.Sprint("default of ", f.Type.Resolve().Kind), f.Default.Kind != schema.NullValue)
			}
			inside := kind
			if where == "variant" {
				inside = where
			}
			l.note(f.Type, inside)
		}
	case schema.KindUnion:
		for _, v := range t.Variants {
			count("closed variant", v.Type.Resolve().NoAdditionalProperties)
			count("declared variant", v.Type.Kind == schema.KindRef)
			count("inline variant", v.Type.Kind != schema.KindRef)
			l.note(v.Type, "variant")
		}
	}
}
