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

// held is what it answers, when they have joined and whenever it is told anything more.
type held struct {
	Open  int
	Error string
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
	g, err := load.New(load.Options{Protocol: protocolOf(h.Target, h.Path), Servers: h.Servers, Sources: sources, Unseen: true})
	if err != nil {
		return err
	}
	answers := json.NewEncoder(out)
	answer := func(err error) error {
		a := held{Open: g.Open()}
		if err != nil {
			a.Error = err.Error()
		}
		return answers.Encode(a)
	}
	_, err = g.Connect(ctx, h.Join)
	err = answer(err)

	ctx, cancel := context.WithCancel(ctx)
	asked := make(chan struct{})
	go func() {
		defer cancel()
		for told.Decode(&struct{}{}) == nil {
			asked <- struct{}{}
		}
	}()
	for err == nil {
		select {
		case <-asked:
			err = answer(g.Failure())
		default:
			err = g.Rest(ctx, 20*time.Millisecond)
		}
	}
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, g.Close())
}

// holder is such a process, seen from the other side.
type holder struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *json.Decoder
	log     *tailWriter
}

// hold has another process open connections to the session's servers and hold them until the session is closed. The session's
// own connections are served meanwhile: they hear of each one that comes.
func (s *session) hold(ctx context.Context, join load.Join) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	h := &holder{cmd: exec.Command(program, holdCommand), log: &tailWriter{}}
	h.cmd.Stderr = h.log
	h.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err1 := h.cmd.StdinPipe()
	out, err2 := h.cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	h.in, h.answers = in, json.NewDecoder(out)
	if err := h.cmd.Start(); err != nil {
		return fmt.Errorf("start a process to hold connections: %w", err)
	}
	s.holders = append(s.holders, h)
	answered := make(chan error, 1)
	go func() {
		open, err := h.ask(holding{s.target.name, s.target.protocol.Path, s.addresses, join})
		if err == nil && open != join.Count {
			err = fmt.Errorf("%d of %d connections stand", open, join.Count)
		}
		answered <- err
	}()
	for {
		select {
		case err := <-answered:
			return err
		default:
		}
		if err := s.Rest(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// spread has other processes, one after the other, open connections, and waits until all is quiet. It returns how long
// opening them took.
func (s *session) spread(ctx context.Context, join load.Join, processes int) (took time.Duration, err error) {
	all, first, begin := join.Count, join.First, time.Now()
	for i := range processes {
		join.First = first + all*i/processes
		join.Count = first + all*(i+1)/processes - join.First
		if err := s.hold(ctx, join); err != nil {
			return 0, err
		}
	}
	took = time.Since(begin)
	return took, s.Probe(ctx, time.Minute)
}

// allHeld returns an error where other processes have lost connections.
func (s *session) allHeld() error {
	for _, h := range s.holders {
		if _, err := h.ask(struct{}{}); err != nil {
			return fmt.Errorf("a connection was lost meanwhile: %w", err)
		}
	}
	return nil
}

// ask tells the process something, and returns how many connections it holds then.
func (h *holder) ask(question any) (open int, err error) {
	var answer held
	if err = json.NewEncoder(h.in).Encode(question); err == nil {
		err = h.answers.Decode(&answer)
	}
	switch {
	case err != nil:
		err = fmt.Errorf("a process that holds connections: %w; it said:\n%s", err, h.log)
	case answer.Error != "":
		err = errors.New(answer.Error)
	}
	return answer.Open, err
}

// close ends the process and its connections.
func (h *holder) close() {
	_ = h.in.Close()
	_ = h.cmd.Wait() // how it ended is of no interest any more
}
