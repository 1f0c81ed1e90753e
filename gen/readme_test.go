package main

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeIsTrue runs the contract that the README shows, and looks for every verb in it.
func TestReadmeIsTrue(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```yaml\n")
	if len(blocks) != 3 {
		t.Fatalf("%d blocks of YAML", len(blocks)-1)
	}
	contract, _, _ := strings.Cut(blocks[1], "```")
	outputs, _, _ := strings.Cut(blocks[2], "```")
	contract = strings.Replace(contract, "include: [types/money.yaml]", "", 1) + outputs
	if code, _, stderr := command(t, contract, "generate", "-f", "-"); code != exitFine || stderr != "" {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	for _, v := range verbs() {
		if !strings.Contains(string(text), "| `"+v.name) {
			t.Errorf("no row for %s", v.name)
		}
	}
}
