// Package output turns generated files in memory into files on disk: all of them or none.
package output

// File is one generated file.
type File struct {
	Path    string // relative to the contract's folder, with forward slashes
	Content []byte // whole, with its header line; the caller must not change it afterwards
}
