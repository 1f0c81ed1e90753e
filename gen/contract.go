package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"eventwire/gen/internal/schema"
)

const defaultContract = "events.yaml"

// source is a contract's text and the folder that its paths are relative to.
type source struct {
	root    string // folder of the contract; "" for standard input and other pipes, which have none
	name    string // file name within it, as headers say it
	display string // prefix that makes positions openable from here: "", or "../"
	text    []byte
}

// open reads the contract that -f names, or the nearest events.yaml upwards from here.
func (s *session) open() (source, error) {
	if s.file == "-" {
		text, err := readSome(s.stdin, "standard input")
		return source{name: "<stdin>", text: text}, err
	}
	file := s.file
	if file == "" {
		found, err := nearestContract()
		if err != nil {
			return source{}, err
		}
		file = found
	}
	if info, err := os.Stat(file); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		text, err := readPipe(file)
		return source{name: file, text: text}, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return source{}, err
	}
	display := filepath.ToSlash(filepath.Dir(file)) + "/"
	if display == "./" {
		display = ""
	}
	return source{root: filepath.Dir(file), name: filepath.Base(file), display: display, text: text}, nil
}

// readPipe reads a pipe such as the shell's <(command).
func readPipe(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return readSome(f, file)
}

// readSome reads what may have no end.
func readSome(r io.Reader, name string) ([]byte, error) {
	const most = 32 << 20
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && len(text) > most {
		return nil, fmt.Errorf("%s has no end within %d MiB; a contract has at most 16 MiB", name, most>>20)
	}
	return text, err
}

// nearestContract looks for events.yaml here and in every folder above, so that `go generate`, which
// runs in gen/, and `go run ./gen` at the top find the same one. The path is relative to here.
func nearestContract() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for up := "."; ; up = filepath.Join(up, "..") {
		candidate := filepath.Join(up, defaultContract)
		if info, err := os.Stat(candidate); err == nil && info.Mode().IsRegular() {
			return candidate, nil
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if folder := filepath.Join(here, up); filepath.Dir(folder) == folder {
			return "", fmt.Errorf("there is no %s in %s or above it; name the contract with -f FILE, or begin one with `init DIR`", defaultContract, here)
		}
	}
}

// load opens and checks the contract. Where it is at fault, or cannot be read, that is reported and the contract is nil.
func (s *session) load() (*schema.Contract, source, int) {
	from, err := s.open()
	if err != nil {
		return nil, source{}, s.misuse("%v", err)
	}
	contract, diagnostics := schema.Load(from.name, from.text, s.noting(from))
	s.report(from, diagnostics)
	if contract == nil {
		return nil, from, exitContract
	}
	return contract, from, exitFine
}

// noting is the contract's reader, which also notes for watch what it reads.
func (s *session) noting(from source) func(string) ([]byte, error) {
	read := from.reader()
	if s.read == nil || read == nil {
		return read
	}
	s.read[from.name] = from.text
	return func(path string) ([]byte, error) {
		text, err := read(path)
		s.read[path] = text
		return text, err
	}
}

// reader gives included files; nothing can be included from standard input.
func (f source) reader() func(string) ([]byte, error) {
	if f.root == "" {
		return nil
	}
	return func(path string) ([]byte, error) {
		file := filepath.Join(f.root, filepath.FromSlash(path))
		if info, err := os.Stat(file); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
			return nil, errors.New("is no file, but a device or a pipe") // which may never end
		}
		return os.ReadFile(file)
	}
}
