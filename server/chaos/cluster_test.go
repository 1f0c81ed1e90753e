package chaos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"eventwire/server/internal/redistest"
)

const (
	instances       = 3
	shutdownTimeout = 10 * time.Second
	patience        = 60 * time.Second // how long what has to happen may take on a slow machine
)

// cluster is Redis, the server processes, and proxies on every line between them and to their clients.
type cluster struct {
	t     testing.TB
	redis *redistest.Redis
	nodes [instances]*node
}

// node is one server process on a port of its own. It may end and start again.
type node struct {
	t       testing.TB
	program string
	name    string
	address string
	toRedis *redistest.Proxy
	front   *redistest.Proxy // where clients connect
	log     string

	command *exec.Cmd
	ended   chan error
}

// startCluster builds the server and starts everything. Redis writes each command to its file before it answers.
func startCluster(t testing.TB) *cluster {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	if output, err := exec.Command("go", "build", "-o", program, "eventwire/server").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	c := &cluster{t: t, redis: redistest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always")}
	for i := range c.nodes {
		n := &node{
			t:       t,
			program: program,
			name:    fmt.Sprintf("chaos-%d", i+1),
			address: redistest.FreeAddress(t),
			toRedis: redistest.StartProxy(t, c.redis.Address),
		}
		n.front = redistest.StartProxy(t, n.address)
		n.log = filepath.Join(t.TempDir(), "log")
		c.nodes[i] = n
		n.start()
		t.Cleanup(n.kill)
	}
	for _, n := range c.nodes {
		n.awaitReady()
	}
	return c
}

// history is the ids of the messages that Redis has.
func (c *cluster) history() map[string]bool {
	c.t.Helper()
	ids := map[string]bool{}
	lines := strings.Split(redistest.CLI(c.t, c.redis.Address, "xrange", channel+":history", "-", "+"), "\n")
	for i, line := range lines {
		if i+1 < len(lines) && lines[i+1] == "data" { // id, "data", data, "prev", id of the one before
			ids[line] = true
		}
	}
	return ids
}

// start starts the process. It is ready a little later.
func (n *node) start() {
	n.t.Helper()
	log, err := os.OpenFile(n.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		n.t.Fatal(err)
	}
	defer log.Close()
	n.command = exec.Command(n.program)
	n.command.Env = append(os.Environ(),
		"PORT="+n.address[strings.LastIndexByte(n.address, ':')+1:],
		"REDIS_URL="+n.toRedis.URL(),
		"SERVER_ID="+n.name,
		"RATE_LIMIT=0",
		"REPLAY_LIMIT=0",
		"LOG_LEVEL=warn",
		"SHUTDOWN_TIMEOUT="+shutdownTimeout.String(),
	)
	n.command.Stdout, n.command.Stderr = log, log
	if err := n.command.Start(); err != nil {
		n.t.Fatal(err)
	}
	command, ended := n.command, make(chan error, 1)
	n.ended = ended
	go func() { ended <- command.Wait() }()
}

// get asks for a page of the instance itself, past the proxy.
func (n *node) get(path string) (int, error) {
	ctx, cancel := context.WithTimeout(n.t.Context(), 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+n.address+path, nil)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

func (n *node) awaitReady() {
	n.t.Helper()
	await(n.t, n.name+" is ready", func() bool {
		select {
		case err := <-n.ended:
			output, _ := os.ReadFile(n.log)
			n.t.Fatalf("%s has ended: %v\n%s", n.name, err, output)
		default:
		}
		status, err := n.get("/api/ready")
		return err == nil && status == http.StatusOK
	})
}

// kill ends the process as kill -9 does, if it runs.
func (n *node) kill() {
	if n.command != nil {
		_ = n.command.Process.Kill()
		<-n.ended
		n.command = nil
	}
}

// terminate ends the process as a rolling restart does, and says what is wrong with how it went.
func (n *node) terminate() error {
	began := time.Now()
	if err := n.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	defer func() { n.command = nil }()
	select {
	case err := <-n.ended:
		if err != nil {
			return fmt.Errorf("%s ended with %w after SIGTERM", n.name, err)
		}
		if took := time.Since(began); took > shutdownTimeout+time.Second {
			return fmt.Errorf("%s took %v to end, and SHUTDOWN_TIMEOUT is %v", n.name, took.Round(time.Millisecond), shutdownTimeout)
		}
		return nil
	case <-time.After(patience):
		_ = n.command.Process.Kill()
		return errors.Join(fmt.Errorf("%s did not end after SIGTERM", n.name), <-n.ended)
	}
}

// await waits until the condition is true.
func await(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("not so after %v: %s", patience, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
