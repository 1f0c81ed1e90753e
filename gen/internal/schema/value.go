package schema

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Violation is one way in which a value breaks its type.
type Violation struct {
	Path    string // JSON Pointer into the value (RFC 6901), "" for the value itself
	Rule    string // the code that the generated validators give: "string.max", "required", …
	Message string // what they say, which never repeats a value: "must have 2 or fewer characters"
	Pos     Position

	// What an author is told, who sees the value: "has 3 characters; at most 2 are allowed", and what to write instead.
	author, hint string
}

// Validate gives every way in which a value breaks a type, in the order of the contract. It judges as an author is judged: an enum
// has exactly its values unless the contract says `open: true`, fields have their present names, and a member that the type does not have is a mistake.
func Validate(t *Type, v Value) []Violation {
	check := validation{author: true, within: make(map[*Type]int)}
	check.value(t, v, "", 0)
	return check.found
}

// Accepts gives every way in which a reader of events in a direction refuses a value, with the rules and in the order of the
// generated validators.
func Accepts(t *Type, v Value, direction Direction) []Violation {
	check := validation{reads: direction, within: make(map[*Type]int)}
	check.value(t, v, "", 0)
	return check.found
}

type validation struct {
	author bool
	reads  Direction     // of a reader
	within map[*Type]int // how often a type with a maxDepth contains itself so far
	found  []Violation
}

// add notes a violation with what the validators say, and what an author is told.
func (c *validation) add(v Value, path, rule, message, format string, args ...any) {
	c.found = append(c.found, Violation{Path: path, Rule: rule, Message: message, Pos: v.Pos, author: fmt.Sprintf(format, args...)})
}

func (c *validation) value(t *Type, v Value, path string, depth int) {
	if depth > maxNesting {
		c.add(v, path, "wire.depth", fmt.Sprintf("nests deeper than %d levels", maxNesting), "nests deeper than %d levels", maxNesting)
		return
	}
	nullable := t.Nullable
	for t.Kind == KindRef {
		t = t.Ref.Type
		nullable = nullable || t.Nullable
	}
	if v.Kind == NullValue && t.Kind != KindJSON {
		if !nullable {
			c.add(v, path, "null", "must not be null", "is null, which is not allowed here")
		}
		return
	}
	if t.MaxDepth > 0 && (v.Kind == ArrayValue) == (t.Kind == KindList) && (v.Kind == ArrayValue || v.Kind == ObjectValue) {
		if c.within[t]++; c.within[t] > t.MaxDepth {
			c.add(v, path, "depth", mustNotNest(t.MaxDepth), "contains itself more than %d levels deep", t.MaxDepth)
			c.within[t]--
			return
		}
		defer func() { c.within[t]-- }()
	}
	switch {
	case t.Kind == KindJSON:
	case t.Kind == KindBool:
		c.expect(v, BoolValue, path)
	case t.Kind.IsInteger() || t.Kind == KindFloat:
		if c.expectAs(v, NumberValue, aNumber(t.Kind), path) {
			c.number(t, v, v.Number, path)
		}
	case t.Kind == KindString:
		if c.expect(v, StringValue, path) {
			c.text(t, v, path)
		}
	case t.Kind.IsText():
		if c.expect(v, StringValue, path) {
			c.format(t, v, path)
		}
	case t.Kind == KindEnum:
		if c.expect(v, StringValue, path) {
			c.enum(t, v, path)
		}
	case t.Kind == KindConst:
		if c.expect(v, t.Const.Kind, path) && string(v.AppendJSON(nil)) != string(t.Const.AppendJSON(nil)) {
			c.add(v, path, "const", "must be "+string(t.Const.AppendJSON(nil)), "is not %s", t.Const.AppendJSON(nil))
		}
	case t.Kind == KindList:
		if c.expect(v, ArrayValue, path) {
			c.list(t, v, path, depth)
		}
	case t.Kind == KindMap:
		if c.expect(v, ObjectValue, path) {
			c.count(v, path, "map", "entries", len(v.Members), t)
			for _, m := range byName(v.Members) {
				c.value(t.Elem, m.Value, Pointer(path, m.Name), depth+1)
			}
		}
	case t.Kind == KindObject:
		if c.expect(v, ObjectValue, path) {
			c.object(t, v, path, "", depth)
		}
	case t.Kind == KindUnion:
		if c.expect(v, ObjectValue, path) {
			c.union(t, v, path, depth)
		}
	}
}

func (c *validation) expect(v Value, kind ValueKind, path string) bool {
	return c.expectAs(v, kind, kind.String(), path)
}

// expectAs expects a kind that the validators call so.
func (c *validation) expectAs(v Value, kind ValueKind, what, path string) bool {
	if v.Kind != kind {
		c.add(v, path, "type", "must be "+what, "is %s and must be %s", v.Kind, kind)
		c.found[len(c.found)-1].hint = literalHint(v, kind)
	}
	return v.Kind == kind
}

// literalHint says how to write a value of another type.
func literalHint(v Value, kind ValueKind) string {
	switch {
	case kind == NumberValue && v.Kind == StringValue && jsonNumbers.MatchString(v.String):
		return "write it without quotes: " + v.String
	case kind == StringValue && (v.Kind == NumberValue || v.Kind == BoolValue):
		return `write it in quotes: "` + string(v.AppendJSON(nil)) + `"`
	case kind == BoolValue && v.Kind == StringValue:
		return "write true or false"
	}
	return ""
}

// String names the JSON type for messages.
func (k ValueKind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}[k]
}

func (c *validation) text(t *Type, v Value, path string) {
	if length := int64(utf8.RuneCountInString(v.String)); t.MinLength != nil && length < *t.MinLength {
		c.add(v, path, "string.min", atLeast(*t.MinLength, "characters"), "has %d characters; at least %d are required", length, *t.MinLength)
	} else if t.MaxLength != nil && length > *t.MaxLength {
		c.add(v, path, "string.max", atMost(*t.MaxLength, "characters"), "has %d characters; at most %d are allowed", length, *t.MaxLength)
		return // a pattern is tried on texts of a sane length only
	}
	if t.MaxBytes != nil && int64(len(v.String)) > *t.MaxBytes {
		c.add(v, path, "string.maxBytes", atMost(*t.MaxBytes, "bytes of UTF-8"), "has %d bytes; at most %d are allowed", len(v.String), *t.MaxBytes)
	}
	if t.Pattern != nil && !t.Pattern.Match(v.String) {
		c.add(v, path, "string.pattern", "must match "+t.Pattern.Source, "does not match %s", t.Pattern.Source)
	}
}

func (c *validation) enum(t *Type, v Value, path string) {
	if t.Open != nil && *t.Open || t.Open == nil && !c.author && c.reads != ClientToServer {
		return
	}
	known := make([]string, 0, len(t.Enum))
	for _, e := range t.Enum {
		if e.Value == v.String {
			return
		}
		known = append(known, e.Value)
	}
	c.add(v, path, "enum", oneOf(known), "is not one of %s%s", list(known, "and"), didYouMean(v.String, known))
}

func (c *validation) list(t *Type, v Value, path string, depth int) {
	c.count(v, path, "list", "items", len(v.Items), t)
	seen := make(map[string]int, len(v.Items))
	for i, item := range v.Items {
		inner := Pointer(path, strconv.Itoa(i))
		before := len(c.found)
		c.value(t.Elem, item, inner, depth+1)
		if t.UniqueItems && len(c.found) == before {
			key := string(item.AppendJSON(nil))
			if first, twice := seen[key]; twice {
				c.add(item, inner, "list.unique", "must not repeat an earlier item", "repeats item %d", first)
				continue
			}
			seen[key] = i
		}
	}
}

func (c *validation) count(v Value, path, rule, what string, n int, t *Type) {
	if t.MinItems != nil && int64(n) < *t.MinItems {
		c.add(v, path, rule+".min", atLeast(*t.MinItems, what), "has %d %s; at least %d are required", n, what, *t.MinItems)
	} else if t.MaxItems != nil && int64(n) > *t.MaxItems {
		c.add(v, path, rule+".max", atMost(*t.MaxItems, what), "has %d %s; at most %d are allowed", n, what, *t.MaxItems)
	}
}

// object checks the fields of t; discriminator is a member that belongs to the union around it.
func (c *validation) object(t *Type, v Value, path, discriminator string, depth int) {
	names := make([]string, 0, len(t.Fields))
	for _, f := range t.Fields {
		names = append(names, f.Name)
		m, ok := v.Member(f.Name)
		for i := 0; !ok && !c.author && i < len(f.Formerly); i++ {
			m, ok = v.Member(f.Formerly[i])
		}
		if ok {
			c.value(f.Type, m, Pointer(path, f.Name), depth+1)
		} else if !f.Optional {
			c.add(v, Pointer(path, f.Name), "required", "is required", "is required")
		}
	}
	if !c.author && !t.NoAdditionalProperties {
		return
	}
	for _, m := range byName(v.Members) {
		if !c.knows(t, m.Name) && (discriminator == "" || m.Name != discriminator) {
			c.add(m.Value, Pointer(path, m.Name), "unknown", "is not a known field", "is not a field of this type%s", didYouMean(m.Name, names))
		}
	}
}

// knows tells whether an object has a field of this name, or for readers had one.
func (c *validation) knows(t *Type, name string) bool {
	for _, f := range t.Fields {
		if f.Name == name || !c.author && slices.Contains(f.Formerly, name) {
			return true
		}
	}
	return false
}

// byName gives members in the order in which problems are reported: by code point.
func byName(members []Member) []Member {
	return slices.SortedStableFunc(slices.Values(members), func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
}

func (c *validation) union(t *Type, v Value, path string, depth int) {
	tag, ok := v.Member(t.Discriminator)
	inner := Pointer(path, t.Discriminator)
	switch {
	case !ok:
		c.add(v, inner, "required", "is required", "is required")
		return
	case tag.Kind == NullValue:
		c.add(tag, inner, "null", "must not be null", "is null, which is not allowed here")
		return
	case !c.expect(tag, StringValue, inner):
		return
	}
	tags := make([]string, 0, len(t.Variants))
	for _, variant := range t.Variants {
		if variant.Tag == tag.String {
			c.object(variant.Type.Resolve(), v, path, t.Discriminator, depth)
			return
		}
		tags = append(tags, variant.Tag)
	}
	c.add(tag, inner, "enum", oneOf(tags), "is not one of %s%s", list(tags, "and"), didYouMean(tag.String, tags))
}

func (c *validation) format(t *Type, v Value, path string) {
	ok := true
	switch t.Kind {
	case KindInt64:
		if ok = isInt64(v.String); ok {
			c.number(t, v, v.String, path)
		}
	case KindDecimal:
		ok = isDecimal(v.String, t.Digits, t.Scale)
	case KindDatetime:
		ok = isDatetime(v.String)
	case KindUUID:
		ok = isUUID(v.String)
	case KindEmail:
		ok = isEmail(v.String)
	case KindURI:
		ok = isURI(v.String)
	case KindIPv4:
		ok = isIPv4(v.String)
	case KindIPv6:
		ok = isIPv6(v.String)
	case KindHostname:
		ok = isHostname(v.String)
	case KindBytes:
		decoded, err := base64.StdEncoding.Strict().DecodeString(v.String)
		if ok = err == nil && !strings.ContainsAny(v.String, "\r\n"); ok && t.MaxLength != nil && int64(len(decoded)) > *t.MaxLength {
			c.add(v, path, "bytes.max", atMost(*t.MaxLength, "bytes"), "has %d bytes; at most %d are allowed", len(decoded), *t.MaxLength)
		}
	}
	if !ok {
		what, such := grammar(t)
		c.add(v, path, "format."+t.Kind.String(), "must be "+what, "is not %s%s", what, such)
	}
}

func atLeast(n int64, what string) string { return fmt.Sprintf("must have %d or more %s", n, what) }

func atMost(n int64, what string) string { return fmt.Sprintf("must have %d or fewer %s", n, what) }

func mustNotNest(levels int) string {
	if levels == 1 {
		return "must not nest deeper than 1 level"
	}
	return fmt.Sprintf("must not nest deeper than %d levels", levels)
}

func oneOf(values []string) string { return "must be one of " + strings.Join(values, ", ") }

// Member gives an object value's member by its exact name.
func (v Value) Member(name string) (Value, bool) {
	for _, m := range v.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return Value{}, false
}

// Field gives an object type's field by its exact name.
func (t *Type) Field(name string) (*Field, bool) {
	for _, f := range t.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return nil, false
}

// Pointer adds a member to a JSON Pointer (RFC 6901).
func Pointer(path, member string) string {
	if strings.ContainsAny(member, "~/") {
		member = strings.ReplaceAll(strings.ReplaceAll(member, "~", "~0"), "/", "~1")
	}
	return path + "/" + member
}
