package golang

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/schema"
)

// packageDoc is the comment of the package.
func (p *plan) packageDoc() []string {
	doc := fmt.Sprintf("Package %s holds the events of %s: their types, with validation and JSON, handlers for whoever receives\nthem and publishers for whoever sends them.", p.pkg, p.contract.Name)
	var lines []string
	for l := range strings.SplitSeq(paragraphs(doc, p.contract.Doc), "\n") {
		lines = append(lines, strings.TrimRight("// "+l, " "))
	}
	return lines
}

func emitTypes(p *plan, f *jen.File) {
	for _, d := range p.types {
		p.emitDecl(f, d)
	}
}

// emitDecl prints a type with what decodes, checks and writes it, and then the types inside it.
func (p *plan) emitDecl(f *jen.File, d *decl) {
	switch d.t.Kind {
	case schema.KindObject:
		p.emitObject(f, d, fallback(d.doc, d.name+" is an object of the contract."))
	case schema.KindUnion:
		p.emitUnion(f, d)
	case schema.KindEnum:
		p.emitEnum(f, d)
	default:
		p.emitPlain(f, d)
	}
	p.emitInner(f, d)
}

// emitInner prints what belongs to a type and has a name of its own: constants, patterns and the types inside it.
func (p *plan) emitInner(f *jen.File, d *decl) {
	for _, c := range d.constants {
		value := string(c.value.AppendJSON(nil))
		if c.value.Kind == schema.StringValue {
			value = literal(c.value.String)
		}
		comment(f, fmt.Sprintf("%s is the one value that [%s] allows there.", c.name, d.name))
		f.Const().Id(c.name).Id(c.typ).Op("=").Id(value)
		f.Line()
	}
	for _, pattern := range d.patterns {
		f.Var().Id(pattern.name).Op("=").Qual("regexp", "MustCompile").Call(jen.Id(literal(pattern.source)))
		f.Line()
	}
	for _, inner := range d.inner {
		p.emitDecl(f, inner)
	}
}

// named begins a doc with the name of what it documents.
func named(name, doc string) string {
	if doc == "" || strings.HasPrefix(doc, name+" ") {
		return doc
	}
	return name + ": " + doc
}

func fallback(doc, without string) string {
	if strings.TrimSpace(doc) == "" {
		return without
	}
	return doc
}

// emitObject prints a struct and its methods.
func (p *plan) emitObject(f *jen.File, d *decl, doc string) {
	comment(f, paragraphs(named(d.name, doc), deprecation(d.deprecated)))
	f.Type().Id(d.name).StructFunc(func(g *jen.Group) {
		for _, field := range d.t.Fields {
			if doc := paragraphs(strings.TrimSpace(fallback(field.Doc, "")+" "+describe(field)), deprecation(field.Deprecated)); doc != "" {
				comment(g, doc)
			}
			g.Id(names.GoField(field.Name)).Add(p.held(field.Type, fieldShape(field)))
		}
	})
	f.Line()
	function(f, func(g *jen.Group) { p.decodeObject(g, d) }, "(v *%s) decode(d *decoder)", d.name)
	function(f, func(g *jen.Group) { p.checkObject(g, d) }, "(v *%s) check(c *checker)", d.name)
	if p.variants[d.t] {
		f.Comment("// writeRest appends the members, behind the union's discriminator, and ends the object.")
		function(f, func(g *jen.Group) { p.writeFields(g, d.t, true) }, "(v *%s) writeRest(w *writer, dst []byte) []byte", d.name)
	}
	function(f, func(g *jen.Group) { p.writeFields(g, d.t, false) }, "(v *%s) write(w *writer, dst []byte) []byte", d.name)
}

// emitUnion prints a sealed interface and the functions of its values.
func (p *plan) emitUnion(f *jen.File, d *decl) {
	var variants []string
	for _, v := range d.t.Variants {
		variants = append(variants, "[*"+p.baseName(v.Type)+"]")
	}
	comment(f, paragraphs(named(d.name, fallback(d.doc, d.name+" is one of several objects.")),
		fmt.Sprintf("It is one of %s.", strings.Join(variants, ", ")), deprecation(d.deprecated)))
	f.Type().Id(d.name).Interface(jen.Id("is" + d.name).Params())
	f.Line()
	for _, v := range d.t.Variants {
		function(f, func(*jen.Group) {}, "(*%s) is%s()", p.baseName(v.Type), d.name)
	}
	function(f, func(g *jen.Group) { p.decodeUnion(g, d) }, "decode%s(d *decoder) %s", d.name, d.name)
	function(f, func(g *jen.Group) { p.checkUnion(g, d) }, "check%s(c *checker, v %s)", d.name, d.name)
	function(f, func(g *jen.Group) { p.writeUnion(g, d) }, "write%s(w *writer, dst []byte, v %s) []byte", d.name, d.name)
}

// emitEnum prints a text type with its constants and Known.
func (p *plan) emitEnum(f *jen.File, d *decl) {
	openness := opennessOf(d.t)
	about := "Readers of client events refuse other values; elsewhere newer peers may send them, see Known."
	switch openness {
	case alwaysOpen:
		about = "Other values are allowed, see Known."
	case alwaysClosed:
		about = "Other values are refused."
	}
	comment(f, paragraphs(named(d.name, fallback(d.doc, d.name+" is one of a few texts."))+" "+about, deprecation(d.deprecated)))
	f.Type().Id(d.name).String()
	f.Line()
	comment(f, fmt.Sprintf("The values of %s that the contract knows.", d.name))
	constants := make([]string, len(d.t.Enum))
	f.Const().DefsFunc(func(g *jen.Group) {
		for i, e := range d.t.Enum {
			constants[i] = names.GoEnumConstant(d.name, e.Value)
			if doc := paragraphs(e.Doc, deprecation(e.Deprecated)); doc != "" {
				comment(g, doc)
			}
			g.Id(constants[i]).Id(d.name).Op("=").Lit(e.Value)
		}
	})
	f.Line()
	comment(f, "Known tells whether the contract lists the value.")
	function(f, func(g *jen.Group) {
		g.Switch(jen.Id("v")).BlockFunc(func(g *jen.Group) {
			g.Id("case " + strings.Join(constants, ", ") + ":\nreturn true")
		})
		line(g, "return false")
	}, "(v %s) Known() bool", d.name)
	function(f, func(g *jen.Group) {
		known := ""
		switch openness {
		case alwaysOpen:
			line(g, "c.wellFormed(string(v))")
			return
		case byDirection:
			known = "c.open || "
		}
		block(g, func(g *jen.Group) {
			line(g, `c.problem("enum", %s)`, literal(enumMessage(d.t)))
		}, "if c.wellFormed(string(v)) && !(%sv.Known())", known)
	}, "check%s(c *checker, v %s)", d.name, d.name)
}

// emitPlain prints every other type: one that Go has itself, with a name and rules.
func (p *plan) emitPlain(f *jen.File, d *decl) {
	comment(f, paragraphs(named(d.name, fallback(d.doc, fmt.Sprintf("%s is a %s.", d.name, d.t.Kind))), deprecation(d.deprecated)))
	if isAlias(d.t) {
		f.Type().Id(d.name).Op("=").Add(p.goType(d.t))
	} else {
		f.Type().Id(d.name).Add(p.goType(d.t))
	}
	f.Line()
	if d.t.Kind == schema.KindRef {
		return
	}
	switch d.t.Kind {
	case schema.KindList, schema.KindMap:
		begin := '['
		if d.t.Kind == schema.KindMap {
			begin = '{'
		}
		function(f, func(g *jen.Group) {
			if d.recursion != nil {
				p.decodeDepth(g, d.recursion, begin, "nil")
			}
			line(g, "var v %s", d.name)
			p.decode(g, d.t, "v", 0)
			line(g, "return v")
		}, "decode%s(d *decoder) %s", d.name, d.name)
		function(f, func(g *jen.Group) {
			p.write(g, d.t, "v", 0)
			line(g, "return dst")
		}, "write%s(w *writer, dst []byte, v %s) []byte", d.name, d.name)
	}
	if !p.checked(d.t) {
		return
	}
	function(f, func(g *jen.Group) {
		p.checkDepth(g, d.recursion)
		expr := "v"
		if d.t.Kind != schema.KindList && d.t.Kind != schema.KindMap && !isAlias(d.t) {
			expr = scalarType(d.t) + "(v)"
			if d.t.Kind == schema.KindBytes {
				expr = "v"
			}
		}
		p.rules(g, "c", d.t, expr, 0)
	}, "check%s(c *checker, v %s)", d.name, d.name)
}
