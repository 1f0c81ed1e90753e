package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// InTheWayError says which files nothing was written because of.
type InTheWayError struct {
	Foreign []string // that eventwire did not write
	Taken   []string // that another contract writes
	Owner   string   // the contract of the first of Taken
}

func (e *InTheWayError) Error() string {
	if len(e.Foreign) > 0 {
		return fmt.Sprintf("nothing was written: eventwire did not write %s and does not overwrite what it did not write; move it away, or set another path under `outputs`", some(e.Foreign))
	}
	return fmt.Sprintf("nothing was written: %s belongs to the contract %s; set another path under `outputs` in one of the two", some(e.Taken), e.Owner)
}

// some lists names as far as a message should.
func some(names []string) string {
	const most = 3
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// Write brings the disk to what Compare found that it should be: all of it or, where an error comes back, none. When ctx ends it stops
// and takes everything back. Files that are current are not touched. A file that is generated no longer is removed, unless
// it was edited since.
func Write(ctx context.Context, root string, changes []Change) error {
	inTheWay := &InTheWayError{}
	for _, c := range changes {
		switch c.State {
		case Foreign:
			inTheWay.Foreign = append(inTheWay.Foreign, c.Path)
		case Taken:
			inTheWay.Taken = append(inTheWay.Taken, c.Path)
			if inTheWay.Owner == "" {
				inTheWay.Owner = c.Owner
			}
		}
	}
	if len(inTheWay.Foreign)+len(inTheWay.Taken) > 0 {
		return inTheWay
	}
	t := &transaction{root: root}
	if err := t.run(ctx, changes); err != nil {
		return errors.Join(err, t.undo())
	}
	t.tidy(changes)
	return nil
}

// transaction is one Write: first every new content in a temporary file beside its target, then the renames.
type transaction struct {
	root    string
	folders []string  // that it made, outer ones first
	staged  []staged  // temporary files, not yet in place
	renamed []renamed // targets that have their new content, or are gone
}

type staged struct{ temporary, target string }

type renamed struct {
	target string
	before []byte // nil where nothing was there
}

func (t *transaction) path(name string) string {
	return filepath.Join(t.root, filepath.FromSlash(name))
}

func (t *transaction) run(ctx context.Context, changes []Change) error {
	before := make(map[string][]byte)
	swept := make(map[string]bool)
	for _, c := range changes {
		if c.Want == nil || c.State == Current {
			continue
		}
		target := t.path(c.Path)
		before[target] = c.Have
		folder := filepath.Dir(target)
		if err := t.makeFolder(folder); err != nil {
			return cannotWrite(target, err)
		}
		if !swept[folder] {
			sweep(folder)
			swept[folder] = true
		}
		if err := t.stage(target, c.Want); err != nil {
			return cannotWrite(target, err)
		}
		if ctx.Err() != nil {
			return errInterrupted
		}
	}
	for len(t.staged) > 0 {
		if ctx.Err() != nil {
			return errInterrupted
		}
		s := t.staged[0]
		if err := os.Rename(s.temporary, s.target); err != nil {
			return cannotWrite(s.target, err)
		}
		t.staged = t.staged[1:]
		t.renamed = append(t.renamed, renamed{s.target, before[s.target]})
	}
	for _, c := range changes {
		if c.State != Leftover {
			continue
		}
		if err := os.Remove(t.path(c.Path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w; nothing was written", err)
		}
		t.renamed = append(t.renamed, renamed{t.path(c.Path), c.Have})
	}
	return nil
}

var errInterrupted = errors.New("interrupted; nothing was written")

// cannotWrite names the file that was to be written instead of the temporary one, and what is in its way.
func cannotWrite(target string, err error) error {
	if wrong := notAFolder(target); wrong != "" {
		return fmt.Errorf("cannot write %s: %s; nothing was written", target, wrong)
	}
	return fmt.Errorf("cannot write %s: %w; nothing was written", target, cause(err))
}

// cause is what the system says of a file, without the file's name.
func cause(err error) error {
	path, link := new(fs.PathError), new(os.LinkError)
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// notAFolder says which of the places that a file is below is no folder; "" where all of them are, or are not there.
func notAFolder(file string) string {
	for place, up := filepath.Dir(file), ""; place != up; place, up = filepath.Dir(place), place {
		link, err := os.Lstat(place)
		if err != nil {
			continue
		}
		info, err := os.Stat(place)
		switch {
		case err != nil && link.Mode()&fs.ModeSymlink != 0:
			return place + " is a symbolic link that leads nowhere; mend it, or remove it"
		case err == nil && !info.IsDir():
			return place + " is a file, not a folder; move it away, or set another path under `outputs`"
		}
		return ""
	}
	return ""
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

// temporary is the pattern of names under which new content waits for its rename.
const temporary = ".eventwire-*"

// sweep removes what a run that was killed left in a folder. Younger files may belong to a run that goes on.
func sweep(folder string) {
	abandoned, _ := filepath.Glob(filepath.Join(folder, temporary)) // the pattern is well-formed
	for _, name := range abandoned {
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > time.Minute {
			_ = os.Remove(name)
		}
	}
}

func (t *transaction) stage(target string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(target), temporary)
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

// tidy removes the folders that nothing is left in, but no symbolic link to one.
func (t *transaction) tidy(changes []Change) {
	root := filepath.Clean(t.root)
	for _, c := range changes {
		if c.State != Leftover {
			continue
		}
		for folder := filepath.Dir(t.path(c.Path)); folder != root; folder = filepath.Dir(folder) {
			if info, err := os.Lstat(folder); err != nil || !info.IsDir() || os.Remove(folder) != nil {
				break
			}
		}
	}
}
