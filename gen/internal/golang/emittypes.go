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

func (p *plan) typePieces() []piece { return each(p.types, p.emitDecl) }

// emitDecl prints a type with what decodes, checks and writes it, and then what is inside it.
func (p *plan) emitDecl(f *page, d *decl) {
	switch {
	case d.bare:
		p.emitFunctions(f, d)
	case d.t.Kind == schema.KindObject:
		p.emitObject(f, d, fallback(d.doc, d.name+" is an object of the contract."))
	case d.t.Kind == schema.KindUnion:
		p.emitUnion(f, d)
	case d.t.Kind == schema.KindEnum:
		p.emitEnum(f, d)
	default:
		p.emitPlain(f, d)
	}
	p.emitInner(f, d)
}

// emitInner prints what is inside a type and has functions of its own.
func (p *plan) emitInner(f *page, d *decl) {
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
func (p *plan) emitObject(f *page, d *decl, doc string) {
	comment(f, paragraphs(named(d.name, doc), deprecation(d.deprecated)))
	f.Type().Id(d.name).StructFunc(func(g *jen.Group) {
		for _, field := range d.t.Fields {
			if doc := paragraphs(strings.TrimSpace(fallback(field.Doc, "")+" "+p.describe(field)), deprecation(field.Deprecated)); doc != "" {
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
func (p *plan) emitUnion(f *page, d *decl) {
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
func (p *plan) emitEnum(f *page, d *decl) {
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
		switch openness {
		case alwaysOpen:
			line(g, "c.wellFormed(string(v))")
		case byDirection:
			line(g, "c.enum(string(v), c.open || v.Known(), %s)", literal(enumMessage(d.t)))
		default:
			line(g, "c.enum(string(v), v.Known(), %s)", literal(enumMessage(d.t)))
		}
	}, "check%s(c *checker, v %s)", d.name, d.name)
}

// emitPlain prints every other type: one that Go has itself, with a name and rules.
func (p *plan) emitPlain(f *page, d *decl) {
	comment(f, paragraphs(named(d.name, fallback(d.doc, fmt.Sprintf("%s is a %s.", d.name, d.t.Kind))), deprecation(d.deprecated)))
	if isAlias(d.t) {
		f.Type().Id(d.name).Op("=").Add(p.goType(d.t))
	} else {
		f.Type().Id(d.name).Add(p.goType(d.t))
	}
	f.Line()
	if d.t.Kind != schema.KindRef {
		p.emitFunctions(f, d)
	}
}

// emitFunctions prints what decodes, checks and writes a type that is neither object, union nor enum. Every rule stands there and
// nowhere else.
func (p *plan) emitFunctions(f *page, d *decl) {
	typ := jen.Id(d.name)
	if d.bare {
		typ = p.goType(d.t)
	}
	dec, check, w := jen.Id("d").Op("*").Id("decoder"), jen.Id("c").Op("*").Id("checker"), jen.Id("w").Op("*").Id("writer")
	switch d.t.Kind {
	case schema.KindList:
		f.Func().Id("decode" + d.name).Params(dec).Add(typ).BlockFunc(func(g *jen.Group) { p.decodeList(g, d, typ) }).Line()
	case schema.KindMap:
		f.Func().Id("decode" + d.name).Params(dec).Add(typ).BlockFunc(func(g *jen.Group) { p.decodeMap(g, d, typ) }).Line()
	case schema.KindConst:
		p.emitConstant(f, d)
	}
	if p.checked(d.t) {
		param := typ
		if d.t.Kind == schema.KindConst && d.t.Const.Kind == schema.NumberValue {
			param = jen.Float64()
		}
		f.Func().Id("check"+d.name).Params(check, jen.Id("v").Add(param)).BlockFunc(func(g *jen.Group) {
			p.checkDepth(g, d.recursion)
			p.rules(g, d)
		}).Line()
	}
	if d.t.Pattern != nil {
		f.Var().Id("pattern"+d.name).Op("=").Qual("regexp", "MustCompile").Call(jen.Id(literal(d.t.Pattern.Source))).Line()
	}
	switch d.t.Kind {
	case schema.KindList, schema.KindMap:
		dst := jen.Id("dst").Index().Byte()
		f.Func().Id("write"+d.name).Params(w, dst, jen.Id("v").Add(typ)).Index().Byte().BlockFunc(func(g *jen.Group) { p.writeCollection(g, d.t) }).Line()
	}
}

// emitConstant prints the one value of a const.
func (p *plan) emitConstant(f *page, d *decl) {
	value, typ := string(d.t.Const.AppendJSON(nil)), d.name
	if d.t.Const.Kind == schema.StringValue {
		value = literal(d.t.Const.String)
	}
	if d.bare {
		typ = scalarType(d.t)
	}
	comment(f, d.constant+" is the one value that the contract allows there.")
	f.Const().Id(d.constant).Id(typ).Op("=").Id(value).Line()
}
