package schema

import (
	"strconv"
	"strings"
	"testing"
)

// TestHostileContractsEnd loads contracts that are made to take long: each ends, with the diagnostic that says why.
func TestHostileContractsEnd(t *testing.T) {
	t.Parallel()
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.NewReplacer("#i", strconv.Itoa(i), "#j", strconv.Itoa(i+1)).Replace(format))
		}
		return b.String()
	}
	rows := map[string]struct{ types, want string }{
		"unknown names":     {many(20_000, "  A#i: NoSuchType#i\n"), "there is no type"},
		"a long alias":      {many(20_000, "  A#i: A#j\n") + "  A20000: A0\n", "stands for itself"},
		"a long cycle":      {many(20_000, "  A#i: { fields: { a: A#j } }\n") + "  A20000: A0\n", "no finite value"},
		"a wide lattice":    {many(60, "  A#i: { fields: { a: A#j, b: A#j, c: { list: A#j } } }\n") + "  A60: string\n", "is less than its shortest data"},
		"a deep lattice":    {many(200, "  A#i: { fields: { a: A#j, b: A#j } }\n") + "  A200: string\n", "levels deep"},
		"many fields":       {"  A: { fields: {" + many(5000, "f#i: int, ") + "} }\n", "5000 fields are too many"},
		"many enum values":  {"  A: { enum: [" + many(5000, "v#i, ") + "] }\n", "5000 enum values are too many"},
		"heavy patterns":    {many(5000, "  A#i: { type: string, maxLength: 9, pattern: '^([ab]?[bc]?[cd]?[de]?[ef]?){3}x#i$' }\n"), ""},
		"large repetitions": {"  A: { type: string, maxLength: 9, pattern: '(((a{30}){30}b?){30})*' }\n", ""},
		"many diagnostics":  {many(50_000, "  a#i: string\n"), "cannot be the name of a type"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := "version: 1\nname: x\ntypes:\n" + row.types + "clientToServer: { a: { maxBytes: 100000000, fields: { a: A0 } } }\n"
			_, diagnostics := Load("events.yaml", []byte(src), nil)
			var all strings.Builder
			for _, d := range diagnostics {
				all.WriteString(d.String() + "\n")
				if len(d.Message) > 2000 {
					t.Errorf("a message of %d bytes: %.200s", len(d.Message), d.Message)
				}
			}
			if !strings.Contains(all.String(), row.want) {
				t.Errorf("no %q in\n%.1000s", row.want, all.String())
			}
			if len(diagnostics) > MaxDiagnostics {
				t.Errorf("%d diagnostics", len(diagnostics))
			}
		})
	}
}
