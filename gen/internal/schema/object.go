package schema

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// member is one key of a mapping with its value.
type member struct {
	name  string
	key   node
	value node
}

// members reads a mapping's keys in order. Keys that are no text, are written twice, or are merge keys are reported and left out.
// what names the thing for the message: "an event".
func (l *loader) members(n node, what string) []member {
	if !n.isMap() {
		hint := "write one `name: value` on each line"
		if n.isList() {
			hint += ", without the -"
		} else if what == "history" {
			hint = "write { maxLength: 10000 }, and maxAge and replay where you want them"
		} else if glued := keyHint(n.Value); n.isString() && glued != "" {
			hint = glued
		}
		l.errorf(n, "type", hint, "%s is a mapping, not %s", what, n.what())
		return nil
	}
	members := make([]member, 0, len(n.Content)/2)
	first := newIndex(len(n.Content) / 2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := node{n.file, n.Content[i]}, node{n.file, n.Content[i+1]}
		if !key.isScalar() {
			l.errorf(key, "key", "", "a key is a name, not %s", key.what())
			continue
		}
		if key.Tag == "!!merge" {
			continue // reported with the anchors
		}
		if before := first.find(members, key.Value); before >= 0 {
			l.errorf(key, "duplicate-key", "remove one of the two", "%s is already written at %s", quoted(key.Value), at(members[before].key.pos(), key.pos()))
			continue
		}
		first.add(key.Value, len(members))
		members = append(members, member{key.Value, key, value})
	}
	return members
}

// index finds the members of a large mapping by name. The few members of most mappings are found faster without.
type index map[string]int

func newIndex(members int) index {
	const few = 16
	if members <= few {
		return nil
	}
	return make(index, members)
}

func (x index) add(name string, place int) {
	if x != nil {
		x[name] = place
	}
}

// find gives the place of a member, or -1.
func (x index) find(members []member, name string) int {
	if x == nil {
		return slices.IndexFunc(members, func(m member) bool { return m.name == name })
	}
	if place, ok := x[name]; ok {
		return place
	}
	return -1
}

// object reads a mapping whose keys are fixed: take each, then finish.
type object struct {
	l       *loader
	what    string // "an event", for messages
	node    node
	members []member
	taken   []bool
	known   []string
}

func (l *loader) object(n node, what string) *object {
	members := l.members(n, what)
	return &object{l: l, what: what, node: n, members: members, taken: make([]bool, len(members))}
}

// take gives the value of a key, or an absent node.
func (o *object) take(name string) node {
	o.known = append(o.known, name)
	for i, m := range o.members {
		if m.name == name {
			o.taken[i] = true
			return m.value
		}
	}
	return node{file: o.node.file}
}

// key gives the node of a key itself, for messages about its presence.
func (o *object) key(name string) node {
	for _, m := range o.members {
		if m.name == name {
			return m.key
		}
	}
	return node{file: o.node.file}
}

func (o *object) has(name string) bool { return !o.key(name).absent() }

// finish reports every key that nobody took.
func (o *object) finish() {
	for i, m := range o.members {
		if !o.taken[i] {
			o.l.unknownKey(m.key, o.what, o.known)
		}
	}
}

func (l *loader) unknownKey(key node, what string, known []string) {
	hint := keyHint(key.Value)
	if foreign := foreignEventKey(key.Value); hint == "" && what == "an event" {
		hint = foreign
	} else if foreign := foreignSection(key.Value); hint == "" && what == "a contract" {
		hint = foreign
	}
	near := ""
	if hint == "" {
		near = didYouMean(key.Value, known)
	}
	if hint == "" && near == "" {
		hint = fmt.Sprintf("%s takes %s", what, list(known, "and"))
	}
	l.errorf(key, "unknown-key", hint, "unknown key %s%s", quoted(key.Value), near)
}

// keyHint explains a key that is none because of how it was typed, or gives "".
func keyHint(key string) string {
	if name, value, glued := strings.Cut(key, ":"); glued && name != "" && value != "" && !strings.ContainsAny(key, " /") {
		return fmt.Sprintf("write a space after the colon: `%s: %s`", name, value)
	}
	if strings.HasPrefix(key, "//") || strings.HasPrefix(key, "/*") {
		return "a comment begins with #"
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r > utf8.RuneSelf && unicode.IsSpace(r) }) {
		return "write ordinary spaces: this key holds one of another kind, such as web pages have"
	}
	return ""
}

// foreignEventKey explains a key that other languages have in the place of an event's.
func foreignEventKey(key string) string {
	switch key {
	case "properties", "payload", "data", "schema", "body", "params":
		return "write fields: { name: string }"
	case "type", "enum", "const", "list", "map", "oneOf":
		return "the data of an event is an object: write fields: { name: string }"
	case "required", "optional", "description", "title", "comment", "example":
		return foreignKey(key)
	case "name":
		return "the name of an event is the key above it; a field stands under fields: { name: string }"
	}
	return ""
}

// foreignSection explains a key at the top of a contract that belongs elsewhere.
func foreignSection(key string) string {
	switch key {
	case "go", "typescript", "asyncapi", "jsonSchema", "yamlSchema":
		return "write it under outputs: { " + key + ": … }"
	case "description", "title":
		return "write doc"
	case "events", "messages", "channels":
		return "write clientToServer, serverToClient and redis, each with its events"
	}
	return ""
}

// text reads an optional string. Absent gives "".
func (l *loader) text(n node, what string) string {
	switch {
	case n.absent():
		return ""
	case n.isString():
		if r, ok := unprintable(n.Value); ok {
			l.errorf(n, "encoding", "remove it", "%s holds the character U+%04X, which source code cannot hold", what, r)
		}
		return n.Value
	case n.isScalar() && !n.isNull():
		l.errorf(n, "type", fmt.Sprintf("write it in quotes: %q", n.Value), "%s is a text, not %s", what, n.what())
	default:
		l.errorf(n, "type", "", "%s is a text, not %s", what, n.what())
	}
	return ""
}

// deprecation reads why not to use a thing any more.
func (l *loader) deprecation(n node) string {
	if n.isScalar() && n.Tag == "!!bool" {
		l.errorf(n, "type", "write what to use instead, such as `deprecated: Use chat.send.`", "deprecated is a text, not %s", n.what())
		return ""
	}
	return l.text(n, "deprecated")
}

// unprintable finds a character that ends a line or a file in some language's comment, or that compilers refuse.
func unprintable(s string) (rune, bool) {
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\u0085' || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return r, true
		}
	}
	return 0, false
}

// boolean reads an optional true or false. Absent gives false.
func (l *loader) boolean(n node, what string) bool {
	if n.absent() {
		return false
	}
	if n.isScalar() && n.Tag == "!!bool" {
		return n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
	}
	l.errorf(n, "type", "", "%s is true or false, not %s", what, n.what())
	return false
}

// few reports more members of one thing than a contract may have.
func (l *loader) few(n node, count int, what string) bool {
	if count > maxMembers {
		l.errorf(n, "too-many", fmt.Sprintf("write at most %d", maxMembers), "%d %s are too many", count, what)
		return false
	}
	return true
}

// texts reads an optional list of strings, refusing repetitions.
func (l *loader) texts(n node, what string) []string {
	if n.absent() {
		return nil
	}
	if n.isString() {
		l.errorf(n, "type", fmt.Sprintf("write [%s]", n.Value), "%s is a list of texts, not %s", what, n.what())
		return nil
	}
	if !n.isList() {
		l.errorf(n, "type", "", "%s is a list of texts, not %s", what, n.what())
		return nil
	}
	if !l.few(n, len(n.Content), "names in "+what) {
		return nil
	}
	var texts []string
	seen := make(map[string]bool)
	for _, item := range n.children() {
		if !item.isString() {
			l.text(item, "an item of "+what)
			continue
		}
		if seen[item.Value] {
			l.errorf(item, "duplicate-item", "remove one of the two", "%s is twice in %s", quoted(item.Value), what)
			continue
		}
		seen[item.Value] = true
		texts = append(texts, item.Value)
	}
	return texts
}
