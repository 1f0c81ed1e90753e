package schema

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says whether a diagnostic keeps anything from being written.
type Severity int

// The severities.
const (
	Error   Severity = iota // the contract is at fault: nothing is written
	Warning                 // lint found something that a reviewer would mention
)

// String is "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Diagnostic is one finding about a contract: where, what is wrong, and what to write instead.
type Diagnostic struct {
	Pos      Position
	Width    int    // code points that the caret underlines, at least 1
	Rule     string // stable name, "unknown-key"
	Severity Severity
	Message  string // what is wrong
	Hint     string // what to write instead; empty where the message says it
	Source   string // the whole line of text that Pos points into
}

// String is the finding on one line: "events.yaml:14:9: what is wrong; what to write instead".
func (d Diagnostic) String() string {
	s := fmt.Sprintf("%s: %s", d.Pos, d.Message)
	if d.Hint != "" {
		s += "; " + d.Hint
	}
	return s
}

// String is "events.yaml:14:9", or the file alone where there is no place in it.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// SortDiagnostics orders findings by place and drops repetitions.
// Files come in the order given; files that it does not name come last, by name.
func SortDiagnostics(diagnostics []Diagnostic, files []string) []Diagnostic {
	rank := make(map[string]int, len(files))
	for i, file := range files {
		rank[file] = i - len(files)
	}
	slices.SortStableFunc(diagnostics, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(rank[a.Pos.File], rank[b.Pos.File]),
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Severity, b.Severity),
		)
	})
	return slices.CompactFunc(diagnostics, func(a, b Diagnostic) bool {
		return a.Pos == b.Pos && a.Rule == b.Rule && a.Message == b.Message
	})
}
