// Package golang writes the Go package of a contract. The model becomes a plan, which holds every name, order and
// number as plain data; the emitters print it with jennifer and decide nothing. What is the same for every contract is in
// package runtime, whose files are copied.
package golang

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"

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
	parts := []struct {
		name      string
		doc       []string
		pieces    []piece
		direction schema.Direction // of its events
	}{
		{name: "types.go", doc: p.packageDoc(), pieces: p.typePieces()},
		{name: "client.go", pieces: p.clientPieces(), direction: schema.ClientToServer},
		{name: "server.go", pieces: p.serverPieces(), direction: schema.ServerToClient},
		{name: "redis.go", pieces: p.redisPieces(), direction: schema.Redis},
	}
	files, errs := make([]output.File, len(parts)), make([]error, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() {
			content, err := p.print(part.doc, part.pieces, part.direction)
			if err != nil {
				errs[i] = fmt.Errorf("%s: %w", part.name, err)
			}
			files[i] = output.File{Path: path.Join(p.folder, part.name), Content: content}
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
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
