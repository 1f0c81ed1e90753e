package main

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

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
	changes, err := compare(contract, from)
	if err != nil {
		return s.misuse("%v", err)
	}
	for _, c := range changes {
		if c.State != output.Edited {
			continue
		}
		if c.Want == nil {
			fmt.Fprintf(s.stderr, "%s%s is generated no longer, but was edited by hand; it stays, remove it yourself\n", from.display, c.Path)
		} else {
			fmt.Fprintf(s.stderr, "%s%s was edited by hand; it is generated again, and the edit is gone\n", from.display, c.Path)
		}
	}
	if err := output.Write(from.root, changes); err != nil {
		return s.misuse("%v", err)
	}
	return exitFine
}

// compare generates everything in memory and finds what on disk differs from it.
func compare(contract *schema.Contract, from source) ([]output.Change, error) {
	files, err := files(contract)
	if err != nil {
		return nil, err
	}
	return output.Compare(from.root, from.name, files, folders(contract.Outputs))
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

// folders are where an earlier run may have left files: everywhere that this contract writes to, and the default.
func folders(outputs schema.Outputs) []string {
	found := []string{"generated"}
	for _, folder := range []string{outputs.Go, outputs.TypeScript, path.Dir(outputs.AsyncAPI), path.Dir(outputs.JSONSchema), path.Dir(outputs.YAMLSchema)} {
		if folder != "" && folder != "." && folder != "generated" && !strings.HasPrefix(folder, "generated/") {
			found = append(found, folder)
		}
	}
	return found
}
