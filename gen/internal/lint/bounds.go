package lint

import "eventwire/gen/internal/schema"

// sent gives every type expression that clients send, each once, with the event that it was found in first.
func sent(c *schema.Contract, visit func(t *schema.Type, event *schema.Event)) {
	seen := make(map[*schema.TypeDecl]bool)
	var walk func(t *schema.Type, event *schema.Event)
	walk = func(t *schema.Type, event *schema.Event) {
		for inner := range t.All() {
			if inner.Kind != schema.KindRef {
				visit(inner, event)
			} else if !seen[inner.Ref] {
				seen[inner.Ref] = true
				walk(inner.Ref.Type, event)
			}
		}
	}
	for _, event := range c.Events {
		if event.Direction == schema.ClientToServer {
			walk(event.Payload, event)
		}
	}
}

func unboundedString(c *schema.Contract, report reporter) {
	sent(c, func(t *schema.Type, event *schema.Event) {
		if t.Kind == schema.KindString && t.MaxLength == nil && t.MaxBytes == nil {
			report(t.Pos, "write { type: string, maxLength: 1000 }", "clients send this string in %s, and it has no maxLength", event.Name)
		}
	})
}

func unboundedBytes(c *schema.Contract, report reporter) {
	sent(c, func(t *schema.Type, event *schema.Event) {
		if t.Kind == schema.KindBytes && t.MaxLength == nil {
			report(t.Pos, "write { type: bytes, maxLength: 1024 }", "clients send these bytes in %s, and they have no maxLength", event.Name)
		}
	})
}

func unboundedList(c *schema.Contract, report reporter) {
	sent(c, func(t *schema.Type, event *schema.Event) {
		switch {
		case t.MaxItems != nil:
		case t.Kind == schema.KindList:
			report(t.Pos, "write maxItems beside list", "clients send this list in %s, and it has no maxItems", event.Name)
		case t.Kind == schema.KindMap:
			report(t.Pos, "write maxProperties beside map", "clients send this map in %s, and it has no maxProperties", event.Name)
		}
	})
}

func unboundedJSON(c *schema.Contract, report reporter) {
	sent(c, func(t *schema.Type, event *schema.Event) {
		if t.Kind == schema.KindJSON && event.MaxBytes == 0 {
			report(t.Pos, "write `maxBytes:` beside the event's fields, or describe the value", "clients send any JSON in %s", event.Name)
		}
	})
}

func unusedType(c *schema.Contract, report reporter) {
	for _, decl := range c.Types {
		if decl.UsedIn == [3]bool{} {
			report(decl.Pos, "remove it, or use it", "no event uses the type %s", decl.Name)
		}
	}
}

func unusedOutputs(c *schema.Contract, report reporter) {
	o := c.Outputs
	if o.Go == "" && o.TypeScript == "" && o.AsyncAPI == "" && o.JSONSchema == "" && o.YAMLSchema == "" {
		report(schema.Position{File: c.File}, "leave one of the outputs on", "every output is switched off")
	}
}
