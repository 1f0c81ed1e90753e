// Command gen is Eventwire's generator: from one contract, events.yaml, it writes typed Go, a typed
// TypeScript client, AsyncAPI and JSON Schema. Run it as `go generate ./...` or `go run ./gen <verb>`.
package main

import (
	"io"
	"os"
	"runtime/debug"
)

//go:generate go run .

func main() {
	frugal()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// frugal keeps the generator small beside the compilers that run with it: above this it collects garbage more often.
func frugal() { debug.SetMemoryLimit(400 << 20) }

// The exit codes.
const (
	exitFine     = 0
	exitContract = 1 // the contract, or what was generated from it, is at fault
	exitCall     = 2 // the call is: an unknown verb or flag, a file that cannot be read or written
)

// run is the whole program: its arguments without the program's name in, its exit code out.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s := &session{stdin: stdin, stdout: stdout, stderr: stderr}
	name, rest := "generate", args
	if len(args) > 0 && !isFlag(args[0]) {
		name, rest = args[0], args[1:]
	}
	if len(args) > 0 && isVersion(args[0]) {
		name, rest = "version", args[1:]
	}
	if name == "help" || len(args) > 0 && isHelp(args[0]) {
		return s.help(rest)
	}
	for _, v := range verbs() {
		if v.name == name {
			return s.call(v, rest)
		}
	}
	return s.unknownVerb(name)
}

func isFlag(arg string) bool { return len(arg) > 0 && arg[0] == '-' }

func isVersion(arg string) bool { return arg == "-version" || arg == "--version" }

func isHelp(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" }
