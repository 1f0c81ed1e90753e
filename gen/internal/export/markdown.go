package export

import (
	"bytes"
	"fmt"
	"strings"

	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// Markdown gives the contract as a page for people: every event with its fields, then every type.
func Markdown(c *schema.Contract) []byte {
	m := &markdown{}
	m.line("<!-- %s -->", output.Header(c.File))
	m.line("")
	m.line("# %s", c.Name)
	m.paragraph(c.Doc)
	for _, section := range []struct {
		direction schema.Direction
		title     string
	}{
		{schema.ClientToServer, "Client to server"},
		{schema.ServerToClient, "Server to client"},
		{schema.Redis, "Between servers (Redis)"},
	} {
		m.section(c, section.direction, section.title)
	}
	if len(c.Types) > 0 {
		m.heading(2, "Types")
		for _, decl := range c.Types {
			m.declaration(decl)
		}
	}
	return m.buffer.Bytes()
}

type markdown struct{ buffer bytes.Buffer }

func (m *markdown) line(format string, args ...any) {
	fmt.Fprintf(&m.buffer, format, args...)
	m.buffer.WriteByte('\n')
}

func (m *markdown) heading(level int, title string) {
	m.line("\n%s %s", strings.Repeat("#", level), title)
}

func (m *markdown) paragraph(text string) {
	if text = strings.TrimSpace(text); text != "" {
		m.line("\n%s", text)
	}
}

func (m *markdown) section(c *schema.Contract, direction schema.Direction, title string) {
	first := true
	for _, event := range c.Events {
		if event.Direction != direction {
			continue
		}
		if first {
			m.heading(2, title)
			first = false
		}
		m.event(event)
	}
}

func (m *markdown) event(e *schema.Event) {
	m.heading(3, "`"+e.Name+"`")
	m.paragraph(describe(e.Doc, e.Deprecated))
	for _, rule := range eventRules(e) {
		m.line("\n%s", rule)
	}
	m.fields(e.Payload)
	m.examples(e.Examples)
}

func eventRules(e *schema.Event) []string {
	var rules []string
	if len(e.Formerly) > 0 {
		rules = append(rules, "Formerly "+codes(e.Formerly)+".")
	}
	if e.RateLimit != nil {
		rules = append(rules, fmt.Sprintf("At most %s a second on one connection, %d at once.", schema.CanonicalNumber(e.RateLimit.Rate), e.RateLimit.Burst))
	}
	if e.MaxBytes > 0 {
		rules = append(rules, fmt.Sprintf("At most %d bytes of JSON.", e.MaxBytes))
	}
	if h := e.History; h != nil {
		rule := fmt.Sprintf("The last %d are kept", h.MaxLength)
		if h.MaxAgeMS > 0 {
			rule += " for " + milliseconds(h.MaxAgeMS)
		}
		rules = append(rules, rule+fmt.Sprintf("; whoever comes new is given %d.", h.Replay))
	}
	return rules
}

func milliseconds(ms int64) string {
	for _, unit := range []struct {
		length int64
		name   string
	}{{86_400_000, "days"}, {3_600_000, "hours"}, {60_000, "minutes"}, {1000, "seconds"}} {
		if ms%unit.length == 0 && ms/unit.length > 1 {
			return fmt.Sprintf("%d %s", ms/unit.length, unit.name)
		}
	}
	return fmt.Sprintf("%d ms", ms)
}

// fields writes the table of an object's fields; those of objects inside it follow with their path.
func (m *markdown) fields(t *schema.Type) {
	if len(t.Fields) == 0 {
		m.line("\nNo fields.")
		return
	}
	m.line("\n| field | type | rules | |")
	m.line("| --- | --- | --- | --- |")
	m.rows("", t)
}

func (m *markdown) rows(prefix string, t *schema.Type) {
	for _, f := range t.Fields {
		name := "`" + prefix + f.Name + "`"
		if f.Optional {
			name += "?"
		}
		rules := rulesOf(f.Type)
		if f.Default != nil {
			rules = append(rules, "default `"+string(f.Default.AppendJSON(nil))+"`")
		}
		if len(f.Formerly) > 0 {
			rules = append(rules, "formerly "+codes(f.Formerly))
		}
		m.line("| %s | %s | %s | %s |", name, typeName(f.Type), cell(strings.Join(rules, ", ")), cell(describe(f.Doc, f.Deprecated)))
		if f.Type.Kind == schema.KindObject {
			m.rows(prefix+f.Name+".", f.Type)
		}
	}
}

func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}

func codes(names []string) string {
	return "`" + strings.Join(names, "`, `") + "`"
}

func (m *markdown) declaration(decl *schema.TypeDecl) {
	m.heading(3, decl.Name)
	t := decl.Type
	m.paragraph(describe(t.Doc, decl.Deprecated))
	switch t.Kind {
	case schema.KindObject:
		m.fields(t)
	case schema.KindEnum:
		m.line("")
		for _, v := range t.Enum {
			line := "- `" + v.Value + "`"
			if doc := cell(describe(v.Doc, v.Deprecated)); doc != "" {
				line += ": " + doc
			}
			m.line("%s", line)
		}
	case schema.KindUnion:
		m.line("\nOne of these, told apart by `%s`:\n", t.Discriminator)
		for _, v := range t.Variants {
			m.line("- `%s`: %s", v.Tag, strings.TrimSpace(typeName(v.Type)+" "+cell(v.Doc)))
		}
	default:
		line := typeName(t)
		if rules := rulesOf(t); len(rules) > 0 {
			line += "; " + strings.Join(rules, ", ")
		}
		m.line("\n%s", line)
	}
	m.examples(t.Examples)
}

func (m *markdown) examples(values []schema.Value) {
	if len(values) == 0 {
		return
	}
	m.line("\n```json")
	for _, v := range values {
		m.line("%s", v.AppendJSON(nil))
	}
	m.line("```")
}

// typeName is a type as the contract writes it, with a link where it has a name of its own.
func typeName(t *schema.Type) string {
	name := t.Kind.String()
	switch t.Kind {
	case schema.KindRef:
		name = fmt.Sprintf("[%s](#%s)", t.Ref.Name, strings.ToLower(t.Ref.Name))
	case schema.KindList:
		name = "list of " + typeName(t.Elem)
	case schema.KindMap:
		name = "map of " + typeName(t.Elem)
	case schema.KindObject:
		name = "object"
	case schema.KindConst:
		name = "`" + string(t.Const.AppendJSON(nil)) + "`"
	case schema.KindEnum:
		values := make([]string, len(t.Enum))
		for i, v := range t.Enum {
			values[i] = v.Value
		}
		name = strings.ReplaceAll(codes(values), "`, `", "` or `")
	case schema.KindUnion:
		var variants []string
		for _, v := range t.Variants {
			variants = append(variants, "`"+v.Tag+"` ("+typeName(v.Type)+")")
		}
		name = strings.Join(variants, " or ")
	}
	if t.Nullable {
		name += " or null"
	}
	return strings.ReplaceAll(name, "|", `\|`)
}

// rulesOf are the constraints of a type and of the items in it.
func rulesOf(t *schema.Type) []string {
	var rules []string
	between := func(what string, least, most *int64) {
		switch {
		case least != nil && most != nil && *least == *most:
			rules = append(rules, fmt.Sprintf("%d %s", *least, what))
		case least != nil && most != nil:
			rules = append(rules, fmt.Sprintf("%d to %d %s", *least, *most, what))
		case least != nil:
			rules = append(rules, fmt.Sprintf("at least %d %s", *least, what))
		case most != nil:
			rules = append(rules, fmt.Sprintf("at most %d %s", *most, what))
		}
	}
	switch t.Kind {
	case schema.KindBytes:
		between("bytes", nil, t.MaxLength)
	default:
		between("characters", t.MinLength, t.MaxLength)
		between("bytes of UTF-8", nil, t.MaxBytes)
	}
	if t.Pattern != nil {
		rules = append(rules, "`"+t.Pattern.Source+"`")
	}
	for _, limit := range []struct {
		sign string
		at   *schema.Number
	}{{"≥", t.Minimum}, {">", t.ExclusiveMinimum}, {"≤", t.Maximum}, {"<", t.ExclusiveMaximum}} {
		if limit.at != nil {
			rules = append(rules, limit.sign+" "+limit.at.Text)
		}
	}
	if t.MultipleOf != nil {
		rules = append(rules, fmt.Sprintf("a multiple of %d", *t.MultipleOf))
	}
	if t.Kind == schema.KindDecimal {
		rules = append(rules, fmt.Sprintf("%d digits, %d of them after the point", t.Digits, t.Scale))
	}
	if t.Kind == schema.KindMap {
		between("keys", t.MinItems, t.MaxItems)
	} else {
		between("items", t.MinItems, t.MaxItems)
	}
	if t.UniqueItems {
		rules = append(rules, "no item twice")
	}
	if t.NoAdditionalProperties {
		rules = append(rules, "no other fields")
	}
	if t.MaxDepth > 0 {
		rules = append(rules, fmt.Sprintf("at most %d levels deep", t.MaxDepth))
	}
	if t.Elem != nil {
		for _, rule := range rulesOf(t.Elem) {
			rules = append(rules, "each: "+rule)
		}
	}
	return rules
}
