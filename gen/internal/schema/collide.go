package schema

import (
	"fmt"
	"iter"
	"strings"

	"eventwire/gen/internal/names"
)

// collisions reports names of the contract that would be one name in Go or in TypeScript.
func (l *loader) collisions() { newCollider(l).contract() }

func newCollider(l *loader) *collider {
	return &collider{l: l, golang: make(map[string]declared), typescript: make(map[string]declared), values: make(map[string]declared), operations: make(map[string]declared)}
}

func (c *collider) contract() {
	for _, decl := range c.l.contract.Types {
		if !c.topLevel(decl.Name, "the type "+decl.Name, decl.Pos) {
			continue
		}
		c.inTypeScript(names.TypeScriptInput(names.TypeScriptType(decl.Name)), "what is sent of the type "+decl.Name, decl.Pos)
		c.nested(decl.Type, names.GoExported(decl.Name), "of the type "+decl.Name)
	}
	for _, event := range c.l.contract.Events {
		if !c.topLevel(event.Name, "the event "+event.Name, event.Pos) {
			continue
		}
		c.inGo(names.GoEvent(names.GoExported(event.Name)), "the constant of the event "+event.Name, event.Pos)
		if event.Direction != Redis {
			if !c.unique(c.values, names.TypeScriptSchema(event.Name), "TypeScript", "the schema of the event "+event.Name, event.Pos) {
				continue
			}
			c.inTypeScript(names.TypeScriptInput(names.TypeScriptType(event.Name)), "what is sent of the event "+event.Name, event.Pos)
		} else {
			c.inGo(names.GoChannel(names.GoExported(event.Name)), "the channel of the event "+event.Name, event.Pos)
		}
		for _, operation := range names.Operations(event.Name, event.Direction == Redis) {
			c.unique(c.operations, operation, "AsyncAPI's operations", "the event "+event.Name, event.Pos)
		}
		c.nested(event.Payload, names.GoExported(event.Name), "of the event "+event.Name)
		if event.History != nil {
			if other, taken := c.l.events[event.Name+":history"]; taken {
				c.l.errorAt(other.Pos, "collision", "give the event another name", "the channel %s is where Redis keeps the history of %s", other.Name, event.Name)
			}
		}
	}
	c.schemas()
}

// schemas reports an event's schema that has the name of another one's function, as those of "validate.order" and "order.schema".
func (c *collider) schemas() {
	for wire, pos := range c.inTypeScriptPackage() {
		name := names.TypeScriptType(wire)
		if !strings.HasSuffix(name, "Schema") {
			continue
		}
		for _, function := range names.TypeScriptFunctions(name) {
			if other, taken := c.values[function]; taken {
				c.l.errorAt(pos, "collision", "give one of the two another name", "a function for %s and %s at %s would both be %s in TypeScript", wire, other.what, at(other.pos, pos), function)
			}
		}
	}
}

// inTypeScriptPackage gives the types and events that the npm package may hold.
func (c *collider) inTypeScriptPackage() iter.Seq2[string, Position] {
	return func(yield func(string, Position) bool) {
		for _, decl := range c.l.contract.Types {
			if !yield(decl.Name, decl.Pos) {
				return
			}
		}
		for _, event := range c.l.contract.Events {
			if event.Direction != Redis && !yield(event.Name, event.Pos) {
				return
			}
		}
	}
}

// collider knows what every name of the generated packages and documents stands for. Functions need no entry where their
// prefix keeps them apart: see names.GoFunctions and names.TypeScriptFunctions.
type collider struct {
	l                  *loader
	golang, typescript map[string]declared
	values             map[string]declared // TypeScript constants
	operations         map[string]declared // of AsyncAPI
}

// unique reports a name that is taken already, and tells whether it is not.
func (c *collider) unique(taken map[string]declared, name, where, what string, pos Position) bool {
	if other, twice := taken[name]; twice {
		c.l.errorAt(pos, "collision", "give one of the two another name", "%s and %s at %s would both be %s in %s", what, other.what, at(other.pos, pos), name, where)
		return false
	}
	taken[name] = declared{what, pos}
	return true
}

// declared is what a name stands for already.
type declared struct {
	what string
	pos  Position
}

func (c *collider) topLevel(wire, what string, pos Position) bool {
	return c.inGo(names.GoExported(wire), what, pos) && c.inTypeScript(names.TypeScriptType(wire), what, pos)
}

func (c *collider) inGo(name, what string, pos Position) bool {
	if names.GoRuntime(name) {
		c.l.errorAt(pos, "reserved-word", "give it another name", "%s would be %s in Go, which the generated package declares itself", what, name)
		return false
	}
	if other, taken := c.golang[name]; taken {
		c.l.errorAt(pos, "collision", "give one of the two another name", "%s and %s at %s would both be %s in Go", what, other.what, at(other.pos, pos), name)
		return false
	}
	c.golang[name] = declared{what, pos}
	return true
}

func (c *collider) inTypeScript(name, what string, pos Position) bool {
	switch {
	case names.TypeScriptReserved(name):
		c.l.errorAt(pos, "reserved-word", "give it another name", "%s would be %s in TypeScript, which means something else there", what, name)
		return false
	case names.TypeScriptRuntime(name):
		c.l.errorAt(pos, "reserved-word", "give it another name", "%s would be %s in TypeScript, which the generated package exports itself", what, name)
		return false
	}
	if other, taken := c.typescript[name]; taken {
		c.l.errorAt(pos, "collision", "give one of the two another name", "%s and %s at %s would both be %s in TypeScript", what, other.what, at(other.pos, pos), name)
		return false
	}
	c.typescript[name] = declared{what, pos}
	return true
}

// nested checks the fields, the enum constants and the types inside a type that is called goName in Go.
func (c *collider) nested(t *Type, goName, where string) {
	switch t.Kind {
	case KindObject:
		seen := make(map[string]declared, len(t.Fields))
		for _, f := range t.Fields {
			name := names.GoField(f.Name)
			if other, taken := seen[name]; taken {
				c.l.errorAt(f.Pos, "collision", "give one of the two another name", "the fields %s and %s at %s would both be %s in Go", f.Name, other.what, at(other.pos, f.Pos), name)
				continue
			}
			seen[name] = declared{f.Name, f.Pos}
			c.inline(f.Type, goName+names.GoExported(f.Name), fmt.Sprintf("the field %s %s", f.Name, where))
		}
	case KindList:
		c.inline(t.Elem, names.GoItem(goName), "an item "+where)
	case KindMap:
		c.inline(t.Elem, names.GoValue(goName), "a value "+where)
	case KindConst:
		c.inGo(names.GoValue(goName), "the value "+where, t.Pos)
	case KindEnum:
		for _, v := range t.Enum {
			c.inGo(names.GoEnumConstant(goName, v.Value), fmt.Sprintf("the value %s %s", quoted(v.Value), where), v.Pos)
		}
	case KindUnion:
		for _, v := range t.Variants {
			c.inline(v.Type, goName+names.GoExported(v.Tag), fmt.Sprintf("the variant %s %s", quoted(v.Tag), where))
		}
	}
}

// inline is a type inside another; where it needs a name in Go, that is the outer one's with its own part after it.
func (c *collider) inline(t *Type, goName, what string) {
	switch t.Kind {
	case KindConst:
		c.inGo(goName, what, t.Pos)
		return
	case KindObject, KindEnum, KindUnion:
		if !c.inGo(goName, what, t.Pos) {
			return
		}
	}
	c.nested(t, goName, "of "+what)
}
