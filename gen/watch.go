package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func watchVerb() verb {
	return verb{
		name:    "watch",
		summary: "generates again whenever the contract changes, until it is interrupted",
		define: func(s *session, flags *flag.FlagSet) {
			flags.DurationVar(&s.options.interval, "interval", 200*time.Millisecond, "`TIME` between two looks at the files (default: 200ms)")
		},
		run: func(s *session, args []string) int {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return s.watch(ctx, args)
		},
	}
}

// watch generates at once and after every change of a file of the contract, until ctx ends. It looks at the text of the files, so that a save
// without a change does nothing.
func (s *session) watch(ctx context.Context, _ []string) int {
	if s.file == "-" {
		return s.misuse("watch: standard input does not change; name the contract with -f FILE")
	}
	if s.options.interval <= 0 {
		return s.misuse("watch: --interval is a time of more than 0, such as 200ms")
	}
	from, err := s.open()
	if err != nil {
		return s.misuse("%v", err)
	}
	if from.root == "" {
		return s.misuse("watch: %s is a pipe and does not change; name the contract with -f FILE", from.name)
	}
	s.file = filepath.Join(from.root, from.name)
	ticker := time.NewTicker(s.options.interval)
	defer ticker.Stop()
	var before map[string][]byte
	for {
		if now := s.snapshot(before, from); before == nil || !sameTexts(before, now) {
			files := s.generateOnce()
			for name := range files {
				if _, ok := now[name]; !ok {
					now[name] = files[name]
				}
			}
			before = now
		}
		select {
		case <-ctx.Done():
			return exitFine
		case <-ticker.C:
		}
	}
}

// snapshot reads the contract and the files that were part of it the last time. What cannot be read has no text.
func (s *session) snapshot(before map[string][]byte, from source) map[string][]byte {
	now := make(map[string][]byte, len(before)+1)
	for name := range before {
		now[name], _ = os.ReadFile(filepath.Join(from.root, filepath.FromSlash(name)))
	}
	now[from.name], _ = os.ReadFile(s.file)
	return now
}

func sameTexts(a, b map[string][]byte) bool {
	for name, text := range b {
		if before, ok := a[name]; !ok || !bytes.Equal(before, text) {
			return false
		}
	}
	return true
}

// jsonGenerated is the last line of each run of `watch --json`.
type jsonGenerated struct {
	Generated    bool  `json:"generated"`
	Milliseconds int64 `json:"milliseconds"`
}

// generateOnce generates, says how it went, and gives the texts of all files that were read for it.
func (s *session) generateOnce() map[string][]byte {
	start := time.Now()
	s.read = make(map[string][]byte)
	code := s.generate(nil)
	if s.json {
		s.printJSON(jsonGenerated{code == exitFine, time.Since(start).Milliseconds()})
	} else if code == exitFine {
		fmt.Fprintf(s.stderr, "%s generated in %d ms\n", start.Format(time.TimeOnly), time.Since(start).Milliseconds())
	} else {
		fmt.Fprintf(s.stderr, "%s nothing was generated\n", start.Format(time.TimeOnly))
	}
	return s.read
}
