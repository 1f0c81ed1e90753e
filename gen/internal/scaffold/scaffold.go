// Package scaffold holds the project that `init` begins: a contract, a program that answers its events and a test.
package scaffold

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed project/*.tmpl
var project embed.FS

// Files gives the files of a new project by their path in it. name is the project's, the contract's and the Go module's name:
// lower-case letters, digits and single hyphens.
func Files(name string) (map[string]string, error) {
	entries, err := fs.ReadDir(project, "project")
	if err != nil {
		return nil, err
	}
	files := make(map[string]string, len(entries))
	for _, entry := range entries {
		text, err := fs.ReadFile(project, "project/"+entry.Name())
		if err != nil {
			return nil, err
		}
		path := strings.TrimSuffix(entry.Name(), ".tmpl")
		if path == "gitignore" {
			path = ".gitignore"
		}
		files[path] = strings.ReplaceAll(string(text), "PROJECT", name)
	}
	return files, nil
}

// Write puts files into a folder that does not exist yet, or is empty. The folder appears with all of them, or not at all.
// finish, which may add to them, is called before it appears, with the folder that will become it.
func Write(folder string, files map[string]string, finish func(folder string) error) (err error) {
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty; nothing was written", folder)
	} else if err != nil && !os.IsNotExist(err) {
		return err
	}
	parent := filepath.Dir(filepath.Clean(folder))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(parent, ".eventwire-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(temporary)
		}
	}()
	if err := os.Chmod(temporary, 0o755); err != nil {
		return err
	}
	for path, text := range files {
		if err := os.WriteFile(filepath.Join(temporary, path), []byte(text), 0o644); err != nil {
			return err
		}
	}
	if err := finish(temporary); err != nil {
		return err
	}
	if err := os.Remove(folder); err != nil && !os.IsNotExist(err) {
		return err
	}
	return os.Rename(temporary, folder)
}
