package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/names"
)

// TestCollisionsKnowEveryGeneratedName reads generated Go packages: each name that they export is one that a contract's
// names are held against.
func TestCollisionsKnowEveryGeneratedName(t *testing.T) {
	t.Parallel()
	read := 0
	for _, folder := range []string{"everything", "recursion", "names", "evolution", "minimal"} {
		c := loadFolder(t, "../../testdata/ok/"+folder)
		known := newCollider(&loader{contract: c, events: make(map[string]*Event)})
		known.contract()
		files, err := filepath.Glob(filepath.Join("../../testdata/ok", folder, c.Outputs.Go, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			read++
			for _, name := range exported(parsed) {
				if _, derived := known.golang[name]; !derived && !names.GoRuntime(name) {
					t.Errorf("%s declares %s, which may collide unseen", file, name)
				}
			}
		}
	}
	if read == 0 {
		t.Error("no generated package was found")
	}
}

// exported gives the names that a file declares for other packages, methods aside.
func exported(file *ast.File) []string {
	var found []string
	add := func(name string) {
		if token.IsExported(name) {
			found = append(found, name)
		}
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && !strings.HasPrefix(d.Name.Name, "Test") {
				add(d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					add(s.Name.Name)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						add(name.Name)
					}
				}
			}
		}
	}
	return found
}
