package typescript

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

var update = flag.Bool("update", false, "write the golden files anew")

const cases = "../../testdata/ok"

// loadCase reads a golden contract; nil where it writes no TypeScript.
func loadCase(t *testing.T, folder string) *schema.Contract {
	t.Helper()
	file := filepath.Join(folder, "events.yaml")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, diagnostics := schema.Load("events.yaml", src, func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(folder, name))
	})
	if c == nil {
		t.Fatal(diagnostics)
	}
	return c
}

// TestGolden holds everything that depends on the contract; the runtime is the same for all.
func TestGolden(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(cases)
	if err != nil || len(entries) == 0 {
		t.Fatalf("no golden contracts: %v", err)
	}
	for _, entry := range entries {
		t.Run(entry.Name(), func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(cases, entry.Name())
			c := loadCase(t, folder)
			files, err := Generate(c)
			if err != nil {
				t.Fatal(err)
			}
			if c.Outputs.TypeScript == "" {
				if len(files) > 0 {
					t.Errorf("%d files are written for a target that is off", len(files))
				}
				return
			}
			want := map[string]bool{}
			for _, file := range files {
				name := strings.TrimPrefix(file.Path, c.Outputs.TypeScript+"/")
				if strings.HasPrefix(name, "runtime/") {
					continue
				}
				golden := filepath.Join(folder, "ts", name)
				want[golden] = true
				if *update {
					if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(golden, file.Content, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				text, err := os.ReadFile(golden)
				if err != nil {
					t.Error(err)
				} else if string(text) != string(file.Content) {
					t.Errorf("%s differs; run go test ./gen/internal/typescript -update and read the diff", golden)
				}
			}
			found, err := filepath.Glob(filepath.Join(folder, "ts", "*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, golden := range found {
				if !want[golden] {
					t.Errorf("%s is generated no longer", golden)
				}
			}
		})
	}
}

func TestGenerationIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	c := loadCase(t, filepath.Join(cases, "everything"))
	first, err := Generate(c)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Generate(c)
		if err != nil {
			t.Fatal(err)
		}
		for i, file := range again {
			if file.Path != first[i].Path || string(file.Content) != string(first[i].Content) {
				t.Fatalf("%s differs from run to run", file.Path)
			}
		}
	}
}

// TestRedisStaysOut holds the promise that frontend teams see no event of the servers' own.
func TestRedisStaysOut(t *testing.T) {
	t.Parallel()
	c := loadCase(t, filepath.Join(cases, "everything"))
	files, err := Generate(c)
	if err != nil {
		t.Fatal(err)
	}
	redis := 0
	for _, e := range c.Events {
		if e.Direction != schema.Redis {
			continue
		}
		redis++
		for _, file := range files {
			if strings.Contains(string(file.Content), quote(e.Name)) {
				t.Errorf("%s names the Redis event %s", file.Path, e.Name)
			}
		}
	}
	if redis == 0 {
		t.Error("the contract has no Redis event, so the test shows nothing")
	}
}
