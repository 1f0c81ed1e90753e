package typescript

import (
	"fmt"
	"slices"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

// plan is everything that is decided before the first byte is printed.
type plan struct {
	contract *schema.Contract
	modules  []*module // types, clientToServer, serverToClient, as far as they are not empty
	// differs tells the named types that are written otherwise than they are read.
	differs map[*schema.TypeDecl]bool
	// decoded and encoded tell the named types whose values change on their way in and out.
	decoded, encoded map[*schema.TypeDecl]bool
}

// module is one file of declarations.
type module struct {
	name  string
	items []*item
}

// item is a named type or an event.
type item struct {
	name   string // of the type; XInput, checkX and so on follow from it
	value  string // the name as a value: xSchema
	typ    *schema.Type
	decl   *schema.TypeDecl // nil for an event
	event  *schema.Event    // nil for a type
	doc    string
	old    string // why it is deprecated; "" where it is not
	differ bool
}

func newPlan(c *schema.Contract) *plan {
	p := &plan{contract: c, differs: map[*schema.TypeDecl]bool{}, decoded: map[*schema.TypeDecl]bool{}, encoded: map[*schema.TypeDecl]bool{}}
	p.settle(p.differs, p.typeDiffers)
	p.settle(p.decoded, func(t *schema.Type, _ bool) bool { return p.changes(t, decoding) })
	p.settle(p.encoded, func(t *schema.Type, _ bool) bool { return p.changes(t, encoding) })
	types := &module{name: "types"}
	for _, d := range c.Types {
		if !d.UsedIn[schema.ClientToServer] && !d.UsedIn[schema.ServerToClient] {
			continue
		}
		types.items = append(types.items, &item{
			name: names.TypeScriptType(d.Name), typ: d.Type, decl: d, doc: d.Type.Doc, old: d.Deprecated, differ: p.differs[d],
		})
	}
	client, server := &module{name: "clientToServer"}, &module{name: "serverToClient"}
	for _, e := range c.Events {
		m := client
		switch e.Direction {
		case schema.ServerToClient:
			m = server
		case schema.Redis:
			continue
		}
		m.items = append(m.items, &item{
			name: names.TypeScriptType(e.Name), value: names.TypeScriptValue(e.Name), typ: e.Payload, event: e, doc: e.Doc, old: e.Deprecated,
			differ: p.typeDiffers(e.Payload, e.Direction == schema.ServerToClient),
		})
	}
	p.modules = []*module{types, client, server}
	return p
}

// settle finds the named types with a property that spreads from a type to those that contain it.
func (p *plan) settle(found map[*schema.TypeDecl]bool, has func(t *schema.Type, received bool) bool) {
	for again := true; again; {
		again = false
		for _, d := range p.contract.Types {
			if !found[d] && has(d.Type, d.UsedIn[schema.ServerToClient]) {
				found[d], again = true, true
			}
		}
	}
}

// typeDiffers tells whether a writer's type is another than a reader's. received tells whether clients read it.
func (p *plan) typeDiffers(t *schema.Type, received bool) bool {
	switch t.Kind {
	case schema.KindRef:
		return p.differs[t.Ref]
	case schema.KindEnum:
		return t.Open == nil && received
	case schema.KindList, schema.KindMap:
		return p.typeDiffers(t.Elem, received)
	case schema.KindObject:
		return slices.ContainsFunc(t.Fields, func(f *schema.Field) bool { return f.Default != nil || p.typeDiffers(f.Type, received) })
	case schema.KindUnion:
		return slices.ContainsFunc(t.Variants, func(v *schema.Variant) bool { return p.typeDiffers(v.Type, received) })
	}
	return false
}

// way is the direction of a conversion.
type way string

const (
	decoding way = "decode"
	encoding way = "encode"
)

// changes tells whether values of a type have another form where they travel.
func (p *plan) changes(t *schema.Type, w way) bool {
	switch t.Kind {
	case schema.KindBytes:
		return true
	case schema.KindRef:
		if w == decoding {
			return p.decoded[t.Ref]
		}
		return p.encoded[t.Ref]
	case schema.KindList, schema.KindMap:
		return p.changes(t.Elem, w)
	case schema.KindObject:
		return slices.ContainsFunc(t.Fields, func(f *schema.Field) bool { return p.fieldChanges(f, w) })
	case schema.KindUnion:
		return slices.ContainsFunc(t.Variants, func(v *schema.Variant) bool { return p.changes(v.Type, w) })
	}
	return false
}

func (p *plan) fieldChanges(f *schema.Field, w way) bool {
	return w == decoding && (f.Default != nil || len(f.Formerly) > 0) || p.changes(f.Type, w)
}

// events gives the items of one direction.
func (p *plan) events(d schema.Direction) []*item { return p.modules[1+int(d)].items }

// all gives every item.
func (p *plan) all() []*item {
	var items []*item
	for _, m := range p.modules {
		items = append(items, m.items...)
	}
	return items
}

// taken hands out names that are used once in a file.
type taken map[string]bool

func (t taken) name(want string) string {
	name := want
	for i := 2; t[name]; i++ {
		name = fmt.Sprintf("%s%d", want, i)
	}
	t[name] = true
	return name
}
