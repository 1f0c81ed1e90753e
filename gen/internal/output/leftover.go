package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// leftovers searches a contract's folder, with all that is below it, for what the contract wrote before and does not write any more.
//
// A file is the contract's own where its header says so, and says the very path that it is at: a copy, a backup, and what another contract of
// the same name writes further down are somebody else's. Not searched are symbolic links, hidden folders, node_modules and
// vendor, into which no output may point, and names that no output may have.
type leftovers struct {
	root    string
	sources map[string]bool   // names of the contract: its present one, and those by which present outputs know it
	wanted  map[string]string // paths that are written, by their lower-case form
	visited map[string]bool   // folders
	entries int               // seen so far
	top     [headerWithin]byte
	found   []Change
}

// mostEntries bounds the search: a contract in somebody's home folder has everything that is there below it.
const mostEntries = 100_000

// find searches outer folders first. whole is false where there was too much to search.
func (l *leftovers) find() (found []Change, whole bool, err error) {
	queue := []string{"."}
	for _, name := range l.wanted {
		queue = append(queue, path.Dir(name)) // a present output may lie behind a symbolic link
	}
	for ; len(queue) > 0; queue = queue[1:] {
		if l.entries > mostEntries {
			return l.found, false, nil
		}
		inner, err := l.folder(queue[0])
		if err != nil {
			return nil, false, err
		}
		queue = append(queue, inner...)
	}
	return l.found, true, nil
}

// folder looks at the files of a folder and gives the folders in it.
func (l *leftovers) folder(name string) (inner []string, err error) {
	if l.visited[name] {
		return nil, nil
	}
	l.visited[name] = true
	entries, err := os.ReadDir(l.full(name))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l.entries += len(entries)
	for _, entry := range entries {
		switch at := path.Join(name, entry.Name()); {
		case entry.IsDir() && !passedOver(entry.Name()):
			inner = append(inner, at)
		case entry.Type().IsRegular() && extension(at):
			if err := l.file(at); err != nil {
				return nil, err
			}
		}
	}
	return inner, nil
}

func (l *leftovers) full(name string) string { return filepath.Join(l.root, filepath.FromSlash(name)) }

func (l *leftovers) file(name string) error {
	if _, wanted := l.wanted[strings.ToLower(name)]; wanted {
		return nil
	}
	top, err := l.beginning(name)
	if err != nil {
		return err
	}
	h, ok := findHeader(top)
	if owner, known := h.owner(name); !ok || !known || !l.sources[owner] || h.hash == "" {
		return nil
	}
	content, err := os.ReadFile(l.full(name))
	if err != nil {
		return err
	}
	change := Change{Path: name, State: Leftover, Have: content}
	if h.hash != hash(bare(content, h)) {
		change.State = Edited
	}
	l.found = append(l.found, change)
	return nil
}

// beginning reads the part of a file that holds its header, until the next call. A file that is gone or cannot be read has none.
func (l *leftovers) beginning(name string) ([]byte, error) {
	f, err := os.Open(l.full(name))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	n, err := io.ReadFull(f, l.top[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return l.top[:n], nil
}

// passedOver tells the folders that are not searched: what is in them belongs to other tools.
func passedOver(folder string) bool {
	return strings.HasPrefix(folder, ".") || folder == "node_modules" || folder == "vendor"
}

// extension tells whether a generated file may have the extension of a name.
func extension(name string) bool {
	return slices.Contains([]string{".go", ".ts", ".js", ".map", ".json", ".md", ".yaml", ".yml"}, path.Ext(name))
}
