package output

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// fileOf is a generated file of a contract.
func fileOf(source, path string) File {
	return File{Path: path, Content: []byte("// " + Header(source) + "\n\npackage x\n")}
}

// generateIn writes the files of a contract, which exists in the folder.
func generateIn(t *testing.T, root, source string, files ...File) {
	t.Helper()
	put(t, root, source, "version: 1\n")
	changes, _, err := Compare(root, source, slices.Clone(files))
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(t.Context(), root, changes); err != nil {
		t.Fatal(err)
	}
}

func exists(t *testing.T, root, name string) bool {
	t.Helper()
	_, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

func TestWhatMovedAwayLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "api/go/a.go"), fileOf("events.yaml", "docs/events.json"))
	put(t, root, "docs/mine.md", "# mine\n")
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "internal/events/a.go"))
	if exists(t, root, "api") || exists(t, root, "docs/events.json") {
		t.Error("the files in the old folders stay")
	}
	if !exists(t, root, "docs/mine.md") || !exists(t, root, "internal/events/a.go") {
		t.Error("too much was removed")
	}
}

func TestCopiesAreNobodysLeftovers(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	file := fileOf("events.yaml", "generated/a.go")
	generateIn(t, root, "events.yaml", file)
	copies := []string{"generated.bak/a.go", "generated/copy.go", "web/src/generated/a.go", "node_modules/x/a.go", ".cache/a.go"}
	for _, name := range copies {
		put(t, root, name, read(t, root, "generated/a.go"))
	}
	generateIn(t, root, "events.yaml", file)
	for _, name := range copies {
		if !exists(t, root, name) {
			t.Errorf("the copy %s was removed", name)
		}
	}
}

func TestContractsKeepTheirHandsOffEachOther(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "generated/a.go"), fileOf("events.yaml", "shop/docs/a.json"))
	generateIn(t, root, "shop.yaml", fileOf("shop.yaml", "generated/shop/a.go"))
	shop := filepath.Join(root, "shop")
	generateIn(t, shop, "events.yaml", fileOf("events.yaml", "generated/a.go"), fileOf("events.yaml", "docs/b.json"))
	for range 2 {
		generateIn(t, root, "events.yaml", fileOf("events.yaml", "generated/a.go"), fileOf("events.yaml", "shop/docs/a.json"))
		generateIn(t, root, "shop.yaml", fileOf("shop.yaml", "generated/shop/a.go"))
		generateIn(t, shop, "events.yaml", fileOf("events.yaml", "generated/a.go"), fileOf("events.yaml", "docs/b.json"))
	}
	for _, name := range []string{"generated/a.go", "generated/shop/a.go", "shop/generated/a.go", "shop/docs/a.json", "shop/docs/b.json"} {
		if !exists(t, root, name) {
			t.Errorf("%s is gone", name)
		}
	}
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "generated/a.go"))
	if exists(t, root, "shop/docs/a.json") || !exists(t, root, "shop/docs/b.json") {
		t.Error("the outer contract took the inner one's file for its own, or left its own")
	}
}

func TestWhatAnotherContractWritesIsNotOverwritten(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "generated/a.go"))
	generateIn(t, filepath.Join(root, "shop"), "events.yaml", fileOf("events.yaml", "a.go"))
	for path, owner := range map[string]string{"generated/a.go": "events.yaml", "shop/a.go": "shop/events.yaml"} {
		before := read(t, root, path)
		changes, _, err := Compare(root, "other.yaml", []File{fileOf("other.yaml", path)})
		if err != nil {
			t.Fatal(err)
		}
		inTheWay := new(InTheWayError)
		if err := Write(t.Context(), root, changes); !errors.As(err, &inTheWay) || !slices.Equal(inTheWay.Taken, []string{path}) || inTheWay.Owner != owner {
			t.Errorf("%s: got %v, want an InTheWayError about %s", path, err, owner)
		}
		if read(t, root, path) != before {
			t.Errorf("%s was overwritten", path)
		}
	}
}

func TestARenamedContractTakesItsFilesAlong(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "generated/a.go"), fileOf("events.yaml", "old/b.go"))
	if err := os.Rename(filepath.Join(root, "events.yaml"), filepath.Join(root, "chat.yaml")); err != nil {
		t.Fatal(err)
	}
	generateIn(t, root, "chat.yaml", fileOf("chat.yaml", "generated/a.go"))
	if got := read(t, root, "generated/a.go"); !strings.Contains(got, "from chat.yaml as") {
		t.Errorf("a.go is %s", got)
	}
	if exists(t, root, "old") {
		t.Error("what the contract wrote under its old name stays")
	}
}

func TestAnEditedLeftoverIsToldAndKept(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "api/a.go"))
	put(t, root, "api/a.go", read(t, root, "api/a.go")+"// mine\n")
	changes, _, err := Compare(root, "events.yaml", []File{fileOf("events.yaml", "lib/a.go")})
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) != 2 || changes[0].Path != "api/a.go" || changes[0].State != Edited || changes[0].Want != nil {
		t.Errorf("got %+v", changes)
	}
	if err := Write(t.Context(), root, changes); err != nil {
		t.Fatal(err)
	}
	if !exists(t, root, "api/a.go") {
		t.Error("the edit is lost")
	}
}

func TestFilesMovedByHandAreStale(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "old/a.go"))
	if err := os.Rename(filepath.Join(root, "old"), filepath.Join(root, "new")); err != nil {
		t.Fatal(err)
	}
	if got := states(t, root, fileOf("events.yaml", "new/a.go")); got["new/a.go"] != Stale || len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestSymbolicLinks(t *testing.T) {
	t.Parallel()
	root, elsewhere := t.TempDir(), t.TempDir()
	// The contract's folder behind a link, an output behind a link, and a link that leads in a circle.
	link := filepath.Join(t.TempDir(), "link")
	for from, to := range map[string]string{link: root, filepath.Join(root, "generated"): elsewhere, filepath.Join(root, "circle"): root} {
		if err := os.Symlink(to, from); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	generateIn(t, link, "events.yaml", fileOf("events.yaml", "generated/a.go"), fileOf("events.yaml", "generated/old/b.go"), fileOf("events.yaml", "plain/c.go"))
	generateIn(t, link, "events.yaml", fileOf("events.yaml", "generated/a.go"))
	if !exists(t, elsewhere, "a.go") || exists(t, elsewhere, "old") || exists(t, root, "plain") {
		t.Error("what is left is not what is generated")
	}
}

func TestFailureBringsRemovedFilesBack(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "a/a.go"), fileOf("events.yaml", "b/b.go"))
	changes, _, err := Compare(root, "events.yaml", []File{fileOf("events.yaml", "c/c.go")})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(root, "b/b.go")); err != nil {
		t.Fatal(err)
	}
	put(t, root, "b/b.go/in/the/way", "")
	if err := Write(t.Context(), root, changes); err == nil {
		t.Fatal("no error")
	}
	if !exists(t, root, "a/a.go") || exists(t, root, "c") {
		t.Error("half of it was done")
	}
}

func TestInterruptedWriteTakesEverythingBack(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "a.go"))
	before := read(t, root, "a.go")
	changes, _, err := Compare(root, "events.yaml", []File{goFile("a.go", "package changed\n"), fileOf("events.yaml", "b/b.go")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Write(ctx, root, changes); err == nil {
		t.Error("no error")
	}
	if entries, err := os.ReadDir(root); err != nil || len(entries) != 2 || read(t, root, "a.go") != before {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestSearchEndsWhereThereIsTooMuch(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "a.go"))
	if err := os.MkdirAll(filepath.Join(root, "more/deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		put(t, root, fmt.Sprintf("more/%d.txt", i), "")
	}
	search := &leftovers{root: root, visited: make(map[string]bool), entries: mostEntries - 5}
	if _, whole, err := search.find(); whole || err != nil || search.visited["more/deep"] {
		t.Errorf("whole is %t, %v; %v was searched", whole, err, search.visited)
	}
}

func TestWhatAKilledRunLeftIsSwept(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	put(t, root, "generated/.eventwire-1", "half of a fi")
	put(t, root, "generated/.eventwire-2", "of a run that goes on")
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(root, "generated/.eventwire-1"), old, old); err != nil {
		t.Fatal(err)
	}
	generateIn(t, root, "events.yaml", fileOf("events.yaml", "generated/a.go"))
	if exists(t, root, "generated/.eventwire-1") || !exists(t, root, "generated/.eventwire-2") {
		t.Error("the wrong temporary files are left")
	}
}

// TestARunKilledAnywhereIsMendedByTheNext stops a Write after each of its steps, as a kill does: nothing is taken back.
func TestARunKilledAnywhereIsMendedByTheNext(t *testing.T) {
	t.Parallel()
	after := []File{goFile("a/a.go", "package changed\n"), goFile("b/b.go", "package changed\n"), goFile("c/c.go", "package c\n")}
	for steps := range 8 {
		root := t.TempDir()
		generateIn(t, root, "events.yaml", goFile("a/a.go", "package a\n"), goFile("b/b.go", "package b\n"), goFile("old/d.go", "package d\n"))
		changes, _, err := Compare(root, "events.yaml", slices.Clone(after))
		if err != nil {
			t.Fatal(err)
		}
		_ = (&transaction{root: root}).run(&killed{Context: t.Context(), steps: steps}, changes)
		for path, state := range states(t, root, after...) {
			if state == Edited || state == Foreign {
				t.Errorf("after %d steps %s %s", steps, path, state)
			}
		}
		generateIn(t, root, "events.yaml", after...)
		for path, state := range states(t, root, after...) {
			if state != Current {
				t.Errorf("after %d steps and another run %s %s", steps, path, state)
			}
		}
	}
}

// killed is a context that ends when it has been asked a number of times.
type killed struct {
	context.Context
	steps int
}

func (k *killed) Err() error {
	if k.steps--; k.steps < 0 {
		return context.Canceled
	}
	return nil
}
