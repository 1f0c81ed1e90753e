package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var fieldNames = regexp.MustCompile(`^[A-Za-z_$@][A-Za-z0-9_$@.:-]*$`)

// fields reads `fields:` into an object type.
func (l *loader) fields(t *Type, n node, in place) {
	if n.isNull() || n.isMap() && !l.few(n, len(n.Content)/2, "fields") {
		return
	}
	seen := make(map[string]Position)
	for _, m := range l.members(n, "fields") {
		field := &Field{Pos: m.key.pos()}
		field.Name, field.Optional = strings.CutSuffix(m.name, "?")
		field.Type = l.typeOf(m.value, place{what: "the field " + field.Name, field: field, depth: in.depth + 1})
		if !l.fieldName(m.key, field.Name) {
			continue
		}
		if before, twice := seen[field.Name]; twice {
			l.errorf(m.key, "duplicate-key", "remove one of the two", "the field %s is already declared at %s", field.Name, at(before, m.key.pos()))
			continue
		}
		seen[field.Name] = field.Pos
		t.Fields = append(t.Fields, field)
	}
}

func (l *loader) fieldName(key node, name string) bool {
	switch {
	case !key.isScalar() || key.isNull():
		l.errorf(key, "field-name", "write the name in quotes", "%s cannot be the name of a field", key.what())
	case !fieldNames.MatchString(name) && keyHint(key.Value) != "":
		l.errorf(key, "field-name", keyHint(key.Value), "%s cannot be the name of a field", quoted(key.Value))
	case !fieldNames.MatchString(name) && fieldNames.MatchString(strings.TrimRight(name, "? ")):
		l.errorf(key, "field-name", fmt.Sprintf("write `%s?`", strings.TrimRight(name, "? ")), "%s cannot be the name of a field", quoted(key.Value))
	case !fieldNames.MatchString(name):
		l.errorf(key, "field-name", "begin with a letter, _, $ or @ and use ASCII letters, digits and _ $ @ . : - only", "%s cannot be the name of a field", quoted(name))
	case strings.Trim(name, "_$@.:-") == "":
		l.errorf(key, "field-name", "use a letter", "%s has no letter, so it has no name in Go", quoted(name))
	case len(name) > maxName:
		l.errorf(key, "field-name", "use at most 128 characters", "the name of this field has %d characters", len(name))
	default:
		return true
	}
	return false
}

// objectRules reads what an object says beside its fields: additionalProperties, reserved.
func (l *loader) objectRules(t *Type, o *object) {
	if n := o.take("additionalProperties"); !n.absent() {
		t.NoAdditionalProperties = !l.boolean(n, "additionalProperties")
	}
	reserved := o.take("reserved")
	t.Reserved = l.texts(reserved, "reserved")
	owner := make(map[string]*Field)
	for _, field := range t.Fields {
		if slices.Contains(t.Reserved, field.Name) {
			l.errorAt(field.Pos, "reserved", "give the new field another name", "the name %s is reserved: old peers still know another field by it", quoted(field.Name))
		}
		for _, former := range field.Formerly {
			if other, taken := t.Field(former); taken && other != field {
				l.errorAt(field.Pos, "formerly", "a former name must be free", "%s was formerly %s, but %s is a field at %s", field.Name, former, former, at(other.Pos, field.Pos))
			}
			if other := owner[former]; other != nil {
				l.errorAt(field.Pos, "formerly", "a former name leads to one field", "%s and %s both were formerly %s", other.Name, field.Name, former)
			}
			owner[former] = field
		}
	}
}

// formerNames reads `formerly:`, one name or a list of them.
func (l *loader) formerNames(n node, valid func(string) bool, what string) []string {
	items := []node{n}
	switch {
	case n.absent():
		return nil
	case n.isList():
		if !l.few(n, len(n.Content), "former names") {
			return nil
		}
		items = n.children()
	}
	var former []string
	for _, item := range items {
		if !item.isString() || !valid(item.Value) || len(item.Value) > maxName {
			l.errorf(item, "formerly", "write the old name", "%s cannot have been the name of %s", item.what(), what)
			continue
		}
		former = append(former, item.Value)
	}
	return former
}
