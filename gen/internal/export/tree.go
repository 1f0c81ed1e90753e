package export

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"eventwire/gen/internal/schema"
)

// A value is a JSON value: nil, bool, int, int64, number, string, list or *object. Documents are built as values
// and printed as JSON or as YAML.
type value any

// number is a JSON number, printed as it stands.
type number string

type list []value

// object is a JSON object that keeps the order of its members.
type object struct {
	members []member
	places  map[string]int // of the members by name, once there are many
}

type member struct {
	name  string
	value value
}

// set adds a member at the end, or replaces the one of that name where it stands.
func (o *object) set(name string, v value) *object {
	if i := o.place(name); i >= 0 {
		o.members[i].value = v
		return o
	}
	if o.places != nil {
		o.places[name] = len(o.members)
	}
	o.members = append(o.members, member{name, v})
	return o
}

// place finds a member, or gives -1. A large object gets an index, so that a contract of many events stays linear.
func (o *object) place(name string) int {
	const many = 32
	if len(o.members) < many {
		return slices.IndexFunc(o.members, func(m member) bool { return m.name == name })
	}
	if o.places == nil {
		o.places = make(map[string]int, 2*len(o.members))
		for i, m := range o.members {
			o.places[m.name] = i
		}
	}
	if i, ok := o.places[name]; ok {
		return i
	}
	return -1
}

// text adds a member unless the text is empty.
func (o *object) text(name, text string) *object {
	if text == "" {
		return o
	}
	return o.set(name, text)
}

// put adds a member unless it is nil, or an object or a list without content.
func (o *object) put(name string, v value) *object {
	switch v := v.(type) {
	case nil:
		return o
	case *object:
		if v == nil || len(v.members) == 0 {
			return o
		}
	case list:
		if len(v) == 0 {
			return o
		}
	}
	return o.set(name, v)
}

func (o *object) get(name string) value {
	for _, m := range o.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// obj is an object of names and values in turn: obj("type", "string").
func obj(pairs ...value) *object {
	o := &object{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		o.members = append(o.members, member{name, pairs[i+1]})
	}
	return o
}

func texts(items []string) list {
	var l list
	for _, item := range items {
		l = append(l, item)
	}
	return l
}

// literal is a value of the contract as a value of a document.
func literal(v schema.Value) value {
	switch v.Kind {
	case schema.BoolValue:
		return v.Bool
	case schema.NumberValue:
		return number(v.Number)
	case schema.StringValue:
		return v.String
	case schema.ArrayValue:
		items := make(list, 0, len(v.Items))
		for _, item := range v.Items {
			items = append(items, literal(item))
		}
		return items
	case schema.ObjectValue:
		o := &object{}
		for _, m := range v.Members {
			o.set(m.Name, literal(m.Value))
		}
		return o
	}
	return nil
}

func literals(values []schema.Value) list {
	var l list
	for _, v := range values {
		l = append(l, literal(v))
	}
	return l
}

// appendScalar writes a value that has no members and no items, as JSON and, but for strings, as YAML too.
func appendScalar(dst []byte, v value) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case number:
		return append(dst, v...)
	case string:
		return appendString(dst, v)
	}
	return append(dst, "null"...)
}

// appendString writes a JSON string. A double-quoted YAML string reads the same.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for len(s) > 0 {
		if n := plainASCII(s); n > 0 {
			dst, s = append(dst, s[:n]...), s[n:]
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			dst = append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// plainASCII counts the characters at the beginning of a text that stand for themselves in a JSON string.
func plainASCII(s string) int {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return i
		}
	}
	return len(s)
}
