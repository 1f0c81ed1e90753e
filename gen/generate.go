package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"eventwire/gen/internal/export"
	"eventwire/gen/internal/golang"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
	"eventwire/gen/internal/typescript"
)

func generateVerb() verb {
	return verb{
		name:    "generate",
		summary: "writes everything that the contract asks for",
		details: "All files are written, or none. Files that are current are not touched, files that\nnothing writes any more are removed, and files without our header are never overwritten.",
		run:     (*session).generate,
	}
}

func (s *session) generate([]string) int {
	contract, from, code := s.load()
	if contract == nil {
		return code
	}
	if from.root == "" {
		return exitFine // a contract from standard input is checked, and nothing is written
	}
	changes, err := s.compare(contract, from)
	if err != nil {
		return s.misuse("%v", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := output.Write(ctx, from.root, changes); err != nil {
		return s.misuse("%v", err)
	}
	removed := 0
	for _, c := range changes {
		switch {
		case c.State == output.Edited && c.Want == nil:
			s.note(from.display+c.Path, "edited-leftover", "is generated no longer, but was edited by hand; it stays, remove it yourself")
		case c.State == output.Edited:
			s.note(from.display+c.Path, "edited", "was edited by hand; it is generated again, and the edit is gone")
		case c.State == output.Leftover && s.json:
			s.note(from.display+c.Path, "leftover", "is generated no longer, and was removed")
		case c.State == output.Leftover:
			removed++
		}
	}
	if removed > 0 {
		fmt.Fprintf(s.stderr, "files that are generated no longer, and were removed: %d\n", removed)
	}
	return exitFine
}

// compare generates everything in memory and finds what on disk differs from it.
func (s *session) compare(contract *schema.Contract, from source) ([]output.Change, error) {
	files, err := files(contract)
	if err != nil {
		return nil, err
	}
	changes, whole, err := output.Compare(from.root, from.name, files)
	if err == nil && !whole {
		s.note(filepath.Clean(from.root), "too-many-files", "holds too many files to look through all of them for what is generated no longer")
	}
	return changes, err
}

// files gives every generated file, in memory. The targets know nothing of each other, so they are printed side by side.
func files(contract *schema.Contract) ([]output.File, error) {
	targets := []func(*schema.Contract) ([]output.File, error){golang.Generate, typescript.Generate, export.Generate}
	files, errs := make([][]output.File, len(targets)), make([]error, len(targets))
	var all sync.WaitGroup
	for i, generate := range targets {
		all.Go(func() { files[i], errs[i] = generate(contract) })
	}
	all.Wait()
	return slices.Concat(files...), errors.Join(errs...)
}
