// Package golang writes the Go package of a contract. The model becomes a plan, which holds every name, order and
// number as plain data; the emitters print it with jennifer and decide nothing. What is the same for every contract is in
// package runtime, whose files are copied.
package golang

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"strings"

	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

//go:embed runtime/*.go
var runtimeFiles embed.FS

// Generate gives the target's files for a checked contract, in a stable order.
func Generate(c *schema.Contract) ([]output.File, error) {
	if c.Outputs.Go == "" {
		return nil, nil
	}
	p, err := newPlan(c)
	if err != nil {
		return nil, err
	}
	files := make([]output.File, 0, 20)
	add := func(name string, doc []string, pieces []piece, methods eventMethods) error {
		content, err := p.print(doc, pieces, methods)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		files = append(files, output.File{Path: path.Join(p.folder, name), Content: content})
		return nil
	}
	if err := add("types.go", p.packageDoc(), p.typePieces(), nil); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name      string
		direction schema.Direction
		pieces    []piece
	}{
		{"client.go", schema.ClientToServer, p.clientPieces()},
		{"server.go", schema.ServerToClient, p.serverPieces()},
		{"redis.go", schema.Redis, p.redisPieces()},
	} {
		methods, err := newEventMethods(part.direction)
		if err != nil {
			return nil, err
		}
		if err := add(part.name, nil, part.pieces, methods); err != nil {
			return nil, err
		}
	}
	copied, err := p.copyRuntime()
	if err != nil {
		return nil, err
	}
	return append(files, copied...), nil
}

// copyRuntime gives the runtime's files with this package's clause.
func (p *plan) copyRuntime() ([]output.File, error) {
	entries, err := runtimeFiles.ReadDir("runtime")
	if err != nil {
		return nil, err
	}
	var files []output.File
	for _, entry := range entries {
		if name := entry.Name(); name != "doc.go" && !strings.HasSuffix(name, "_test.go") {
			content, err := runtimeFiles.ReadFile("runtime/" + name)
			if err != nil {
				return nil, err
			}
			_, body, found := bytes.Cut(content, []byte("\npackage runtime\n"))
			if !found {
				return nil, fmt.Errorf("runtime/%s has no package clause", name)
			}
			head := fmt.Sprintf("// %s\n\npackage %s\n", p.header, p.pkg)
			files = append(files, output.File{Path: path.Join(p.folder, "runtime_"+name), Content: append([]byte(head), body...)})
		}
	}
	return files, nil
}
