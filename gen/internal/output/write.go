package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ForeignError says which files are in the way. Nothing was written.
type ForeignError struct{ Paths []string }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("nothing was written: eventwire did not write %s and does not overwrite what it did not write; move it away, or set another path under `outputs`",
		strings.Join(e.Paths, ", "))
}

// Write brings the disk to what Compare found that it should be: all of it or, where an error comes back, none.
// Files that are current are not touched. A file that is generated no longer is removed, unless it was edited since.
func Write(root string, changes []Change) error {
	var foreign []string
	for _, c := range changes {
		if c.State == Foreign {
			foreign = append(foreign, c.Path)
		}
	}
	if len(foreign) > 0 {
		return &ForeignError{Paths: foreign}
	}
	t := &transaction{root: root}
	if err := t.run(changes); err != nil {
		return errors.Join(err, t.undo())
	}
	return t.finish(changes)
}

// transaction is one Write: first every new content in a temporary file beside its target, then the renames.
type transaction struct {
	root    string
	folders []string  // that it made, outer ones first
	staged  []staged  // temporary files, not yet in place
	renamed []renamed // targets that have their new content
}

type staged struct{ temporary, target string }

type renamed struct {
	target string
	before []byte // nil where nothing was there
}

func (t *transaction) path(name string) string {
	return filepath.Join(t.root, filepath.FromSlash(name))
}

func (t *transaction) run(changes []Change) error {
	before := make(map[string][]byte)
	for _, c := range changes {
		if c.Want == nil || c.State == Current {
			continue
		}
		target := t.path(c.Path)
		before[target] = c.Have
		if err := t.makeFolder(filepath.Dir(target)); err != nil {
			return err
		}
		if err := t.stage(target, c.Want); err != nil {
			return err
		}
	}
	for len(t.staged) > 0 {
		s := t.staged[0]
		if err := os.Rename(s.temporary, s.target); err != nil {
			return err
		}
		t.staged = t.staged[1:]
		t.renamed = append(t.renamed, renamed{s.target, before[s.target]})
	}
	return nil
}

func (t *transaction) makeFolder(folder string) error {
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	if parent := filepath.Dir(folder); parent != folder {
		if err := t.makeFolder(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	} else if err == nil {
		t.folders = append(t.folders, folder)
	}
	return nil
}

func (t *transaction) stage(target string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(target), ".eventwire-*")
	if err != nil {
		return err
	}
	t.staged = append(t.staged, staged{f.Name(), target})
	_, err = f.Write(content)
	return errors.Join(err, f.Chmod(0o644), f.Close())
}

// undo takes everything back.
func (t *transaction) undo() error {
	var errs []error
	for _, s := range t.staged {
		errs = append(errs, os.Remove(s.temporary))
	}
	for _, r := range t.renamed {
		if r.before == nil {
			errs = append(errs, os.Remove(r.target))
		} else {
			errs = append(errs, os.WriteFile(r.target, r.before, 0o644))
		}
	}
	for i := len(t.folders) - 1; i >= 0; i-- {
		errs = append(errs, os.Remove(t.folders[i]))
	}
	return errors.Join(errs...)
}

// finish removes what is generated no longer, and the folders that it leaves empty.
func (t *transaction) finish(changes []Change) error {
	var errs []error
	for _, c := range changes {
		if c.State != Leftover {
			continue
		}
		target := t.path(c.Path)
		if err := os.Remove(target); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
			continue
		}
		root := filepath.Clean(t.root)
		for folder := filepath.Dir(target); folder != root && os.Remove(folder) == nil; folder = filepath.Dir(folder) {
		}
	}
	return errors.Join(errs...)
}
