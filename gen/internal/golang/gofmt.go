package golang

import (
	"bytes"
	"errors"
	"go/format"
	"go/scanner"
	"go/token"
	"runtime"
	"sync"
)

// pieceBytes is how much source is formatted at once. A syntax tree takes some twenty times its text, so that a file of many
// events would need more memory, and one processor, if it were formatted whole.
const pieceBytes = 256 << 10

// gofmt formats a file as go/format does, piece by piece and on all processors. Pieces begin at a comment between two
// declarations, before which gofmt leaves one empty line whatever comes before.
func gofmt(source []byte) ([]byte, error) {
	pieces := split(source)
	formatted, errs := make([][]byte, len(pieces)), make([]error, len(pieces))
	var all sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, piece := range pieces {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			formatted[i], errs[i] = format.Source(bytes.TrimSpace(piece))
			formatted[i] = bytes.TrimSpace(formatted[i])
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return append(bytes.Join(formatted, []byte("\n\n")), '\n'), nil
}

// split cuts a file into pieces of declarations.
func split(source []byte) [][]byte {
	if len(source) <= pieceBytes {
		return [][]byte{source}
	}
	var pieces [][]byte
	files := token.NewFileSet()
	file := files.AddFile("", files.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, scanner.ScanComments)
	start, depth, between := 0, 0, false
	for {
		pos, tok, _ := s.Scan()
		switch tok {
		case token.EOF:
			return append(pieces, source[start:])
		case token.LBRACE, token.LPAREN:
			depth++
		case token.RBRACE, token.RPAREN:
			depth--
		case token.COMMENT:
			if at := file.Offset(pos); depth == 0 && between && at-start >= pieceBytes {
				pieces = append(pieces, source[start:at])
				start = at
			}
			continue
		}
		// Between two declarations stands the semicolon that ends the first.
		between = depth == 0 && tok == token.SEMICOLON
	}
}
