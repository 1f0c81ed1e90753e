package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Limits of the contract's text, over all its files together. They are far above what a team writes
// by hand, and keep a wrong file (a database dump, a generated list) from taking the machine's memory.
const (
	maxBytes   = 16 << 20
	maxFiles   = 1000
	maxNesting = 64   // of YAML, and of the JSON text that a type describes
	maxMembers = 1000 // fields of an object, values of an enum, variants of a union, names in a list of names
)

// Load reads a contract and everything it includes, resolves every name and checks every rule.
//
// file names the contract in positions and, for relative includes, the folder they start from; src is its text. read gives the
// text of an included file by its path, cleaned and relative to what file is relative to; nil where nothing can be included.
//
// The contract is nil if and only if a diagnostic has the severity Error. Diagnostics are all those of one run, without repetition,
// in the order of the files and of the places in them. Load never panics, whatever src holds, and reads at most 16 MiB.
func Load(file string, src []byte, read func(path string) ([]byte, error)) (*Contract, []Diagnostic) {
	l := &loader{
		read:     read,
		contract: &Contract{File: file},
		sources:  make(map[string][]byte),
		types:    make(map[string]*TypeDecl),
		events:   make(map[string]*Event),
		patterns: make(map[string]*Pattern),
		budget:   maxPatternSteps,
	}
	l.file(file, src, node{}, true)
	l.resolve()
	l.check()
	l.collisions()
	l.contract.Sources = l.sources
	Quote(l.diagnostics, l.sources)
	diagnostics := SortDiagnostics(l.diagnostics, l.files)
	for _, d := range diagnostics {
		if d.Severity == Error {
			return nil, diagnostics
		}
	}
	return l.contract, diagnostics
}

// loader is the state of one Load.
type loader struct {
	read        func(string) ([]byte, error)
	contract    *Contract
	diagnostics []Diagnostic

	files   []string // in the order of reading
	sources map[string][]byte
	size    int

	types       map[string]*TypeDecl
	events      map[string]*Event
	references  []reference
	patterns    map[string]*Pattern // by source
	budget      int                 // of steps for judging patterns
	expressions []expression
	incomplete  bool // a file could not be read, so that names may be declared in it
}

// reference is a type expression that names a type, until resolve has found it.
type reference struct {
	t    *Type
	name node
}

// MaxDiagnostics bounds a run over a file that is wrong from end to end.
const MaxDiagnostics = 1000

// errorf reports a mistake at a node. hint says what to write instead.
func (l *loader) errorf(n node, rule, hint, format string, args ...any) {
	l.report(n.pos(), n.width(), rule, hint, fmt.Sprintf(format, args...))
}

// errorAt reports a mistake at a place; the caret underlines the word that stands there.
func (l *loader) errorAt(pos Position, rule, hint, format string, args ...any) {
	l.report(pos, wholeWord, rule, hint, fmt.Sprintf(format, args...))
}

func (l *loader) report(pos Position, width int, rule, hint, message string) {
	if len(l.diagnostics) >= MaxDiagnostics {
		return
	}
	l.diagnostics = append(l.diagnostics, Diagnostic{Pos: pos, Width: width, Rule: rule, Message: message, Hint: hint})
}

// file reads one file of the contract: the main one, or one that from includes.
func (l *loader) file(name string, src []byte, from node, main bool) {
	l.files = append(l.files, name)
	l.sources[name] = src
	if l.size += len(src); l.size > maxBytes {
		const hint = "split what belongs to different applications; a contract has at most 16 MiB in all its files"
		if main {
			l.errorAt(Position{File: name}, "file-size", hint, "the file has %d bytes, which is too large", len(src))
		} else {
			l.errorf(from, "file-size", hint, "with %s the contract has %d bytes, which is too large", name, l.size)
		}
		return
	}
	root := l.parse(name, src)
	if root.absent() {
		l.incomplete = true
		return
	}
	l.section(root, main)
}

// include reads the files that `include:` lists.
func (l *loader) include(n node) {
	if n.absent() {
		return
	}
	items := n.children()
	if n.isString() {
		items = []node{n}
	} else if !n.isList() {
		l.errorf(n, "type", "write [types.yaml]", "include is a list of files, not %s", n.what())
		return
	}
	for _, item := range items {
		if !item.isString() || item.Value == "" {
			l.errorf(item, "include", "", "an include is the path of a file, not %s", item.what())
			continue
		}
		l.includeFile(item)
	}
}

func (l *loader) includeFile(item node) {
	if path.IsAbs(item.Value) || strings.Contains(item.Value, `\`) {
		l.errorf(item, "include", "write a path relative to this file, with forward slashes", "cannot include %s", quoted(item.Value))
		return
	}
	name := path.Join(path.Dir(item.file), item.Value)
	if _, again := l.sources[name]; again {
		l.errorf(item, "include", "include each file once, from one place", "%s is already part of the contract", quoted(name))
		return
	}
	if l.read == nil {
		l.incomplete = true
		l.errorf(item, "include", "name the contract with -f FILE", "a contract from standard input cannot include files")
		return
	}
	if len(l.files) >= maxFiles {
		l.errorf(item, "include", "", "the contract has more than %d files", maxFiles)
		return
	}
	src, err := l.read(name)
	if err != nil {
		l.incomplete = true
		reason := err
		if pathError := new(fs.PathError); errors.As(err, &pathError) {
			reason = pathError.Err
		}
		l.errorf(item, "include", "", "cannot include %s: %v", quoted(name), reason)
		return
	}
	l.file(name, src, item, false)
}
