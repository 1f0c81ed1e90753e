// Package lint finds what is allowed in a contract and still worth a second look. It changes nothing
// and knows no target language.
package lint

import (
	"fmt"
	"slices"

	"eventwire/gen/internal/schema"
)

// rule is one thing that lint looks for.
type rule struct {
	name  string
	find  func(c *schema.Contract, report reporter)
	about string // what it finds, for the help of the verb
}

// reporter takes a finding: its place, what is wrong, and what to write instead.
type reporter func(pos schema.Position, hint, format string, args ...any)

func rules() []rule {
	return []rule{
		{"missing-doc", missingDoc, "an event or a type without a doc"},
		{"event-case", eventCase, "a part of an event's name that is not camelCase"},
		{"field-case", fieldCase, "a field's name that is not camelCase"},
		{"prototype-name", prototypeName, "a field whose name every JavaScript object already has"},
		{"unbounded-string", unboundedString, "a string without maxLength in what clients send"},
		{"unbounded-bytes", unboundedBytes, "bytes without maxLength in what clients send"},
		{"unbounded-list", unboundedList, "a list or a map without a maximum in what clients send"},
		{"unbounded-json", unboundedJSON, "json in what clients send, unless the event has maxBytes"},
		{"unused-type", unusedType, "a type that no event uses"},
		{"unused-outputs", unusedOutputs, "a contract that writes nothing"},
		{"missing-example", missingExample, "an event that clients send without an example"},
	}
}

// Rules lists the rules with what each finds, in the order of their use.
func Rules() (names, abouts []string) {
	for _, r := range rules() {
		names, abouts = append(names, r.name), append(abouts, r.about)
	}
	return names, abouts
}

// Run gives the findings of every rule that the contract does not turn off, as warnings without the text of their line,
// and an error for every rule that it turns off and that does not exist. The order is that of the rules.
func Run(c *schema.Contract) []schema.Diagnostic {
	var found []schema.Diagnostic
	names, _ := Rules()
	for _, off := range c.LintOff {
		if !slices.Contains(names, off.Rule) {
			found = append(found, schema.Diagnostic{
				Pos: off.Pos, Rule: "lint", Severity: schema.Error,
				Message: fmt.Sprintf("there is no lint rule %q%s", off.Rule, schema.DidYouMean(off.Rule, names)),
			})
		}
	}
	for _, r := range rules() {
		if slices.ContainsFunc(c.LintOff, func(off schema.LintOff) bool { return off.Rule == r.name }) {
			continue
		}
		r.find(c, func(pos schema.Position, hint, format string, args ...any) {
			found = append(found, schema.Diagnostic{
				Pos: pos, Rule: r.name, Severity: schema.Warning, Message: fmt.Sprintf(format, args...), Hint: hint,
			})
		})
	}
	return found
}
