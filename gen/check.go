package main

import (
	"encoding/json"
	"fmt"

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
	var findings []finding
	for _, c := range changes {
		if c.State != output.Current {
			findings = append(findings, finding{from.display + c.Path, stateName(c.State), c.Diff(12)})
		}
	}
	if len(findings) == 0 {
		return exitFine
	}
	if s.json {
		encoder := json.NewEncoder(s.stdout)
		for _, f := range findings {
			_ = encoder.Encode(f)
		}
		return exitContract
	}
	for i, c := range changes {
		_ = i
		if c.State == output.Current {
			continue
		}
		fmt.Fprintf(s.stderr, "%s%s %s\n", from.display, c.Path, c.State)
		if c.State == output.Stale || c.State == output.Edited {
			fmt.Fprint(s.stderr, c.Diff(12))
		}
	}
	command := "go generate ./..."
	if s.file != "" {
		command = program + " generate -f " + s.file
	}
	fmt.Fprintf(s.stderr, "%d of %d generated files differ; run `%s`\n", len(findings), len(changes), command)
	return exitContract
}

func stateName(s output.State) string {
	return [...]string{"current", "missing", "stale", "edited", "foreign", "leftover"}[s]
}
