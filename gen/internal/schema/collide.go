package schema

import (
	"fmt"

	"eventwire/gen/internal/names"
)

// collisions reports names of the contract that would be one name in Go or in TypeScript.
func (l *loader) collisions() { newCollider(l).contract() }

func newCollider(l *loader) *collider {
	return &collider{l: l, golang: make(map[string]declared), typescript: make(map[string]declared)}
}

func (c *collider) contract() {
	for _, decl := range c.l.contract.Types {
		if !c.topLevel(decl.Name, "the type "+decl.Name, decl.Pos) {
			continue
		}
		c.inTypeScript(names.TypeScriptType(decl.Name)+"Input", "what is sent of the type "+decl.Name, decl.Pos)
		c.nested(decl.Type, names.GoExported(decl.Name), "of the type "+decl.Name)
	}
	for _, event := range c.l.contract.Events {
		if !c.topLevel(event.Name, "the event "+event.Name, event.Pos) {
			continue
		}
		c.inGo(names.GoExported(event.Name)+"Event", "the constant of the event "+event.Name, event.Pos)
		if event.Direction != Redis {
			c.inTypeScript(names.TypeScriptType(event.Name)+"Input", "what is sent of the event "+event.Name, event.Pos)
		} else {
			c.inGo(names.GoExported(event.Name)+"Channel", "the channel of the event "+event.Name, event.Pos)
		}
		c.nested(event.Payload, names.GoExported(event.Name), "of the event "+event.Name)
		if event.History != nil {
			if other, taken := c.l.events[event.Name+":history"]; taken {
				c.l.errorAt(other.Pos, "collision", "give the event another name", "the channel %s is where Redis keeps the history of %s", other.Name, event.Name)
			}
		}
	}
}

// collider knows what every name of the generated packages stands for.
type collider struct {
	l                  *loader
	golang, typescript map[string]declared
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
		c.inline(t.Elem, goName+"Item", "an item "+where)
	case KindMap:
		c.inline(t.Elem, goName+"Value", "a value "+where)
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
	case KindObject, KindEnum, KindUnion:
		if !c.inGo(goName, what, t.Pos) {
			return
		}
	}
	c.nested(t, goName, "of "+what)
}
