package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// process is a server under test, or Redis: started here, measured, and ended here.
type process struct {
	name  string
	cmd   *exec.Cmd
	log   *tailWriter
	ended chan struct{} // closed when the process has ended
	debug string        // where it serves net/http/pprof, "" where it does not
}

// start runs a program that must be gone when this one is.
func start(name string, environment []string, program string, args ...string) (*process, error) {
	p := &process{name: name, cmd: exec.Command(program, args...), log: &tailWriter{}, ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), environment...)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is told by its log
		close(p.ended)
	}()
	return p, nil
}

// stop asks the process to end, and ends it where it has not within three seconds.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(3 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// await returns when something listens on the address.
func (p *process) await(ctx context.Context, address netip.AddrPort) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address.String())
		if err == nil {
			return conn.Close()
		}
		select {
		case <-p.ended:
			return fmt.Errorf("%s ended before it listened on %v; it said:\n%s", p.name, address, p.log)
		case <-ctx.Done():
			return fmt.Errorf("%s does not listen on %v; it said:\n%s", p.name, address, p.log)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// cpu returns the processor time that the process has used.
func (p *process) cpu() (time.Duration, error) { return processorTime(p.cmd.Process.Pid) }

// processorTime reads the CPU-time clock of a process (clock_getcpuclockid), which is what
// /proc/<pid>/stat shows, in nanoseconds instead of ticks.
func processorTime(pid int) (time.Duration, error) {
	const schedulerClock = 2
	var spec unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|schedulerClock), &spec); err != nil {
		return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
	}
	return time.Duration(spec.Nano()), nil
}

// machineTime returns the time for which all processors together were not idle since the start.
func machineTime() (time.Duration, error) {
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux that Go runs on
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(stat), "\n")
	fields := strings.Fields(line) // cpu user nice system idle iowait irq softirq steal ...
	if len(fields) < 9 || fields[0] != "cpu" {
		return 0, fmt.Errorf("/proc/stat begins with %q", line)
	}
	var busy time.Duration
	for i, field := range fields[1:9] {
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("/proc/stat: %w", err)
		}
		if i != 3 && i != 4 {
			busy += time.Duration(ticks) * tick
		}
	}
	return busy, nil
}

// resident returns the bytes of the process that are in memory.
func (p *process) resident() (int64, error) {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(statm))
	if len(fields) < 2 {
		return 0, fmt.Errorf("/proc/%d/statm reads %q", p.cmd.Process.Pid, statm)
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err
}

// collect forces a garbage collection in a Go process that serves pprof.
func (p *process) collect(ctx context.Context) error {
	if p.debug == "" {
		return nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.debug+"/debug/pprof/heap?gc=1", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("collect garbage of %s: %w", p.name, err)
	}
	_, err = io.Copy(io.Discard, response.Body)
	if response.StatusCode != http.StatusOK {
		err = fmt.Errorf("collect garbage of %s: status %s", p.name, response.Status)
	}
	return errors.Join(err, response.Body.Close())
}

// tailWriter keeps the last bytes of what a process writes.
type tailWriter struct {
	mu   sync.Mutex
	kept []byte
}

const tailBytes = 4096

func (w *tailWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept = append(w.kept, b...)
	w.kept = w.kept[max(0, len(w.kept)-tailBytes):]
	return len(b), nil
}

func (w *tailWriter) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.kept)
}

// freeAddress returns an address of 127.0.0.1 on which nothing listens.
func freeAddress() (netip.AddrPort, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return netip.AddrPort{}, err
	}
	address, err := netip.ParseAddrPort(listener.Addr().String())
	return address, errors.Join(err, listener.Close())
}

// startRedis runs an empty Redis that keeps nothing on disk.
func startRedis(ctx context.Context, program, directory string) (*process, netip.AddrPort, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, address, err
	}
	p, err := start("redis", nil, program, "--bind", "127.0.0.1", "--port", strconv.Itoa(int(address.Port())),
		"--save", "", "--appendonly", "no", "--dir", directory)
	if err != nil {
		return nil, address, err
	}
	if err := p.await(ctx, address); err != nil {
		p.stop()
		return nil, address, err
	}
	return p, address, nil
}

// raiseOpenFiles raises the limit of open files, which children inherit, to n, or to what the
// system grants.
func raiseOpenFiles(n uint64) (uint64, error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0, err
	}
	if limit.Max < n {
		raised := syscall.Rlimit{Cur: n, Max: n}
		if syscall.Setrlimit(syscall.RLIMIT_NOFILE, &raised) == nil {
			return n, nil
		}
	}
	limit.Cur = min(n, limit.Max)
	return limit.Cur, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

// pin keeps this process, and all that it starts, on the first n processors that it may use.
func pin(n int) (int, error) {
	var may, set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &may); err != nil {
		return 0, err
	}
	for cpu := 0; cpu < len(may)*64 && set.Count() < n; cpu++ {
		if may.IsSet(cpu) {
			set.Set(cpu)
		}
	}
	return set.Count(), unix.SchedSetaffinity(0, &set)
}
