package output

import (
	"bytes"
	"testing"
)

// FuzzHeader holds that what stamp writes findHeader reads back, whatever surrounds it, and that foreign bytes never
// pass for a current file.
func FuzzHeader(f *testing.F) {
	f.Add("// ", "\npackage x\n", "events.yaml")
	f.Add("{\n  \"$comment\": \"", "\"\n}\n", "a, sha256 0123456789abcdef")
	f.Add("<!-- ", " -->\r\n", "")
	f.Fuzz(func(t *testing.T, before, after, source string) {
		content := []byte(before + Header(source) + after)
		stamped, err := stamp(File{Path: "x.go", Content: content}, source)
		if err != nil {
			return // the header is too far down, or the text around it holds one of its own
		}
		h, ok := findHeader(stamped)
		if owner, known := h.owner("x.go"); !ok || !known || owner != source || h.hash != hash(bare(stamped, h)) {
			t.Fatalf("%q is stamped %q, and read back as %+v", content, stamped, h)
		}
		edited := append(bytes.Clone(stamped), 'x')
		if h, ok := findHeader(edited); ok && h.hash == hash(bare(edited, h)) {
			t.Errorf("an edit of %q goes unseen", stamped)
		}
	})
}
