package golang

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/schema"
)

// piece prints some of a file's declarations, the first of which has a comment. Pieces are printed and formatted one by one, on all
// processors: a syntax tree takes some twenty times its text, so that a file of many events would need much memory if it were formatted whole.
type piece func(*jen.File)

// perPiece is how many events, or types, are a piece.
const perPiece = 24

// each cuts what is printed alike into pieces.
func each[T any](all []T, emit func(*jen.File, T)) []piece {
	var pieces []piece
	for some := range slices.Chunk(all, perPiece) {
		pieces = append(pieces, func(f *jen.File) {
			for _, one := range some {
				emit(f, one)
			}
		})
	}
	return pieces
}

// print gives a file as go/format would format it whole.
func (p *plan) print(doc []string, pieces []piece, direction schema.Direction) ([]byte, error) {
	methods, err := newEventMethods(direction)
	if err != nil {
		return nil, err
	}
	printed, imports, errs := make([][]byte, len(pieces)), make([][]string, len(pieces)), make([]error, len(pieces))
	var all sync.WaitGroup
	for i, piece := range pieces {
		p.printing <- struct{}{}
		all.Go(func() {
			defer func() { <-p.printing }()
			printed[i], imports[i], errs[i] = p.printPiece(piece, methods)
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	used := make(map[string]bool)
	for _, path := range slices.Concat(imports...) {
		used[path] = true
	}
	head, err := p.head(doc, slices.Sorted(maps.Keys(used)))
	if err != nil {
		return nil, err
	}
	parts := slices.Concat([][]byte{head}, printed)
	last := &parts[len(parts)-1]
	*last = append(*last, '\n')
	return bytes.Join(parts, []byte("\n\n")), nil
}

// printPiece gives a piece's formatted declarations, and the import paths that they need as they are written in Go.
func (p *plan) printPiece(emit piece, methods eventMethods) (declarations []byte, imports []string, err error) {
	f := jen.NewFile(p.pkg)
	f.NoFormat = true
	emit(f)
	var source bytes.Buffer
	if err := f.Render(&source); err != nil {
		return nil, nil, err
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
	return bytes.TrimSpace(methods.insert(declarations)), imports, nil
}

// head gives what stands before a file's declarations.
func (p *plan) head(doc, imports []string) ([]byte, error) {
	f := jen.NewFile(p.pkg)
	f.NoFormat = true
	f.HeaderComment("// " + p.header)
	for _, line := range doc {
		f.PackageComment(line)
	}
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		return nil, err
	}
	switch len(imports) {
	case 0:
	case 1:
		fmt.Fprintf(&b, "import %s\n", imports[0])
	default:
		fmt.Fprintf(&b, "import (\n%s\n)\n", strings.Join(imports, "\n"))
	}
	formatted, err := format.Source(b.Bytes())
	return bytes.TrimSpace(formatted), err
}
