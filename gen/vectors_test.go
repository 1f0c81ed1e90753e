package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestVectors(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := command(t, "", "vectors", "-f", "../events.yaml", "client.message", "server.info")
	if code != exitFine || stderr != "" {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != 2 {
		t.Fatalf("got %d lines", len(lines))
	}
	for _, line := range lines {
		var v jsonVectors
		if err := json.Unmarshal([]byte(line), &v); err != nil || len(v.Valid) == 0 || len(v.Invalid) == 0 || v.Invalid[0].Problems[0].Rule == "" {
			t.Errorf("%s: %v", line, err)
		}
	}
	if code, _, stderr := command(t, "", "vectors", "-f", "../events.yaml", "client.mesage"); code != exitCall || !strings.Contains(stderr, `did you mean "client.message"`) {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if code, _, _ := command(t, "", "vectors", "-f", "../events.yaml"); code != exitCall {
		t.Errorf("without an event: exit code %d", code)
	}
}
