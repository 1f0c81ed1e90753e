package golang

import (
	"bytes"
	"fmt"
	"go/format"
	"testing"
)

// TestPiecesAreFormattedAsTheWhole formats a large file whole and in pieces.
func TestPiecesAreFormattedAsTheWhole(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	b.WriteString("// Package x is large.\npackage x\n\nimport (\n\"fmt\"\n)\n\n")
	for i := range 10_000 {
		fmt.Fprintf(&b, "// C%d is a constant.\nconst C%[1]d = \"{\" // }\n\n// T%[1]d is a type.\n// It has two lines.\ntype T%[1]d struct {\n// A is a field.\nA int\nLonger   string `json:\"}\"`\n}\nvar v%[1]d = []int{\n1, 2} /* between */\n\n// M does something.\nfunc (t T%[1]d) M() {\nif t.A > 0 { // why\nfmt.Println( t )\n}\n}\nfunc short%[1]d() {}\n", i)
	}
	want, err := format.Source(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	got, err := gofmt(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(split(b.Bytes())) < 4 {
		t.Error("the file was not split")
	}
	if !bytes.Equal(got, want) {
		t.Error("the pieces are formatted in another way than the whole")
	}
}
