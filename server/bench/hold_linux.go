package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"syscall"
	"time"

	"eventwire/server/bench/internal/load"
)

// holdCommand is what this program is called with to hold connections for another one of it.
const holdCommand = "hold"

// holding is what such a process is told on its standard input, whose end is its own.
type holding struct {
	Target  string
	Path    string
	Servers []netip.AddrPort
	Join    load.Join
}

// held is what it answers.
type held struct {
	Joined load.Joined
	Error  string
}

// hold opens the connections that it is told to, and serves them until in ends.
func hold(ctx context.Context, in io.Reader, out io.Writer) error {
	told := json.NewDecoder(in)
	var h holding
	if err := told.Decode(&h); err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	if _, err := raiseOpenFiles(uint64(h.Join.Count + spareFiles)); err != nil {
		return fmt.Errorf("hold: limit of open files: %w", err)
	}
	g, err := load.New(load.Options{Protocol: protocolOf(h.Target, h.Path), Servers: h.Servers, Sources: sources})
	if err != nil {
		return err
	}
	var answer held
	if answer.Joined, err = g.Connect(ctx, h.Join); err != nil {
		answer.Error = err.Error()
	}
	err = json.NewEncoder(out).Encode(answer)
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, in)
		cancel()
	}()
	for err == nil {
		err = g.Rest(ctx, time.Hour)
	}
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, g.Close())
}

// holder is such a process, seen from the other side.
type holder struct {
	cmd *exec.Cmd
	in  io.Closer
	log *tailWriter
}

// hold has another process open connections to the session's servers and hold them until the session is closed.
func (s *session) hold(join load.Join) (load.Joined, error) {
	program, err := os.Executable()
	if err != nil {
		return load.Joined{}, err
	}
	h := &holder{cmd: exec.Command(program, holdCommand), log: &tailWriter{}}
	h.cmd.Stderr = h.log
	h.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err1 := h.cmd.StdinPipe()
	out, err2 := h.cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return load.Joined{}, err
	}
	if err := h.cmd.Start(); err != nil {
		return load.Joined{}, fmt.Errorf("start a process to hold connections: %w", err)
	}
	h.in = in
	s.holders = append(s.holders, h)
	err = json.NewEncoder(in).Encode(holding{s.target.name, s.target.protocol.Path, s.addresses, join})
	var answer held
	if err == nil {
		err = json.NewDecoder(out).Decode(&answer)
	}
	if err != nil {
		return load.Joined{}, fmt.Errorf("a process that holds connections: %w; it said:\n%s", err, h.log)
	}
	if answer.Error != "" {
		err = errors.New(answer.Error)
	}
	return answer.Joined, err
}

// close ends the process and its connections.
func (h *holder) close() {
	_ = h.in.Close()
	_ = h.cmd.Wait() // how it ended is of no interest any more
}
