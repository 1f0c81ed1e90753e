package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"eventwire/gen/internal/output"
)

func checkVerb() verb {
	return verb{
		name:    "check",
		summary: "tells whether everything generated is current; writes nothing",
		details: "It names every file that is out of date, was edited by hand, is missing or is left over,\nshows a short diff, and says the command that mends it.",
		run:     (*session).check,
	}
}

// finding is one line of `check --json`.
type finding struct {
	Path  string `json:"path"`
	State string `json:"state"`
	Diff  string `json:"diff,omitempty"`
}

func (s *session) check([]string) int {
	contract, from, code := s.load()
	if contract == nil {
		return code
	}
	if from.root == "" {
		return exitFine
	}
	changes, err := compare(contract, from)
	if err != nil {
		return s.misuse("%v", err)
	}
	differing := slices.DeleteFunc(changes, func(c output.Change) bool { return c.State == output.Current })
	if len(differing) == 0 {
		return exitFine
	}
	if s.json {
		encoder := json.NewEncoder(s.stdout)
		encoder.SetEscapeHTML(false)
		for _, c := range differing {
			_ = encoder.Encode(finding{from.display + c.Path, stateName(c.State), c.Diff(diffLines)})
		}
		return exitContract
	}
	shown := 0
	for _, c := range differing {
		if orphan := c.State == output.Edited && c.Want == nil; orphan {
			fmt.Fprintf(s.stderr, "%s%s is generated no longer, but was edited by hand; remove it yourself\n", from.display, c.Path)
			continue
		}
		fmt.Fprintf(s.stderr, "%s%s %s\n", from.display, c.Path, c.State)
		if shown < diffFiles && (c.State == output.Stale || c.State == output.Edited) {
			fmt.Fprint(s.stderr, c.Diff(diffLines))
			shown++
		}
	}
	command := program() + " generate"
	if s.file != "" {
		command += " -f " + s.file
	} else if program() == inRepository {
		command = "go generate ./..." // in every folder
	}
	first := ""
	if slices.ContainsFunc(differing, func(c output.Change) bool { return c.State == output.Foreign }) {
		first = "move away what is in the way, then "
	}
	fmt.Fprintf(s.stderr, "generated files that differ: %d; %srun `%s`\n", len(differing), first, command)
	return exitContract
}

// diffLines is how much check shows of a difference, and diffFiles of how many files.
const (
	diffLines = 12
	diffFiles = 5
)

func stateName(s output.State) string {
	return [...]string{"current", "missing", "stale", "edited", "foreign", "leftover"}[s]
}
