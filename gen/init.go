package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/scaffold"
)

func initVerb() verb {
	return verb{
		name:      "init",
		arguments: "DIR",
		summary:   "begins a new project: a contract, a program that answers its events, and a test",
		details:   "DIR must not exist yet, or be empty. The project builds, runs and passes its test at once,\nand needs nothing but Go.",
		bare:      true,
		run:       (*session).init,
	}
}

func (s *session) init(args []string) int {
	if len(args) != 1 {
		return s.misuse("init: name one folder")
	}
	folder, err := filepath.Abs(args[0])
	if err != nil {
		return s.misuse("init: %v", err)
	}
	name := projectName(filepath.Base(folder))
	files, err := scaffold.Files(name)
	if err != nil {
		return s.misuse("init: %v", err)
	}
	err = scaffold.Write(folder, files, func(folder string) error {
		inner := &session{stdin: s.stdin, stdout: s.stdout, stderr: s.stderr, json: s.json, file: filepath.Join(folder, defaultContract)}
		if code := inner.generate(nil); code != exitFine {
			return fmt.Errorf("the first generation failed")
		}
		return nil
	})
	if err != nil {
		return s.misuse("init: %v", err)
	}
	if s.json {
		return s.printJSON(struct {
			Project string `json:"project"`
			Folder  string `json:"folder"`
		}{name, folder})
	}
	fmt.Fprintf(s.stdout, `%s is ready. Now:

  cd %s
  go test ./...
  echo '{"event":"client.hello","id":"1","data":{"name":"Ann"}}' | go run .

README.md there says what comes next, and how to call this tool.
`, name, args[0])
	return exitFine
}

// projectName makes a name for the contract and the Go module out of a folder's name.
func projectName(folder string) string {
	var words []string
	for _, word := range names.Words(folder) {
		ascii := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ToLower(word))
		if ascii != "" {
			words = append(words, ascii)
		}
	}
	name := strings.TrimLeft(strings.Join(words, "-"), "0123456789-")
	if name == "" {
		return "app"
	}
	return name
}
