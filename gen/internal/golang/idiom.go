package golang

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
)

// line prints one statement as it is written here. Types that need an import are printed with jen.Qual instead.
func line(g *jen.Group, format string, args ...any) { g.Id(fmt.Sprintf(format, args...)) }

// block prints a statement with a body: `if ok {`, `for d.next() {`.
func block(g *jen.Group, body func(*jen.Group), format string, args ...any) {
	g.Id(fmt.Sprintf(format, args...)).BlockFunc(body)
}

// function prints a function whose header is written here.
func function(f *page, body func(*jen.Group), format string, args ...any) {
	f.Id("func " + fmt.Sprintf(format, args...)).BlockFunc(func(g *jen.Group) { f.body(g, body) })
	f.Line()
}

// commenter is a place that comments are printed to.
type commenter interface{ Comment(string) *jen.Statement }

// comment prints a text as a comment of as many lines.
func comment(g commenter, text string) {
	for l := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		g.Comment(strings.TrimRight("// "+strings.TrimSpace(l), " "))
	}
}

// paragraphs joins the parts of a comment that say anything.
func paragraphs(parts ...string) string {
	var some []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			some = append(some, part)
		}
	}
	return strings.Join(some, "\n\n")
}

// deprecation is the paragraph that tools look for.
func deprecation(text string) string {
	if text == "" {
		return ""
	}
	return "Deprecated: " + text
}

// literal writes Go text for a string: raw where that reads better.
func literal(s string) string {
	if strings.ContainsAny(s, `"\`) && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}
