package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"eventwire/gen/internal/breaking"
	"eventwire/gen/internal/schema"
)

func breakingVerb() verb {
	var rules strings.Builder
	for _, rule := range breaking.Rules() {
		fmt.Fprintf(&rules, "\n  %-44s %s", rule[0], rule[1])
	}
	return verb{
		name:    "breaking",
		summary: "tells which changes of the contract break somebody who has the old one",
		details: "It compares with an older contract and names, for every change that breaks, the rule, the\n" +
			"direction and the party: an old client, an old server, a rolling peer on Redis, or a\n" +
			"message already in a history. It exits with 1 where there is any.\n\n" +
			"  " + program() + " breaking --against git:main\n  " + program() + " breaking --against ../released/events.yaml\n\nRules:" + rules.String(),
		define: func(s *session, flags *flag.FlagSet) {
			flags.StringVar(&s.options.against, "against", "", "the older contract, `FILE` or git:REF")
		},
		run: (*session).breaking,
	}
}

func (s *session) breaking([]string) int {
	if s.options.against == "" {
		return s.misuse("breaking: name the older contract: --against FILE or --against git:REF")
	}
	now, from, code := s.load()
	if now == nil {
		return code
	}
	old, oldSource, err := s.older(from)
	if err != nil {
		return s.misuse("breaking: %v", err)
	}
	if old == nil {
		return exitCall
	}
	found := breaking.Compare(old, now)
	if s.json {
		s.breaksAsJSON(found, oldSource, from)
	} else {
		s.breaksForPeople(found, old, now, oldSource, from)
	}
	if len(found) > 0 {
		return exitContract
	}
	return exitFine
}

// older loads the contract to compare with. A faulty one is reported, and nil.
func (s *session) older(from source) (*schema.Contract, source, error) {
	old, read := source{}, (func(string) ([]byte, error))(nil)
	if ref, isGit := strings.CutPrefix(s.options.against, "git:"); isGit {
		if ref == "" || strings.HasPrefix(ref, "-") {
			return nil, old, fmt.Errorf("%q names no commit; write git:main, git:HEAD~1 or git:v1.2.0", s.options.against)
		}
		old = source{root: from.root, name: from.name, display: ref + ":"}
		if from.root == "" {
			old.root, old.name = ".", defaultContract
		}
		read = func(name string) ([]byte, error) { return show(old.root, ref, name) }
	} else {
		file := s.options.against
		old = source{root: filepath.Dir(file), name: filepath.Base(file), display: filepath.ToSlash(filepath.Dir(file)) + "/"}
		if old.display == "./" {
			old.display = ""
		}
		read = func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join(old.root, filepath.FromSlash(name)))
		}
	}
	text, err := read(old.name)
	if err != nil {
		return nil, old, err
	}
	contract, diagnostics := schema.Load(old.name, text, read)
	s.report(old, diagnostics)
	return contract, old, nil
}

// show reads a file of a commit, by its path from a folder of the work tree.
func show(folder, ref, name string) ([]byte, error) {
	command := exec.Command("git", "-C", folder, "show", "--end-of-options", ref+":./"+path.Clean(name))
	text, err := command.Output()
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		return nil, fmt.Errorf("git show %s:./%s: %s", ref, name, strings.TrimSpace(string(failed.Stderr)))
	}
	return text, err
}

func parties(b breaking.Break) string {
	names := make([]string, len(b.Parties))
	for i, party := range b.Parties {
		names[i] = string(party)
	}
	return strings.Join(names, ", ")
}

func (s *session) breaksForPeople(found []breaking.Break, old, now *schema.Contract, oldSource, from source) {
	var before, after []schema.Diagnostic
	for _, b := range found {
		message := b.Event + b.Path + ": " + b.Message
		if b.Path == "" && strings.HasPrefix(b.Message, b.Event+" ") {
			message = b.Message
		}
		d := schema.Diagnostic{Pos: b.Pos, Rule: b.Rule, Message: message, Hint: fmt.Sprintf("breaks, %s: %s", b.Direction, parties(b))}
		if b.Gone {
			before = append(before, d)
		} else {
			after = append(after, d)
		}
	}
	schema.Quote(before, old.Sources)
	schema.Quote(after, now.Sources)
	s.report(oldSource, schema.SortDiagnostics(before, []string{old.File}))
	s.report(from, schema.SortDiagnostics(after, []string{now.File}))
}

// jsonBreak is a break as tools read it.
type jsonBreak struct {
	File      string           `json:"file"`
	Line      int              `json:"line"`
	Column    int              `json:"column"`
	Rule      string           `json:"rule"`
	Direction string           `json:"direction"`
	Event     string           `json:"event"`
	Path      string           `json:"path"`
	Parties   []breaking.Party `json:"parties"`
	Message   string           `json:"message"`
}

func (s *session) breaksAsJSON(found []breaking.Break, oldSource, from source) {
	encoder := json.NewEncoder(s.stdout)
	encoder.SetEscapeHTML(false)
	for _, b := range found {
		file := from.display + b.Pos.File
		if b.Gone {
			file = oldSource.display + b.Pos.File
		}
		_ = encoder.Encode(jsonBreak{file, b.Pos.Line, b.Pos.Column, b.Rule, b.Direction.String(), b.Event, b.Path, b.Parties, b.Message})
	}
}
