package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"eventwire/gen/internal/names"
)

// TestNamesOfTheRuntimeAreReserved reads the files that every generated Go package contains: no type and no event of a
// contract may take a name that they declare.
func TestNamesOfTheRuntimeAreReserved(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("internal/golang/runtime/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d files, %v", len(files), err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for name := range declaredNames(parsed) {
			if token.IsExported(name) && !names.GoRuntime(name) {
				t.Errorf("%s declares %s, which names.GoRuntime does not know", file, name)
			}
		}
	}
}

// TestNamesOfThePackageAreReserved reads the index of a generated TypeScript package: what it exports beside the contract's
// own types, no type and no event may be called.
func TestNamesOfThePackageAreReserved(t *testing.T) {
	t.Parallel()
	index, err := os.ReadFile("../generated/ts/index.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	var own []string
	for _, m := range regexp.MustCompile(`(?m)^export (?:interface|type) (\w+)`).FindAllSubmatch(index, -1) {
		own = append(own, string(m[1]))
	}
	for _, m := range regexp.MustCompile(`export (?:type )?\{([^}]*)\} from "\./runtime/`).FindAllSubmatch(index, -1) {
		renamed := regexp.MustCompile(`\w+ as `).ReplaceAllString(string(m[1]), "")
		own = append(own, regexp.MustCompile(`\b[A-Z]\w*`).FindAllString(renamed, -1)...)
	}
	if len(own) < 10 {
		t.Fatalf("found only %q", own)
	}
	for _, name := range own {
		if !names.TypeScriptRuntime(name) {
			t.Errorf("the index exports %s, which names.TypeScriptRuntime does not know", name)
		}
	}
}

// declaredNames gives the names that a file declares in its package.
func declaredNames(file *ast.File) map[string]bool {
	found := make(map[string]bool)
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				found[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					found[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, name := range s.Names {
						found[name.Name] = true
					}
				}
			}
		}
	}
	return found
}
