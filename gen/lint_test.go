package main

import (
	"encoding/json"
	"strings"
	"testing"

	"eventwire/gen/internal/lint"
)

func TestLintFindings(t *testing.T) {
	t.Parallel()
	code, _, stderr := command(t, "", "lint", "-f", "testdata/lint/events.yaml")
	if code != exitContract {
		t.Errorf("exit code %d", code)
	}
	golden(t, "testdata/lint/events.txt", []byte(stderr))
}

func TestShippedContractHasNoLint(t *testing.T) {
	t.Parallel()
	if code, stdout, stderr := command(t, "", "lint", "-f", "../events.yaml"); code != exitFine || stdout+stderr != "" {
		t.Errorf("exit code %d, %s%s", code, stdout, stderr)
	}
}

func TestLintRulesAreTurnedOff(t *testing.T) {
	t.Parallel()
	contract := "version: 1\nname: x\nlint: { off: { missing-doc: Because. } }\nserverToClient: { a: {} }\n"
	if code, _, stderr := command(t, contract, "lint", "-f", "-"); code != exitFine {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if code, _, stderr := command(t, strings.Replace(contract, "missing-doc", "event-case", 1), "lint", "-f", "-"); code != exitContract {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

// lintCases holds for each rule a contract that breaks it, and no other but for some that are turned off in all of them.
func lintCases() map[string]string {
	return map[string]string{
		"missing-doc":      "serverToClient: { a: {} }\n",
		"event-case":       "serverToClient: { a_b: { doc: A. } }\n",
		"field-case":       "serverToClient: { a: { doc: A., fields: { a_b: string } } }\n",
		"prototype-name":   "serverToClient: { a: { doc: A., fields: { toString: string } } }\n",
		"unbounded-string": "clientToServer: { a: { doc: A., fields: { b: string }, examples: [{ b: c }] } }\n",
		"unbounded-bytes":  "clientToServer: { a: { doc: A., fields: { b: bytes }, examples: [{ b: \"\" }] } }\n",
		"unbounded-list":   "clientToServer: { a: { doc: A., fields: { b: { list: int } }, examples: [{ b: [] }] } }\n",
		"unbounded-json":   "clientToServer: { a: { doc: A., fields: { b: json }, examples: [{ b: 1 }] } }\n",
		"unused-type":      "types: { B: { type: string, doc: B. } }\n",
		"unused-outputs":   "outputs: { go: false, typescript: false, asyncapi: false, jsonSchema: false, yamlSchema: false }\n",
		"missing-example":  "clientToServer: { a: { doc: A., fields: { b: int } } }\n",
	}
}

// TestEveryLintRuleIsTurnedOffWithAReason takes each rule that there is: it finds something, finds nothing once it is turned off with a
// reason, and turning it off without one is a mistake of the contract, with its place.
func TestEveryLintRuleIsTurnedOffWithAReason(t *testing.T) {
	t.Parallel()
	rules, _ := lint.Rules()
	cases := lintCases()
	if len(cases) != len(rules) {
		t.Errorf("%d cases, %d rules", len(cases), len(rules))
	}
	for _, rule := range rules {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			contract, ok := cases[rule]
			if !ok {
				t.Fatal("there is no contract that breaks this rule")
			}
			said := func(lint string) (code int, found []jsonDiagnostic) {
				t.Helper()
				code, stdout, stderr := command(t, "version: 1\nname: x\n"+lint+contract, "lint", "--json", "-f", "-")
				if stderr != "" {
					t.Errorf("standard error has %s", stderr)
				}
				for line := range strings.Lines(stdout) {
					var d jsonDiagnostic
					if err := json.Unmarshal([]byte(line), &d); err != nil {
						t.Fatal(err)
					}
					found = append(found, d)
				}
				return code, found
			}
			if code, found := said(""); code != exitContract || len(found) != 1 || found[0].Rule != rule || found[0].Severity != "warning" {
				t.Errorf("on: exit code %d, %+v", code, found)
			}
			if code, found := said("lint:\n  off:\n    " + rule + ": The reason.\n"); code != exitFine || found != nil {
				t.Errorf("off with a reason: exit code %d, %+v", code, found)
			}
			for _, reason := range []string{"", " ~", ` ""`, ` "  "`} {
				code, found := said("lint:\n  off:\n    " + rule + ":" + reason + "\n")
				if code != exitContract || len(found) != 1 || found[0].Rule != "lint" || found[0].Severity != "error" || found[0].Line != 5 || found[0].Column != 5 ||
					found[0].Message != rule+" is turned off without a reason" {
					t.Errorf("off with the reason %q: exit code %d, %+v", reason, code, found)
				}
			}
		})
	}
}
