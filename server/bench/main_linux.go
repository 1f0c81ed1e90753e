// Command bench measures the chat server: how much memory a connection takes, what a delivery
// costs, how many there can be, and what happens when thousands of clients return at once or do
// not read. It starts everything that it needs on loopback, on the same processors: Redis, the
// server, and other servers that do the same job, so that what it shows are ratios within one run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) == 2 && os.Args[1] == holdCommand {
		if err := hold(ctx, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// spareFiles is how many files a process needs besides its connections.
const spareFiles = 200

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = measure(ctx, s, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "bench: %v\n", err)
		return 1
	}
	return 0
}

// measure runs the chosen scenarios and writes the report. What was measured before an error is
// reported too.
func measure(ctx context.Context, s settings, stdout, stderr io.Writer) (err error) {
	// Everything happens on this thread, so that children that are bound to it live as long as it.
	runtime.LockOSThread()
	debug.SetGCPercent(400)
	directory, err := os.MkdirTemp("", "eventwire-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(directory)) }()

	b := &bench{settings: s, directory: directory, progress: stderr}
	b.report = report{Started: time.Now().UTC().Truncate(time.Second), Settings: s}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	begin := time.Now()
	err = b.runAll(ctx)
	b.report.Seconds = time.Since(begin).Seconds()
	if s.JSON != "" {
		err = errors.Join(err, writeFile(s.JSON, b.report.write))
	}
	if s.Markdown != "" {
		err = errors.Join(err, writeFile(s.Markdown, b.report.markdown))
	}
	return errors.Join(err, b.report.print(stdout))
}

func writeFile(name string, write func(io.Writer) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}

// prepare sets this process up and builds the targets.
func (b *bench) prepare(ctx context.Context) error {
	most := b.settings.mostConnections()
	files, err := raiseOpenFiles(uint64(max(most, b.settings.Idle+idleFirst) + spareFiles))
	if err != nil {
		return fmt.Errorf("limit of open files: %w", err)
	}
	if b.room = int(files) - spareFiles; b.room < most {
		return fmt.Errorf("%d connections need a higher limit of open files: it is %d (ulimit -n)", most, files)
	}
	fmt.Fprintf(b.progress, "building\n")
	m, err := newMaker(ctx, b.directory)
	if err != nil {
		return err
	}
	if err := b.build(ctx, m); err != nil {
		return err
	}
	// Only now, so that building may use all processors.
	processors, err := pin(b.settings.Processors)
	if err != nil {
		return fmt.Errorf("keep to %d processors: %w", b.settings.Processors, err)
	}
	b.report.Machine = machine{
		System:     system(),
		Processor:  processorName(),
		Processors: processors,
		Go:         runtime.Version(),
		OpenFiles:  files,
	}
	return nil
}

// build makes the chosen targets.
func (b *bench) build(ctx context.Context, m *maker) error {
	if slices.Contains(b.settings.Targets, chat) {
		var server target
		var err error
		if b.settings.URL != "" {
			server, err = remote(b.settings.URL)
		} else {
			server, err = m.chat(ctx)
		}
		if err != nil {
			return err
		}
		b.targets = append(b.targets, server)
	}
	peers, note, err := m.peers(ctx, b.settings.Targets, b.settings.Bun)
	b.targets = append(b.targets, peers...)
	if note != "" {
		b.report.Notes = append(b.report.Notes, note)
	}
	return err
}

func system() string {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return runtime.GOOS
	}
	return unix.ByteSliceToString(name.Sysname[:]) + " " + unix.ByteSliceToString(name.Release[:])
}

func processorName() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
