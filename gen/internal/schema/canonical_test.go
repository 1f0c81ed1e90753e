package schema

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCanonicalFormIsStable(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"../../testdata/ok/*/*.yaml", "../../testdata/ok/*/*/*.yaml", "../../testdata/fmt/*.yaml", "../../../events.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			once, diagnostics := Format(file, src)
			if diagnostics != nil {
				t.Fatal(diagnostics)
			}
			twice, diagnostics := Format(file, once)
			if diagnostics != nil {
				t.Fatal(diagnostics)
			}
			if string(once) != string(twice) {
				t.Errorf("%s: formatting again changes\n%s\ninto\n%s", file, once, twice)
			}
		}
	}
}

func TestShippedContractIsCanonical(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../../../events.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := Format("events.yaml", src); string(got) != string(src) {
		t.Errorf("run `go run ./gen fmt`; canonical is\n%s", got)
	}
}

// FuzzFormat holds that formatting keeps meaning, and that its result is its own canonical form.
func FuzzFormat(f *testing.F) {
	for _, pattern := range []string{"../../testdata/bad/*.yaml", "../../testdata/ok/*/*.yaml", "../../testdata/fmt/*.yaml"} {
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
		formatted, diagnostics := Format("events.yaml", src)
		if (formatted == nil) != (len(diagnostics) > 0) {
			t.Fatalf("text %q with diagnostics %v", formatted, diagnostics)
		}
		if formatted == nil {
			return
		}
		before, err := document(src)
		if err != nil {
			t.Fatal(err)
		}
		after, err := document(formatted)
		if err != nil {
			t.Fatal(err)
		}
		if !same(before.Content[0], after.Content[0]) {
			t.Errorf("%q becomes %q", src, formatted)
		}
		if again, diagnostics := Format("events.yaml", formatted); diagnostics == nil && string(again) != string(formatted) {
			t.Errorf("%q becomes %q, and that becomes %q", src, formatted, again)
		}
	})
}
