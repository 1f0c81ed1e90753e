package main

import (
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

func diagnosticAt(line string, column, width int) schema.Diagnostic {
	return schema.Diagnostic{
		Pos: schema.Position{File: "events.yaml", Line: 7, Column: column}, Width: width,
		Rule: "rule", Message: "what is wrong", Hint: "what to write instead", Source: line,
	}
}

func TestDiagnosticsLookLikeACompilers(t *testing.T) {
	t.Parallel()
	got := painter{}.diagnostic(diagnosticAt("  A: { maxlen: 5 }", 8, 6))
	want := "events.yaml:7:8: error: what is wrong [rule]\n" +
		"    7 |   A: { maxlen: 5 }\n" +
		"      |        ^^^^^^\n" +
		"      = what to write instead\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestColoursAreForTerminals(t *testing.T) {
	t.Parallel()
	d := diagnosticAt("  A: x", 6, 1)
	if got := (painter{colour: true}).diagnostic(d); !strings.Contains(got, "\x1b[1;31merror:\x1b[0m") {
		t.Errorf("no red in %q", got)
	}
	if got := (painter{}).diagnostic(d); strings.Contains(got, "\x1b") {
		t.Errorf("colours in %q", got)
	}
	if isTerminal(&strings.Builder{}) {
		t.Error("a buffer is no terminal")
	}
}

func TestCaretStandsUnderItsPlace(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 500)
	for name, row := range map[string]struct {
		line          string
		column, width int
		wantLine      string
		wantCaret     string
	}{
		"after a tab":         {"\tname: x", 2, 4, "\tname: x", "\t^^^^"},
		"after wide letters":  {"日本: x", 5, 1, "日本: x", "      ^"},
		"after an accent":     {"e\u0301: x", 5, 1, "e\u0301: x", "   ^"},
		"under wide letters":  {"a: 日本", 4, 2, "a: 日本", "   ^^^^"},
		"after an escape":     {"\x1b[31m: x", 8, 1, "␛[31m: x", "       ^"},
		"after a turn":        {"\u202ea: x", 5, 1, "\ufffda: x", "    ^"},
		"at the end":          {"name:", 6, 1, "name:", "     ^"},
		"beyond the end":      {"name:", 60, 3, "name:", "     ^"},
		"wider than the line": {"name:", 3, 90, "name:", "  ^^^"},
		"far out":             {long + " here", 502, 4, "…" + strings.Repeat("x", 39) + " here", strings.Repeat(" ", 41) + "^^^^"},
		"a long line":         {"here " + long, 1, 4, "here " + strings.Repeat("x", 115) + "…", "^^^^"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := strings.Split(painter{}.diagnostic(diagnosticAt(row.line, row.column, row.width)), "\n")
			if got := strings.TrimPrefix(lines[1], "    7 | "); got != row.wantLine {
				t.Errorf("got line %q, want %q", got, row.wantLine)
			}
			if got := strings.TrimPrefix(lines[2], "      | "); got != row.wantCaret {
				t.Errorf("got caret %q, want %q", got, row.wantCaret)
			}
		})
	}
}

func TestWhatTheContractSaysIsShownAndNotObeyed(t *testing.T) {
	t.Parallel()
	_, _, stderr := command(t, "version: 1\nname: chat\n\"\\e[2J\": 1\n", "check", "-f", "-")
	if strings.Contains(stderr, "\x1b") || !strings.Contains(stderr, `unknown key "␛[2J"`) {
		t.Errorf("the message is %q", stderr)
	}
}
