package lint

import (
	"regexp"
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

func missingDoc(c *schema.Contract, report reporter) {
	for _, decl := range c.Types {
		if decl.Type.Doc == "" {
			report(decl.Pos, "write `doc:` with one sentence", "the type %s has no doc", decl.Name)
		}
	}
	for _, event := range c.Events {
		if event.Doc == "" {
			report(event.Pos, "write `doc:` with one sentence that says when it is sent", "the event %s has no doc", event.Name)
		}
	}
}

func missingExample(c *schema.Contract, report reporter) {
	for _, event := range c.Events {
		if event.Direction == schema.ClientToServer && len(event.Examples) == 0 && len(event.Payload.Fields) > 0 {
			report(event.Pos, "write `examples:` with one; it becomes a test, a sample of the documents and a mock", "the event %s has no example", event.Name)
		}
	}
}

var camelCase = regexp.MustCompile(`^[a-z][a-zA-Z0-9]*$`)

func eventCase(c *schema.Contract, report reporter) {
	for _, event := range c.Events {
		for _, part := range strings.FieldsFunc(event.Name, func(r rune) bool { return r == '.' || r == ':' || r == '/' }) {
			if !camelCase.MatchString(part) {
				report(event.Pos, "write "+names.TypeScriptValue(part), "the part %q of the event %s is not camelCase", part, event.Name)
			}
		}
	}
}

func fieldCase(c *schema.Contract, report reporter) {
	for t := range c.AllTypes() {
		for _, f := range t.Fields {
			if !camelCase.MatchString(f.Name) && !onEveryObject(f.Name) {
				report(f.Pos, "write "+names.TypeScriptValue(f.Name), "the field %s is not camelCase", f.Name)
			}
		}
	}
}

func prototypeName(c *schema.Contract, report reporter) {
	for t := range c.AllTypes() {
		for _, f := range t.Fields {
			if onEveryObject(f.Name) {
				report(f.Pos, "give it another name", "the field %s has the name of what every JavaScript object has; hand-written code trips over it", f.Name)
			}
		}
	}
}

// onEveryObject tells the names of Object.prototype's properties.
func onEveryObject(name string) bool {
	switch name {
	case "__proto__", "constructor", "prototype", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable",
		"toLocaleString", "toString", "valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__":
		return true
	}
	return false
}
