package clientweb

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestFilesTellWhetherThePageWasBuilt(t *testing.T) {
	t.Parallel()
	placeholder := fstest.MapFS{"dist/.gitkeep": {}}
	if _, built := page(placeholder); built {
		t.Error("a placeholder alone counts as a built page")
	}

	files, built := page(fstest.MapFS{"dist/.gitkeep": {}, "dist/index.html": {Data: []byte("<!doctype html>")}})
	if !built {
		t.Fatal("a built page does not count as built")
	}
	if _, err := fs.ReadFile(files, "index.html"); err != nil {
		t.Errorf("the page is not at the root: %v", err)
	}
}

// A build that removed the placeholder would break `go build` on the next fresh checkout.
func TestPlaceholderIsEmbedded(t *testing.T) {
	t.Parallel()
	files, _ := Files()
	if _, err := fs.Stat(files, ".gitkeep"); err != nil {
		t.Error(err)
	}
}
