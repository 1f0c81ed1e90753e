package output

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
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
	Taken                 // another contract, which is still there, writes it: never touched
	Leftover              // an earlier run wrote it, and nothing writes it any more
)

// String says the state as a reader of messages wants it: "generated/x.go is out of date".
func (s State) String() string {
	return [...]string{
		"is current", "is missing", "is out of date", "was edited by hand",
		"is in the way: eventwire did not write it", "is in the way: another contract writes it", "is generated no longer",
	}[s]
}

// Change is a generated file and what is on disk in its place.
type Change struct {
	Path  string // relative to the contract's folder, with forward slashes
	State State
	Have  []byte // nil where nothing is there
	Want  []byte // nil for Leftover, and for Edited where nothing writes the file any more
	Owner string // for Taken: the other contract
}

// Compare finds what a Write would change, in the order of paths. It takes the contents of files over: they are nil afterwards, for a
// large contract's are a large part of all memory. root is the contract's folder and source its file name, as the headers say it.
// Everything below root is searched for what the same contract wrote before and does not write any more; see leftovers. whole
// is false where there was too much to search.
func Compare(root, source string, files []File) (changes []Change, whole bool, err error) {
	search := &leftovers{root: root, sources: map[string]bool{source: true}, wanted: make(map[string]string, len(files)), visited: make(map[string]bool)}
	for _, file := range files {
		if !fs.ValidPath(file.Path) || !filepath.IsLocal(filepath.FromSlash(file.Path)) {
			return nil, false, fmt.Errorf("cannot write to %q: it is not below the contract's folder", file.Path)
		}
		key := strings.ToLower(file.Path)
		if twice, ok := search.wanted[key]; ok {
			return nil, false, fmt.Errorf("two outputs would be the same file: %s and %s", twice, file.Path)
		}
		search.wanted[key] = file.Path
	}
	changes = make([]Change, len(files))
	predecessors, errs := make([]string, len(files)), make([]error, len(files))
	var all sync.WaitGroup
	comparing := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range files {
		comparing <- struct{}{}
		all.Go(func() {
			defer func() { <-comparing }()
			changes[i], predecessors[i], errs[i] = compare(root, source, files[i])
			files[i].Content = nil
		})
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, false, err
		}
		if predecessors[i] != "" {
			search.sources[predecessors[i]] = true
		}
	}
	found, whole, err := search.find()
	if err != nil {
		return nil, false, err
	}
	changes = append(changes, found...)
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return changes, whole, nil
}

// compare finds how one file stands. predecessor is the name of a contract of the same folder that wrote it and is gone: this one's former name.
func compare(root, source string, file File) (change Change, predecessor string, err error) {
	name := file.Path
	want, err := stamp(file, source)
	if err != nil {
		return Change{}, "", err
	}
	change = Change{Path: name, Want: want}
	full := filepath.Join(root, filepath.FromSlash(name))
	info, err := os.Lstat(full)
	if errors.Is(err, fs.ErrNotExist) {
		change.State = Missing
		return change, "", nil
	}
	if wrong := notAFolder(full); err != nil && wrong != "" {
		return Change{}, "", fmt.Errorf("cannot write %s: %s", full, wrong)
	} else if err != nil {
		return Change{}, "", err
	}
	if !info.Mode().IsRegular() {
		change.State = Foreign
		return change, "", nil
	}
	if change.Have, err = os.ReadFile(full); err != nil {
		return Change{}, "", err
	}
	h, ours := findHeader(change.Have)
	owner, known := h.owner(name)
	if known && owner != source {
		if info, err := os.Stat(filepath.Join(root, filepath.FromSlash(owner))); err == nil && info.Mode().IsRegular() {
			change.State, change.Owner = Taken, owner
			return change, "", nil
		}
		if !strings.Contains(owner, "/") {
			predecessor = owner
		}
	}
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
	return change, predecessor, nil
}
