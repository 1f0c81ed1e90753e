package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"eventwire/gen/internal/schema"
)

func fmtVerb() verb {
	return verb{
		name:    "fmt",
		summary: "brings the contract, and what it includes, into its canonical form",
		details: "Comments survive. A contract with mistakes is reported and left as it is.\nWith -f - the result goes to standard output.",
		define: func(s *session, flags *flag.FlagSet) {
			flags.BoolVar(&s.options.list, "check", false, "write nothing; name the files that are not in canonical form and exit with 1")
		},
		run: (*session).fmt,
	}
}

func (s *session) fmt([]string) int {
	contract, from, code := s.load()
	if contract == nil {
		return code
	}
	changed := false
	for _, name := range slices.Sorted(maps.Keys(contract.Sources)) {
		text := contract.Sources[name]
		formatted, diagnostics := schema.Format(name, text)
		if formatted == nil {
			s.report(from, diagnostics)
			return exitContract
		}
		if from.root == "" && !s.options.list {
			if _, err := s.stdout.Write(formatted); err != nil {
				return s.misuse("fmt: %v", err)
			}
			continue
		}
		if bytes.Equal(formatted, text) {
			continue
		}
		changed = true
		if !s.options.list {
			if err := replace(filepath.Join(from.root, filepath.FromSlash(name)), formatted); err != nil {
				if pathError := new(fs.PathError); errors.As(err, &pathError) {
					err = pathError.Err // without the name of a temporary file
				}
				return s.misuse("fmt: cannot write %s: %v", from.display+name, err)
			}
		}
		if s.json {
			s.printJSON(jsonFormatted{from.display + name, !s.options.list})
		} else {
			fmt.Fprintln(s.stdout, from.display+name)
		}
	}
	if changed && s.options.list {
		return exitContract
	}
	return exitFine
}

// jsonFormatted is one line of `fmt --json`: a file that is, or was, not in its canonical form.
type jsonFormatted struct {
	File    string `json:"file"`
	Written bool   `json:"written"`
}

// replace writes a file whole or not at all, and keeps its permissions. A symbolic link stays one.
func replace(file string, content []byte) error {
	file, err := filepath.EvalSymlinks(file)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".eventwire-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(info.Mode())
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
