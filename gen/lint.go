package main

import (
	"fmt"
	"strings"

	"eventwire/gen/internal/lint"
	"eventwire/gen/internal/schema"
)

func lintVerb() verb {
	var details strings.Builder
	details.WriteString("Rules:\n")
	names, abouts := lint.Rules()
	for i, name := range names {
		fmt.Fprintf(&details, "  %-17s %s\n", name, abouts[i])
	}
	details.WriteString("\nA rule is turned off in the contract, with a reason:\n  lint:\n    off:\n      missing-doc: The wiki documents these events.")
	return verb{
		name:    "lint",
		summary: "finds what is allowed in a contract and still worth a second look",
		details: details.String(),
		run:     (*session).lint,
	}
}

func (s *session) lint([]string) int {
	contract, from, code := s.load()
	if contract == nil {
		return code
	}
	findings := lint.Run(contract)
	if len(findings) == 0 {
		return exitFine
	}
	schema.Quote(findings, contract.Sources)
	s.report(from, schema.SortDiagnostics(findings, []string{contract.File}))
	return exitContract
}
