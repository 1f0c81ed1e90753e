// Package clientweb holds the built chat page inside the server binary.
package clientweb

import (
	"embed"
	"io/fs"
)

// dist always holds a placeholder, so that the server builds on a machine without Node.
//
//go:embed all:dist
var dist embed.FS

// Files returns what `npm run build` wrote, with index.html at the root, and whether
// it was run before the binary was built: without it there is no page to serve.
// The file system is read-only and safe for concurrent use.
func Files() (files fs.FS, built bool) {
	return page(dist)
}

func page(root fs.FS) (files fs.FS, built bool) {
	files, err := fs.Sub(root, "dist")
	if err != nil {
		return root, false
	}
	_, err = fs.Stat(files, "index.html")
	return files, err == nil
}
