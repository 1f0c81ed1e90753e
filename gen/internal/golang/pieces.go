package golang

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/schema"
)

// piece prints some of a file's declarations, the first of which has a comment, to a page of its own. Pages are printed one by one, on all
// processors: a syntax tree takes some twenty times its text, so that a file of many events would need much memory if it were formatted whole.
type piece func(*page)

// perPiece is how many events, or types, are a piece.
const perPiece = 24

// each cuts what is printed alike into pieces.
func each[T any](all []T, emit func(*page, T)) []piece {
	var pieces []piece
	for some := range slices.Chunk(all, perPiece) {
		pieces = append(pieces, func(f *page) {
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
			f := newPage(p.pkg, methods)
			piece(f)
			printed[i], imports[i], errs[i] = f.print()
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
