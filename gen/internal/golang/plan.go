package golang

import (
	"fmt"
	"path"
	"runtime"

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
	inline         map[*schema.Type]*decl   // of the types that the contract writes inside others
	printing       chan struct{}            // holds a value for each piece that is printed at this time; its capacity bounds them
}

// decl is a type of the contract that has functions of its own, and mostly a Go type too.
type decl struct {
	name       string
	t          *schema.Type
	bare       bool // Go has a type for it already: a list, a map or a scalar with rules, written inside another type
	doc        string
	deprecated string
	recursion  *recursion
	constant   string  // the name of a const's one value
	inner      []*decl // what is written inside
}

// recursion bounds how many values of a type may be inside each other.
type recursion struct{ number, most int }

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
		recursive: make(map[*schema.TypeDecl]int), variants: make(map[*schema.Type]bool), inline: make(map[*schema.Type]*decl),
		printing: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	for _, d := range c.Types {
		if d.Type.MaxDepth > 0 {
			p.recursive[d] = len(p.recursive)
		}
		declared := &decl{name: names.GoExported(d.Name), t: d.Type, doc: d.Type.Doc, deprecated: d.Deprecated}
		if d.Type.Kind == schema.KindConst {
			declared.constant = names.GoValue(declared.name)
		}
		if err := p.inside(declared, d.Type, declared.name); err != nil {
			return nil, err
		}
		if number, ok := p.recursive[d]; ok {
			declared.recursion = &recursion{number, d.Type.MaxDepth}
		}
		p.types = append(p.types, declared)
	}
	for _, e := range c.Events {
		declared := &decl{name: names.GoExported(e.Name), t: e.Payload, doc: e.Doc, deprecated: e.Deprecated}
		if err := p.inside(declared, e.Payload, declared.name); err != nil {
			return nil, err
		}
		p.events[e.Direction] = append(p.events[e.Direction], &event{declared, e})
	}
	p.nameBare()
	return p, nil
}

// inside plans what is written inside a type; path is what the names of these begin with.
func (p *plan) inside(d *decl, t *schema.Type, path string) error {
	switch t.Kind {
	case schema.KindObject:
		for _, f := range t.Fields {
			if err := p.child(d, f.Type, path+names.GoExported(f.Name)); err != nil {
				return err
			}
		}
	case schema.KindList:
		return p.child(d, t.Elem, names.GoItem(path))
	case schema.KindMap:
		return p.child(d, t.Elem, names.GoValue(path))
	case schema.KindUnion:
		tags := make(map[*schema.Type]string)
		for _, v := range t.Variants {
			object := v.Type.Resolve()
			if other, twice := tags[object]; twice {
				return fmt.Errorf("%s:%d:%d: the variants %q and %q of %s are one type in Go; give one of them fields of its own",
					v.Pos.File, v.Pos.Line, v.Pos.Column, other, v.Tag, path)
			}
			tags[object] = v.Tag
			p.variants[object] = true
			if err := p.child(d, v.Type, path+names.GoExported(v.Tag)); err != nil {
				return err
			}
		}
	}
	return nil
}

// child plans a type that is written inside another one.
func (p *plan) child(d *decl, t *schema.Type, path string) error {
	inner := &decl{name: path, t: t, doc: t.Doc}
	switch t.Kind {
	case schema.KindEnum, schema.KindObject, schema.KindUnion:
	case schema.KindConst:
		inner.bare, inner.constant = true, path
	default:
		if t.Kind == schema.KindRef || reader(t) != "" && !ruled(t) || t.Kind == schema.KindJSON {
			return nil
		}
		inner.bare = true
	}
	p.inline[t] = inner
	d.inner = append(d.inner, inner)
	return p.inside(inner, t, path)
}

// nameBare gives the functions of bare types names that nothing else has: the contract's checks see to Go types only.
func (p *plan) nameBare() {
	taken := make(map[string]bool)
	var bare []*decl
	var collect func(*decl)
	collect = func(d *decl) {
		if d.bare {
			bare = append(bare, d)
		} else {
			taken[d.name] = true
		}
		for _, inner := range d.inner {
			collect(inner)
		}
	}
	for _, d := range p.types {
		collect(d)
	}
	for _, events := range p.events {
		for _, e := range events {
			collect(e.decl)
		}
	}
	for _, d := range bare {
		path := d.name
		for n := 2; taken[d.name]; n++ {
			d.name = fmt.Sprintf("%s_%d", path, n)
		}
		taken[d.name] = true
	}
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
	if d := p.inline[t]; d != nil {
		return d.name
	}
	return ""
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
