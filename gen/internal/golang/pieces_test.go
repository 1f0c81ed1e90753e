package golang

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

// TestPiecesAreFormattedAsTheWhole formats once more, whole, what was formatted in pieces. Docs may have what stands for a text on the way.
func TestPiecesAreFormattedAsTheWhole(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	doc := fmt.Sprintf("One.\n%s\n\n\t%[1]s\n\nTwo %[1]s.", apartMark)
	b.WriteString("version: 1\nname: large\ntypes:\n")
	for i := range 3 * perPiece {
		fmt.Fprintf(&b, "  Text%d: { type: string, maxLength: 9, pattern: '^a+$', doc: %q }\n  List%d: { list: Text%d, maxItems: 3 }\n", i, doc, i, i)
	}
	for _, section := range []string{"clientToServer", "serverToClient", "redis"} {
		fmt.Fprintf(&b, "%s:\n", section)
		for i := range 3 * perPiece {
			fmt.Fprintf(&b, "  %s:event%d: { doc: %q, fields: { text: Text%d, at: timestamp, longer?: { enum: [a, bcd], doc: %[5]q } } }\n", section, i, doc, i, apartMark)
		}
	}
	c, diagnostics := schema.Load("events.yaml", []byte(b.String()), nil)
	if c == nil {
		t.Fatal(diagnostics)
	}
	files, err := Generate(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		want, err := format.Source(file.Content)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(file.Content, want) {
			t.Errorf("%s is formatted in another way than as a whole", file.Path)
		}
	}
}
