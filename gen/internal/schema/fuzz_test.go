package schema

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzLoad feeds bytes to the loader: it never panics, never hangs, and says something about what it refuses.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"../../testdata/bad/*.yaml", "../../testdata/ok/*.yaml", "../../testdata/ok/*/*.yaml", "../../../events.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		read := func(string) ([]byte, error) { return nil, errors.New("there are no other files") }
		contract, diagnostics := Load("events.yaml", src, read)
		failed := false
		for _, d := range diagnostics {
			failed = failed || d.Severity == Error
			if d.Message == "" || d.Rule == "" || d.Pos.File != "events.yaml" || d.Pos.Line > 0 && (d.Pos.Column < 1 || d.Width < 1) {
				t.Errorf("incomplete diagnostic %+v", d)
			}
		}
		if failed == (contract != nil) {
			t.Errorf("contract %v with diagnostics %v", contract, diagnostics)
		}
	})
}
