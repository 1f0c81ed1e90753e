package golang

import (
	"fmt"
	"path"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// plan is everything that the emitters print, decided.
type plan struct {
	contract       *schema.Contract
	pkg            string
	folder, header string
	types          []*decl                  // of the contract's `types`, each followed by those written inside it
	events         [3][]*event              // by direction
	recursive      map[*schema.TypeDecl]int // numbers of the recursive types that bound their depth
	variants       map[*schema.Type]bool    // objects that are variants of unions
	patterns       map[*schema.Type]string  // names of compiled patterns
	inline         map[*schema.Type]string  // Go names of enums, objects and unions without a name of their own
}

// decl is a declared Go type.
type decl struct {
	name       string
	t          *schema.Type
	doc        string
	deprecated string
	recursion  *recursion
	patterns   []pattern // of the texts inside that have no declared type
	constants  []constant
	inner      []*decl // types written inside this one
}

// recursion bounds how many values of a type may be inside each other.
type recursion struct{ number, most int }

type pattern struct{ name, source string }

// constant is the one value of a const.
type constant struct {
	name, typ string
	value     *schema.Value
}

// event is one event and its struct.
type event struct {
	*decl
	*schema.Event
}

func (e *event) goName() string { return e.decl.name }

// opensEnums tells whether readers of a direction let unknown values of enums pass: a server that reads its clients does not.
func opensEnums(d schema.Direction) bool { return d != schema.ClientToServer }

func newPlan(c *schema.Contract) (*plan, error) {
	p := &plan{
		contract: c, pkg: c.Outputs.GoPackage, folder: c.Outputs.Go, header: output.Header(path.Base(c.File)),
		recursive: make(map[*schema.TypeDecl]int), variants: make(map[*schema.Type]bool),
		patterns: make(map[*schema.Type]string), inline: make(map[*schema.Type]string),
	}
	taken := make(map[string]bool)
	for _, d := range c.Types {
		if d.Type.MaxDepth > 0 {
			p.recursive[d] = len(p.recursive)
		}
		goName := names.GoExported(d.Name)
		declared, err := p.declare(goName, d.Type, taken)
		if err != nil {
			return nil, err
		}
		declared.deprecated = d.Deprecated
		if number, ok := p.recursive[d]; ok {
			declared.recursion = &recursion{number, d.Type.MaxDepth}
		}
		p.types = append(p.types, declared)
	}
	for _, e := range c.Events {
		declared, err := p.declare(names.GoExported(e.Name), e.Payload, taken)
		if err != nil {
			return nil, err
		}
		declared.doc, declared.deprecated = e.Doc, e.Deprecated
		p.events[e.Direction] = append(p.events[e.Direction], &event{declared, e})
	}
	return p, nil
}

// declare plans a Go type and all types inside it.
func (p *plan) declare(name string, t *schema.Type, taken map[string]bool) (*decl, error) {
	d := &decl{name: name, t: t, doc: t.Doc}
	if t.Kind == schema.KindConst {
		d.constants = []constant{{names.GoValue(name), name, t.Const}}
	}
	return d, p.inside(d, t, name, taken)
}

func (p *plan) inside(d *decl, t *schema.Type, name string, taken map[string]bool) error {
	switch t.Kind {
	case schema.KindString:
		if t.Pattern != nil {
			unique := "pattern" + name
			for n := 2; taken[unique]; n++ {
				unique = fmt.Sprintf("pattern%s_%d", name, n)
			}
			taken[unique] = true
			p.patterns[t] = unique
			d.patterns = append(d.patterns, pattern{unique, t.Pattern.Source})
		}
	case schema.KindObject:
		for _, f := range t.Fields {
			if err := p.child(d, f.Type, name+names.GoExported(f.Name), taken); err != nil {
				return err
			}
		}
	case schema.KindList:
		return p.child(d, t.Elem, name+"Item", taken)
	case schema.KindMap:
		return p.child(d, t.Elem, name+"Value", taken)
	case schema.KindUnion:
		tags := make(map[*schema.Type]string)
		for _, v := range t.Variants {
			object := v.Type.Resolve()
			if other, twice := tags[object]; twice {
				return fmt.Errorf("%s:%d:%d: the variants %q and %q of %s are one type in Go; give one of them fields of its own",
					v.Pos.File, v.Pos.Line, v.Pos.Column, other, v.Tag, name)
			}
			tags[object] = v.Tag
			p.variants[object] = true
			if err := p.child(d, v.Type, name+names.GoExported(v.Tag), taken); err != nil {
				return err
			}
		}
	}
	return nil
}

// child plans a type that is written inside another one.
func (p *plan) child(d *decl, t *schema.Type, name string, taken map[string]bool) error {
	switch t.Kind {
	case schema.KindEnum, schema.KindObject, schema.KindUnion:
		p.inline[t] = name
		inner, err := p.declare(name, t, taken)
		d.inner = append(d.inner, inner)
		return err
	case schema.KindConst:
		d.constants = append(d.constants, constant{name, scalarType(t), t.Const})
	}
	return p.inside(d, t, name, taken)
}

// base follows a name that only stands for another one.
func base(d *schema.TypeDecl) *schema.TypeDecl {
	for d.Type.Kind == schema.KindRef {
		d = d.Type.Ref
	}
	return d
}

// baseName is the Go name of a type that functions are named after; "" where it has none.
func (p *plan) baseName(t *schema.Type) string {
	if t.Kind == schema.KindRef {
		return names.GoExported(base(t.Ref).Name)
	}
	return p.inline[t]
}

// nullable tells whether null is a value of a type, which any name on the way may say.
func nullable(t *schema.Type) bool {
	for ; t.Kind == schema.KindRef; t = t.Ref.Type {
		if t.Nullable {
			return true
		}
	}
	return t.Nullable
}

// nilable tells the types whose Go zero value is nil, so that they need no pointer to be absent or null.
func nilable(t *schema.Type) bool {
	switch t.Resolve().Kind {
	case schema.KindBytes, schema.KindJSON, schema.KindList, schema.KindMap, schema.KindUnion:
		return true
	}
	return false
}

// shape says how a field or an item holds its value.
type shape int

const (
	plainShape    shape = iota // T
	nilShape                   // T, nil is absent or null
	pointerShape               // *T, nil is absent or null
	optionalShape              // Optional[T]
)

func shapeOf(t *schema.Type, optional bool) shape {
	null := nullable(t)
	switch {
	case optional && null:
		return optionalShape
	case !optional && !null:
		return plainShape
	case nilable(t):
		return nilShape
	}
	return pointerShape
}

func fieldShape(f *schema.Field) shape { return shapeOf(f.Type, f.Optional && f.Default == nil) }

// open tells how an enum treats values that it does not list.
type openness int

const (
	byDirection openness = iota
	alwaysOpen
	alwaysClosed
)

func opennessOf(t *schema.Type) openness {
	switch {
	case t.Open == nil:
		return byDirection
	case *t.Open:
		return alwaysOpen
	}
	return alwaysClosed
}
