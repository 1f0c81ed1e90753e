package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

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
	Owner string `json:"owner,omitempty"` // the contract that a taken file belongs to
}

func (s *session) check([]string) int {
	contract, from, code := s.load()
	if contract == nil {
		return code
	}
	if from.root == "" {
		return exitFine
	}
	changes, err := s.compare(contract, from)
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
			_ = encoder.Encode(finding{from.display + c.Path, stateName(c.State), c.Diff(diffLines), c.Owner})
		}
		return exitContract
	}
	shown, mends, inTheWay, edits := 0, 0, false, false
	for _, c := range differing {
		switch {
		case c.State == output.Edited && c.Want == nil:
			fmt.Fprintf(s.stderr, "%s%s is generated no longer, but was edited by hand; remove it yourself\n", from.display, c.Path)
			continue
		case c.State == output.Taken:
			fmt.Fprintf(s.stderr, "%s%s belongs to the contract %s%s; set another path under `outputs` in one of the two\n", from.display, c.Path, from.display, c.Owner)
			continue
		}
		mends++
		edits = edits || c.State == output.Edited
		inTheWay = inTheWay || c.State == output.Foreign
		fmt.Fprintf(s.stderr, "%s%s %s\n", from.display, c.Path, c.State)
		if shown < diffFiles && (c.State == output.Stale || c.State == output.Edited) {
			fmt.Fprint(s.stderr, c.Diff(diffLines))
			shown++
		}
	}
	fmt.Fprintf(s.stderr, "generated files that differ: %d", len(differing))
	if mends > 0 {
		first := ""
		if inTheWay {
			first = "move away what is in the way, then "
		}
		fmt.Fprintf(s.stderr, "; %srun `%s`", first, s.mending(from))
		if edits {
			fmt.Fprint(s.stderr, ", which discards the edits")
		}
	}
	fmt.Fprintln(s.stderr)
	return exitContract
}

// mending is the command that brings everything generated up to date, as it can be copied into a shell.
func (s *session) mending(from source) string {
	switch {
	case s.file != "":
		return program() + " generate -f " + shellWord(s.file)
	case program() != inRepository:
		return program() + " generate"
	case from.display != "":
		return "go -C " + shellWord(filepath.Clean(from.root)) + " generate ./..."
	}
	return "go generate ./..."
}

// shellWord quotes an argument where a shell would take it apart.
func shellWord(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/._-+@%:,=", r)
	}) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

// diffLines is how much check shows of a difference, and diffFiles of how many files.
const (
	diffLines = 12
	diffFiles = 5
)

func stateName(s output.State) string {
	return [...]string{"current", "missing", "stale", "edited", "foreign", "taken", "leftover"}[s]
}
