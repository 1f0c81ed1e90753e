package output

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// State says how a file on disk stands to the one that would be generated.
type State int

// The states.
const (
	Current  State = iota // the same
	Missing               // not there
	Stale                 // as an earlier run wrote it
	Edited                // an earlier run wrote it, and somebody changed it since
	Foreign               // there, and not written by eventwire: never touched
	Leftover              // an earlier run wrote it, and nothing writes it any more
)

// String says the state as a reader of messages wants it: "generated/x.go is out of date".
func (s State) String() string {
	return [...]string{
		"is current", "is missing", "is out of date", "was edited by hand",
		"is in the way: eventwire did not write it", "is generated no longer",
	}[s]
}

// Change is a generated file and what is on disk in its place.
type Change struct {
	Path  string // relative to the contract's folder, with forward slashes
	State State
	Have  []byte // nil where nothing is there
	Want  []byte // nil for Leftover
}

// Compare finds what a Write would change, in the order of paths. It takes the contents of files over: they are nil afterwards, for a
// large contract's are a large part of all memory. root is the contract's folder and source its file name, as the headers say it.
// folders are searched, with all that is below them, for files of the same contract that nothing writes any more;
// node_modules, hidden folders and what does not carry our header are passed over.
func Compare(root, source string, files []File, folders []string) ([]Change, error) {
	changes := make([]Change, 0, len(files))
	wanted := make(map[string]string, len(files))
	for i, file := range files {
		if !fs.ValidPath(file.Path) || !filepath.IsLocal(filepath.FromSlash(file.Path)) {
			return nil, fmt.Errorf("cannot write to %q: it is not below the contract's folder", file.Path)
		}
		key := strings.ToLower(file.Path)
		if twice, ok := wanted[key]; ok {
			return nil, fmt.Errorf("two outputs would be the same file: %s and %s", twice, file.Path)
		}
		wanted[key] = file.Path
		want, err := stamp(file, source)
		if err != nil {
			return nil, err
		}
		files[i].Content = nil
		change, err := compare(root, file.Path, want)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	leftovers, err := leftovers(root, source, folders, wanted)
	if err != nil {
		return nil, err
	}
	changes = append(changes, leftovers...)
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return changes, nil
}

func compare(root, name string, want []byte) (Change, error) {
	change := Change{Path: name, Want: want}
	full := filepath.Join(root, filepath.FromSlash(name))
	info, err := os.Lstat(full)
	if errors.Is(err, fs.ErrNotExist) {
		change.State = Missing
		return change, nil
	}
	if err != nil {
		return Change{}, err
	}
	if !info.Mode().IsRegular() {
		change.State = Foreign
		return change, nil
	}
	if change.Have, err = os.ReadFile(full); err != nil {
		return Change{}, err
	}
	h, ours := findHeader(change.Have)
	switch {
	case !ours:
		change.State = Foreign
	case bytes.Equal(unixLines(change.Have), want):
		change.State = Current
	case h.hash != hash(bare(change.Have, h)):
		change.State = Edited
	default:
		change.State = Stale
	}
	return change, nil
}

func leftovers(root, source string, folders []string, wanted map[string]string) ([]Change, error) {
	var found []Change
	seen := make(map[string]bool)
	for _, folder := range folders {
		start := filepath.Join(root, filepath.FromSlash(folder))
		err := filepath.WalkDir(start, func(full string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if entry.IsDir() {
				if full != start && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".")) {
					return filepath.SkipDir
				}
				return nil
			}
			relative, err := filepath.Rel(root, full)
			if err != nil {
				return err
			}
			name := path.Clean(filepath.ToSlash(relative))
			if _, isWanted := wanted[strings.ToLower(name)]; isWanted || seen[name] || !entry.Type().IsRegular() {
				return nil
			}
			seen[name] = true
			content, err := os.ReadFile(full)
			if err != nil {
				return err
			}
			if h, ours := findHeader(content); ours && h.source == source && h.hash != "" {
				state := Leftover
				if h.hash != hash(bare(content, h)) {
					state = Edited
				}
				found = append(found, Change{Path: name, State: state, Have: content})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
