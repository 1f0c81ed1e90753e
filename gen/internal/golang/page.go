package golang

import (
	"bytes"
	"go/format"
	"go/parser"
	"go/token"
	"strings"

	"github.com/dave/jennifer/jen"
)

// page is some declarations on their way to formatted text. gofmt takes most of the time of all, and most of that for the bodies of functions,
// in which it changes nothing but the indentation: our idioms print statements as gofmt leaves them, line by line. So bodies are indented here, and
// put back when gofmt has formatted everything else.
type page struct {
	*jen.File
	name    string
	methods eventMethods
	apart   [][]byte // texts that are put back, formatted, in order
	err     error    // of a body
}

// apartMark is the line in whose place a text is put back. No comment of a contract prints one: all of theirs begin with a blank.
const apartMark = "//eventwire:apart"

func newPage(name string, methods eventMethods) *page {
	f := &page{File: jen.NewFile(name), name: name, methods: methods}
	f.NoFormat = true
	return f
}

// body prints a function's body apart, unless it imports something: page's file has to know.
func (f *page) body(g *jen.Group, body func(*jen.Group)) {
	file := jen.NewFile(f.name)
	file.NoFormat = true
	body(file.Group)
	var b bytes.Buffer
	if err := file.Render(&b); err != nil {
		f.err = err
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(b.Bytes(), []byte("package "+f.name)))
	switch {
	case len(text) == 0:
	case bytes.HasPrefix(text, []byte("import ")):
		body(g)
	default:
		f.apart = append(f.apart, indent(text))
		g.Comment(apartMark)
	}
}

// putMethods prints the methods of an event.
func (f *page) putMethods(event string) {
	f.apart = append(f.apart, []byte(strings.Join(f.methods, event)))
	f.Comment(apartMark)
	f.Line()
}

// indent indents the statements of a function's body.
func indent(statements []byte) []byte {
	out := make([]byte, 0, len(statements)*5/4)
	depth := 1
	for line := range bytes.Lines(statements) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if line[0] == '}' {
			depth--
		}
		tabs := depth
		if bytes.HasPrefix(line, []byte("case ")) || bytes.HasPrefix(line, []byte("default:")) {
			tabs--
		}
		for range tabs {
			out = append(out, '\t')
		}
		out = append(append(out, line...), '\n')
		if line[len(line)-1] == '{' {
			depth++
		}
	}
	return bytes.TrimSuffix(out, []byte("\n"))
}

// print gives the declarations as gofmt leaves them, and the paths that they import as they are written in Go.
func (f *page) print() (declarations []byte, imports []string, err error) {
	var source bytes.Buffer
	if err := f.Render(&source); err != nil {
		return nil, nil, err
	}
	if f.err != nil {
		return nil, nil, f.err
	}
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, "", source.Bytes(), parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	for _, spec := range file.Imports {
		imports = append(imports, spec.Path.Value)
	}
	if len(imports) > 0 {
		file.Decls = file.Decls[1:]
	}
	var formatted bytes.Buffer
	formatted.Grow(source.Len() * 5 / 4)
	if err := format.Node(&formatted, positions, file); err != nil {
		return nil, nil, err
	}
	_, declarations, _ = bytes.Cut(formatted.Bytes(), []byte("\n"))
	return f.putBack(bytes.TrimSpace(declarations)), imports, nil
}

// putBack puts the texts in place of their marks.
func (f *page) putBack(formatted []byte) []byte {
	size := len(formatted)
	for _, text := range f.apart {
		size += len(text)
	}
	out := make([]byte, 0, size)
	apart := f.apart
	for line := range bytes.Lines(formatted) {
		if content := bytes.TrimSpace(line); string(content) == apartMark {
			out = append(append(out, apart[0]...), bytes.TrimLeft(line, "\t")[len(content):]...)
			apart = apart[1:]
		} else {
			out = append(out, line...)
		}
	}
	return out
}
