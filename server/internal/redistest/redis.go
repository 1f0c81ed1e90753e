// Package redistest starts real Redis servers for tests, and does to them what happens to servers: kills them, restarts
// them with and without their data, suspends them, and cuts, stalls, delays and half-closes the links to them.
package redistest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Redis is a redis-server process on a free port of the loopback interface. It is killed when the test ends.
type Redis struct {
	Address string // host:port

	t         testing.TB
	directory string
	arguments []string
	// configuration, where not empty, is a file in place of the options of a plain server.
	configuration string
	command       *exec.Cmd
	ended         chan struct{}
}

// StartRedis starts redis-server without persistence. More arguments, such as "--appendonly", "yes", come last and win.
func StartRedis(t testing.TB, arguments ...string) *Redis {
	t.Helper()
	r := &Redis{t: t, directory: t.TempDir(), arguments: arguments}
	r.start(func() { r.Address = FreeAddress(t) })
	t.Cleanup(r.Kill)
	return r
}

// StartRedisAt starts redis-server on an address of the loopback interface.
func StartRedisAt(t testing.TB, address string, arguments ...string) *Redis {
	t.Helper()
	r := &Redis{Address: address, t: t, directory: t.TempDir(), arguments: arguments}
	r.Start()
	t.Cleanup(r.Kill)
	return r
}

// FreeAddress returns a loopback address whose port nobody uses, and whose port + 10000 is free too (Redis Cluster).
func FreeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := listener.Addr().(*net.TCPAddr)
		_ = listener.Close()
		if address.Port > 55000 {
			continue
		}
		second, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", address.Port+10000))
		if err == nil {
			_ = second.Close()
			return address.String()
		}
	}
	t.Fatal("no free port")
	return ""
}

// URL returns redis://host:port.
func (r *Redis) URL() string { return "redis://" + r.Address }

// Directory is where the server keeps its files.
func (r *Redis) Directory() string { return r.directory }

// Start starts the process, after Stop or Kill, and waits until it is ready.
func (r *Redis) Start() {
	r.t.Helper()
	r.start(func() {})
}

// start starts the process, and waits until it is ready. Somebody else may take a port that was free a moment ago, if only as
// the source of a connection: then it prepares and tries again.
func (r *Redis) start(prepare func()) {
	r.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		prepare()
		log := r.launch(deadline)
		switch {
		case log == "":
			return
		case !strings.Contains(log, "Address already in use"), time.Now().After(deadline):
			r.t.Fatalf("redis-server is not ready: %s", log)
		}
	}
}

// launch starts the process. It returns what that has logged where it is not ready until the deadline, or has ended.
func (r *Redis) launch(deadline time.Time) (log string) {
	r.t.Helper()
	_, port, _ := net.SplitHostPort(r.Address)
	file := filepath.Join(r.directory, "log")
	arguments := []string{
		"--port", port, "--bind", "127.0.0.1", "--dir", r.directory, "--save", "", "--appendonly", "no",
		"--logfile", file, "--enable-debug-command", "local",
	}
	if r.configuration != "" {
		arguments = []string{r.configuration, "--port", port, "--bind", "127.0.0.1", "--dir", r.directory, "--logfile", file}
	}
	before, _ := os.ReadFile(file) // of its former lives
	command := exec.Command("redis-server", append(arguments, r.arguments...)...)
	if err := command.Start(); err != nil {
		r.t.Fatalf("redis-server: %v", err)
	}
	ended := make(chan struct{})
	r.command, r.ended = command, ended
	go func() {
		_ = command.Wait()
		close(ended)
	}()
	for {
		over := time.Now().After(deadline)
		select {
		case <-ended:
			over = true
		case <-time.After(5 * time.Millisecond):
		}
		// Its own word: whoever answers on the port may be another.
		text, _ := os.ReadFile(file)
		log = string(text[min(len(before), len(text)):])
		switch {
		case over:
			_ = command.Process.Kill()
			<-ended
			return log + " (it has ended, or taken too long)"
		case strings.Contains(log, "Ready to accept connections"), strings.Contains(log, "Sentinel ID is"):
			return ""
		}
	}
}

// Kill ends the process as kill -9 does. Its files stay.
func (r *Redis) Kill() { r.end(syscall.SIGKILL) }

// Stop ends the process as SIGTERM does: with its data written, where it has persistence.
func (r *Redis) Stop() { r.end(syscall.SIGTERM) }

func (r *Redis) end(signal syscall.Signal) {
	select {
	case <-r.ended:
		return
	default:
	}
	_ = r.command.Process.Signal(signal)
	if signal != syscall.SIGKILL {
		select {
		case <-r.ended:
			return
		case <-time.After(10 * time.Second):
			r.t.Errorf("redis-server has not ended after %v", signal)
		}
		_ = r.command.Process.Kill()
	}
	<-r.ended
}

// Restart kills the server and starts it again: with what it wrote to its files, which is nothing without persistence.
func (r *Redis) Restart() {
	r.t.Helper()
	r.Kill()
	r.Start()
}

// Pause suspends the process (SIGSTOP): connections stay open, and nobody answers.
func (r *Redis) Pause() { _ = r.command.Process.Signal(syscall.SIGSTOP) }

// Resume ends Pause.
func (r *Redis) Resume() { _ = r.command.Process.Signal(syscall.SIGCONT) }
