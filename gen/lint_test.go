package main

import (
	"strings"
	"testing"
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
