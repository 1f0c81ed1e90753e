package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"eventwire/gen/internal/names"
)

const golden = "../../testdata/ok"

// goldenContracts gives every golden contract with what a contract's names are held against.
func goldenContracts(t *testing.T, each func(folder string, c *Contract, known *collider)) {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(golden, "*"))
	if err != nil || len(folders) < 5 {
		t.Fatalf("found %d golden contracts, %v", len(folders), err)
	}
	for _, folder := range folders {
		c := loadFolder(t, folder)
		known := newCollider(&loader{contract: c, events: make(map[string]*Event)})
		known.contract()
		each(folder, c, known)
	}
}

// TestCollisionsKnowEveryNameInGo reads generated Go packages: each name that they declare is the runtime's, one that a contract's
// names are held against, or begins with a prefix that keeps it apart from all others.
func TestCollisionsKnowEveryNameInGo(t *testing.T) {
	t.Parallel()
	fixed := []string{
		"readClientToServer", "readServerToClient", "handleClientToServer", "handleServerToClient", "handleRedis",
	}
	read := 0
	goldenContracts(t, func(folder string, c *Contract, known *collider) {
		if c.Outputs.Go == "" {
			return
		}
		functions := make(map[string]bool)
		for name := range known.golang {
			for _, function := range names.GoFunctions(name) {
				functions[function] = true
			}
		}
		files, err := filepath.Glob(filepath.Join(folder, c.Outputs.Go, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			runtime := strings.HasPrefix(filepath.Base(file), "runtime_")
			for _, name := range declaredInGo(t, file) {
				read++
				_, derived := known.golang[name]
				unnumbered := regexp.MustCompile(`_\d+$`).ReplaceAllString(name, "") // patterns in one type
				switch {
				case derived || names.GoRuntime(name) || slices.Contains(fixed, name):
				case runtime && !token.IsExported(name):
					if isFunctionOf(name, names.GoFunctions("")) {
						t.Errorf("%s declares %s, which a contract's type may be given too", file, name)
					}
				case !runtime && (functions[unnumbered] || isInside(unnumbered, known)):
				default:
					t.Errorf("%s declares %s, which may collide unseen", file, name)
				}
			}
		}
	})
	if read < 1000 {
		t.Errorf("only %d names were found", read)
	}
}

// isInside tells the functions of what is written inside a declared type, as checkPersonName is in Person: the plan numbers
// those that would have one name.
func isInside(name string, known *collider) bool {
	for _, prefix := range names.GoFunctions("") {
		rest, ok := strings.CutPrefix(name, prefix)
		for ; ok && rest != ""; rest = rest[:len(rest)-1] {
			if _, declared := known.golang[rest]; declared {
				return true
			}
		}
	}
	return false
}

// isFunctionOf tells a name that begins with one of these prefixes and goes on like the name of a type.
func isFunctionOf(name string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool {
		rest, ok := strings.CutPrefix(name, prefix)
		return ok && rest != "" && !(rest[0] >= 'a' && rest[0] <= 'z')
	})
}

// TestCollisionsKnowEveryNameInTypeScript does the same with the modules of generated packages.
func TestCollisionsKnowEveryNameInTypeScript(t *testing.T) {
	t.Parallel()
	// The index and the testing module import what they need from the others under the names that these declare.
	fixed := []string{"createClient", "fakeServer", "sample", "samples", "parsers", "clientToServer", "serverToClient"}
	declaration := regexp.MustCompile(`(?m)^(?:export )?(?:declare )?(const|function|interface|type) (\w+)`)
	read := 0
	goldenContracts(t, func(folder string, c *Contract, known *collider) {
		functions := make(map[string]bool)
		for wire := range known.inTypeScriptPackage() {
			for _, function := range names.TypeScriptFunctions(names.TypeScriptType(wire)) {
				functions[function] = true
			}
		}
		for _, module := range []string{"types", "clientToServer", "serverToClient", "index", "testing"} {
			for _, extension := range []string{".js", ".d.ts"} {
				text, err := os.ReadFile(filepath.Join(folder, "ts", module+extension))
				if os.IsNotExist(err) && c.Outputs.TypeScript == "" {
					continue
				} else if err != nil {
					t.Fatal(err)
				}
				for _, m := range declaration.FindAllSubmatch(text, -1) {
					read++
					name := string(m[2])
					_, derived := known.typescript[name]
					if value := string(m[1]) == "const" || string(m[1]) == "function"; value {
						_, derived = known.values[name]
						derived = derived || functions[name] || functions[innerOwner(name, functions)]
					}
					if !derived && !names.TypeScriptRuntime(name) && !slices.Contains(fixed, name) {
						t.Errorf("%s%s of %s declares %s, which may collide unseen", module, extension, folder, name)
					}
				}
			}
		}
	})
	if read < 500 {
		t.Errorf("only %d names were found", read)
	}
}

// innerOwner cuts the name of a function inside a module down to the one that it is part of: the module hands these out
// so that each is taken once.
func innerOwner(name string, functions map[string]bool) string {
	for rest := name; rest != ""; rest = rest[:len(rest)-1] {
		if functions[rest] {
			return rest
		}
	}
	return ""
}

// declaredInGo gives the names that a file declares in its package, methods aside.
func declaredInGo(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, declaration := range parsed.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && !strings.HasPrefix(d.Name.Name, "Test") {
				found = append(found, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					found = append(found, s.Name.Name)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						found = append(found, name.Name)
					}
				}
			}
		}
	}
	return found
}
