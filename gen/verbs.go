package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"eventwire/gen/internal/schema"
)

// verb is one command of the tool.
type verb struct {
	name      string
	arguments string // for the usage line
	summary   string
	details   string
	define    func(s *session, flags *flag.FlagSet) // its own flags; may be nil
	run       func(s *session, args []string) int
	bare      bool // reads no contract, so it has no -f
}

func verbs() []verb {
	return []verb{generateVerb(), checkVerb(), initVerb(), watchVerb(), lintVerb(), fmtVerb(), breakingVerb(), exportVerb(), vectorsVerb(), versionVerb()}
}

// session is one run of one verb.
type session struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	file           string // -f; "" is the nearest events.yaml, upwards from here
	json           bool
	options        options
	read           map[string][]byte // texts of the contract's files, where watch wants to know them
}

// options are the flags of single verbs.
type options struct {
	list     bool          // fmt --check
	interval time.Duration // watch --interval
	against  string        // breaking --against
}

func (s *session) call(v verb, args []string) int {
	flags := flag.NewFlagSet(v.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	if v.bare {
		flags.BoolVar(&s.json, "json", false, "write to standard output as JSON")
	} else {
		flags.StringVar(&s.file, "f", "", "the contract `FILE`; - is standard input, where nothing is written\n(default: events.yaml here or in the nearest folder above)")
		flags.BoolVar(&s.json, "json", false, "write diagnostics to standard output as JSON")
	}
	if v.define != nil {
		v.define(s, flags)
	}
	rest, err := parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		s.usage(v, flags)
		return exitFine
	}
	if err != nil {
		return s.misuse("%s: %v; `%s %s -h` lists its flags", v.name, err, program(), v.name)
	}
	if len(rest) > 0 && v.arguments == "" {
		if isVerb(rest[0]) {
			return s.misuse("%s: takes no argument, got %q; write the verb first: `%s %s …`", v.name, rest[0], program(), rest[0])
		}
		return s.misuse("%s: takes no argument, got %q", v.name, rest[0])
	}
	return v.run(s, rest)
}

// parse reads flags wherever they stand among the arguments.
func parse(flags *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return rest, nil
		}
		consumed := len(args) - flags.NArg()
		if consumed > 0 && args[consumed-1] == "--" {
			return append(rest, flags.Args()...), nil
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
}

// inRepository is how the tool is called in this repository, where `go run` builds it.
const inRepository = "go run ./gen"

// program is how this program was called: by the name of its file where it is built, for usage texts and for commands that can be copied.
func program() string {
	name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
	if name == "gen" || strings.HasSuffix(name, ".test") {
		return inRepository
	}
	return name
}

// misuse reports a call that cannot be carried out: to standard error, with --json to standard output.
func (s *session) misuse(format string, args ...any) int {
	message := fmt.Sprintf(format, args...)
	if s.json {
		s.printJSON(jsonDiagnostic{Severity: schema.Error.String(), Rule: "call", Message: message})
	} else {
		fmt.Fprintf(s.stderr, "eventwire: %s\n", message)
	}
	return exitCall
}

func isVerb(name string) bool {
	return slices.ContainsFunc(verbs(), func(v verb) bool { return v.name == name })
}

func (s *session) unknownVerb(name string) int {
	known := make([]string, 0, len(verbs()))
	for _, v := range verbs() {
		known = append(known, v.name)
	}
	return s.misuse("there is no verb %q%s; the verbs are %s", name, schema.DidYouMean(name, known), strings.Join(known, ", "))
}

// help lists the verbs, or explains one.
func (s *session) help(args []string) int {
	if len(args) > 0 {
		for _, v := range verbs() {
			if v.name == args[0] {
				return s.call(v, []string{"-h"})
			}
		}
		if !isFlag(args[0]) {
			return s.unknownVerb(args[0])
		}
	}
	fmt.Fprintf(s.stdout, "Eventwire writes Go, TypeScript and documents from one contract of events.\n\nUsage: %s [verb] [flags]\n\n", program())
	for _, v := range verbs() {
		fmt.Fprintf(s.stdout, "  %-10s %s\n", v.name, v.summary)
	}
	fmt.Fprintf(s.stdout, "\nWithout a verb it generates. `%s <verb> -h` explains a verb.\nExit codes: 0 fine, 1 the contract is at fault, 2 the call is.\n", program())
	return exitFine
}

func (s *session) usage(v verb, flags *flag.FlagSet) {
	line := program() + " " + v.name
	if v.arguments != "" {
		line += " " + v.arguments
	}
	fmt.Fprintf(s.stdout, "%s%s.\n\nUsage: %s [flags]\n", strings.ToUpper(v.summary[:1]), v.summary[1:], line)
	if v.details != "" {
		fmt.Fprintf(s.stdout, "\n%s\n", v.details)
	}
	first := true
	flags.VisitAll(func(f *flag.Flag) {
		if first {
			fmt.Fprint(s.stdout, "\nFlags:\n")
			first = false
		}
		value, usage := flag.UnquoteUsage(f)
		dashes := "--"
		if len(f.Name) == 1 {
			dashes = "-"
		}
		if value != "" {
			value = " " + value
		}
		fmt.Fprintf(s.stdout, "  %-18s %s\n", dashes+f.Name+value, strings.ReplaceAll(usage, "\n", "\n"+strings.Repeat(" ", 21)))
	})
	fmt.Fprint(s.stdout, "\nExit codes: 0 fine, 1 the contract is at fault, 2 the call is.\n")
}
