package golang

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

var update = flag.Bool("update", false, "write the golden packages anew")

const testdata = "../../testdata"

// contracts are the folders whose generated Go is kept beside the contract.
func contracts(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(testdata, "ok", "*", "events.yaml"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no contracts: %v", err)
	}
	return append(found, filepath.Join(testdata, "conformance", "events.yaml"))
}

func load(t testing.TB, file string) *schema.Contract {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, diagnostics := schema.Load("events.yaml", src, func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(filepath.Dir(file), filepath.FromSlash(name)))
	})
	if c == nil {
		t.Fatal(diagnostics)
	}
	return c
}

func TestGoldenPackages(t *testing.T) {
	t.Parallel()
	for _, file := range contracts(t) {
		root := filepath.Dir(file)
		t.Run(filepath.Base(root), func(t *testing.T) {
			t.Parallel()
			c := load(t, file)
			files, err := Generate(c)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Generate(load(t, file))
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range files {
				if !bytes.Equal(f.Content, again[i].Content) {
					t.Errorf("%s: two runs differ", f.Path)
				}
			}
			if *update {
				changes, _, err := output.Compare(root, "events.yaml", again)
				if err != nil {
					t.Fatal(err)
				}
				if err := output.Write(t.Context(), root, changes); err != nil {
					t.Fatal(err)
				}
			}
			changes, _, err := output.Compare(root, "events.yaml", files)
			if err != nil {
				t.Fatal(err)
			}
			for _, change := range changes {
				if change.State != output.Current {
					t.Errorf("%s %s (go test ./gen/internal/golang -update)\n%s", change.Path, change.State, change.Diff(20))
				}
			}
			command := exec.CommandContext(t.Context(), "go", "vet", "./"+c.Outputs.Go)
			command.Dir = root
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			onlyStandardLibrary(t, os.DirFS(filepath.Join(root, c.Outputs.Go)))
		})
	}
}

func onlyStandardLibrary(t *testing.T, folder fs.FS) {
	t.Helper()
	names, err := fs.Glob(folder, "*.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("no Go files: %v", err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(string(src), "\n") {
			if strings.HasPrefix(l, "\t\"") && strings.Contains(l, ".") && strings.HasSuffix(l, "\"") {
				t.Errorf("%s imports %s", name, l)
			}
			if strings.Contains(l, "reflect.") {
				t.Errorf("%s reflects: %s", name, l)
			}
		}
	}
}
