package schema

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

func TestShippedContractLoads(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../../../events.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, diagnostics := Load("events.yaml", src, os.ReadFile)
	for _, d := range diagnostics {
		t.Error(d)
	}
	if c == nil {
		t.Fatal("no contract")
	}
	if len(c.Events) != 17 || len(c.Types) != 6 {
		t.Errorf("got %d events and %d types, want 17 and 6", len(c.Events), len(c.Types))
	}
}

func TestGoodContractsLoad(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("../../testdata/ok/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) < 7 {
		t.Fatalf("found only %q", folders)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			c := loadFolder(t, folder)
			for _, event := range c.Events {
				if event.Payload.Kind != KindObject || event.Pos.Line == 0 {
					t.Errorf("event %+v", event)
				}
			}
		})
	}
}

// loadFolder loads a folder's events.yaml and fails the test on any diagnostic.
func loadFolder(t *testing.T, folder string) *Contract {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(folder, "events.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	read := func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(folder, path)) }
	c, diagnostics := Load("events.yaml", src, read)
	for _, d := range diagnostics {
		t.Error(d)
	}
	if c == nil {
		t.FailNow()
	}
	return c
}

func TestIncludedFilesKeepTheirPositions(t *testing.T) {
	t.Parallel()
	c := loadFolder(t, "../../testdata/ok/include")
	got := make(map[string]string)
	for _, decl := range c.Types {
		got[decl.Name] = decl.Pos.String()
	}
	for _, event := range c.Events {
		got[event.Name] = event.Pos.String()
	}
	want := map[string]string{
		"Name": "parts/types.yaml:2:3", "Room": "parts/more/rooms.yaml:2:3",
		"client.hello": "events.yaml:8:3", "chat.say": "parts/chat.yaml:4:3",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestModelOfEverything(t *testing.T) {
	t.Parallel()
	c := loadFolder(t, "../../testdata/ok/everything")
	kinds := make(map[Kind]bool)
	for typ := range c.AllTypes() {
		kinds[typ.Kind] = true
	}
	for kind := KindString; kind <= KindRef; kind++ {
		if !kinds[kind] {
			t.Errorf("no %s in the contract that has everything", kind)
		}
	}
	types := make(map[string]*TypeDecl)
	for _, decl := range c.Types {
		types[decl.Name] = decl
	}
	if got, want := types["Shape"].UsedIn, [3]bool{false, true, true}; got != want {
		t.Errorf("Shape is used in %v, want %v", got, want)
	}
	if alias := types["Alias"].Type; alias.Kind != KindRef || alias.Resolve() != types["Title"].Type {
		t.Errorf("Alias is %+v", alias)
	}
}

func TestOnlyTypesThatContainThemselvesAreRecursive(t *testing.T) {
	t.Parallel()
	for _, decl := range loadFolder(t, "../../testdata/ok/recursion").Types {
		if !decl.Recursive {
			t.Errorf("%s is not recursive", decl.Name)
		}
	}
	for _, decl := range loadFolder(t, "../../testdata/ok/everything").Types {
		if decl.Recursive {
			t.Errorf("%s is recursive", decl.Name)
		}
	}
}
