package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "eventwire"

// source is one Go file of the repository with what it imports.
type goSource struct {
	file    string // relative to the repository
	folder  string
	test    bool
	imports []string
}

func repository(t *testing.T) []goSource {
	t.Helper()
	var sources []goSource
	root := ".."
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); base == "node_modules" || base == "testdata" || name != root && strings.HasPrefix(base, ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		s := goSource{file: filepath.ToSlash(relative), test: strings.HasSuffix(name, "_test.go")}
		s.folder = path.Dir(s.file)
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		sources = append(sources, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// within tells whether a package is one of some, or below one of them.
func within(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return pkg == folder || strings.HasPrefix(pkg, folder+"/")
	})
}

// TestImportRules holds who may know whom. The rules are those of the layout: what only one part may know is named once.
func TestImportRules(t *testing.T) {
	t.Parallel()
	// Libraries that one folder alone knows. Tests may meet the other side of the wire with them, and the
	// benchmark builds what the server is measured against.
	alone := map[string][]string{
		"github.com/dave/jennifer":          {"gen/internal/golang"},
		"go.yaml.in/yaml":                   {"gen/internal/schema"},
		"gopkg.in/yaml.v3":                  nil,
		"github.com/gobwas/ws":              {"server/websocket", "server/bench"},
		"github.com/panjf2000/gnet":         {"server/websocket"},
		"github.com/redis/go-redis":         {"server/redisbus", "server/bench"},
		"github.com/alicebob/miniredis":     {"server/redisbus"},
		"github.com/prometheus":             {"server"},
		"github.com/golang-jwt/jwt":         {"server"},
		"github.com/MicahParks/keyfunc":     {"server"},
		"github.com/santhosh-tekuri":        nil,
		"go.opentelemetry.io/otel":          {"server"},
		"eventwire/gen":                     {"gen"},
		"eventwire/gen/internal/golang":     {"gen", "!gen/internal"},
		"eventwire/gen/internal/export":     {"gen", "!gen/internal"},
		"eventwire/gen/internal/typescript": {"gen", "!gen/internal"},
	}
	// Packages that a folder must not know, its tests included.
	never := map[string][]string{
		"server/websocket":    {"eventwire/generated", "eventwire/server/redisbus", "eventwire/server/chat", "eventwire/gen"},
		"server/redisbus":     {"eventwire/generated", "eventwire/server/websocket", "eventwire/server/chat", "eventwire/gen"},
		"server/chat":         {"eventwire/gen"},
		"generated":           {"eventwire/gen", "eventwire/server", "eventwire/client-web"},
		"gen":                 {"eventwire/server", "eventwire/client-web", "eventwire/generated"},
		"gen/internal/names":  {"eventwire/gen"},
		"gen/internal/schema": {"eventwire/gen/internal/output"},
		"gen/internal/output": {"eventwire/gen/internal/schema"},
	}
	for _, s := range repository(t) {
		for _, imported := range s.imports {
			standard := !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") && !within(imported, module)
			if within(s.folder, "generated/events") && !standard {
				t.Errorf("%s imports %s: generated Go imports the standard library only", s.file, imported)
			}
			for folder, forbidden := range never {
				if within(s.folder, folder) && within(imported, forbidden...) && !within(strings.TrimPrefix(imported, module+"/"), folder) {
					t.Errorf("%s imports %s: %s does not know it", s.file, imported, folder)
				}
			}
			for library, folders := range alone {
				if within(imported, library) && !s.test && !permitted(s.folder, imported, folders) {
					t.Errorf("%s imports %s: only %s may", s.file, imported, strings.Join(folders, " and "))
				}
			}
		}
	}
}

// permitted tells whether a folder is one of those that may import a package; "!f" takes back what another permits,
// except within the package itself.
func permitted(folder, imported string, folders []string) bool {
	own := strings.TrimPrefix(imported, module+"/")
	for _, f := range folders {
		if refused, ok := strings.CutPrefix(f, "!"); ok && within(folder, refused) && !within(own, folder) && !within(folder, own) {
			return false
		}
	}
	return within(folder, folders...)
}
