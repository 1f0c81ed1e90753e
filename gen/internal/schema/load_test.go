package schema

import (
	"os"
	"testing"
)

func TestShippedContractLoads(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../../../events.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, diagnostics := Load("events.yaml", src, os.ReadFile)
	for _, d := range diagnostics {
		t.Error(d)
	}
	if c == nil {
		t.Fatal("no contract")
	}
	if len(c.Events) != 17 || len(c.Types) != 6 {
		t.Errorf("got %d events and %d types, want 17 and 6", len(c.Events), len(c.Types))
	}
}
