package redistest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// CLI runs redis-cli against an address and returns what it prints.
func CLI(t testing.TB, address string, arguments ...string) string {
	t.Helper()
	out, err := cli(address, arguments...)
	if err != nil {
		t.Fatalf("redis-cli %s: %v: %s", strings.Join(arguments, " "), err, out)
	}
	return out
}

func cli(address string, arguments ...string) (string, error) {
	host, port, _ := net.SplitHostPort(address)
	out, err := exec.Command("redis-cli", append([]string{"-h", host, "-p", port}, arguments...)...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// Sentinel is a master with a replica, watched by one Sentinel under the name "mymaster".
type Sentinel struct {
	Address string // of the Sentinel
	Nodes   []*Redis

	options []string // of redis-cli
}

// StartSentinel starts the processes and waits until the Sentinel knows the replica.
func StartSentinel(t testing.TB) *Sentinel {
	t.Helper()
	return startSentinel(t, nil, func(string) []string { return nil })
}

// StartTLSSentinel starts processes that speak only TLS, also among themselves.
func StartTLSSentinel(t testing.TB, c Certificate) *Sentinel {
	t.Helper()
	return startSentinel(t, c.options(), func(port string) []string { return append(c.arguments(port), "--tls-replication", "yes") })
}

func startSentinel(t testing.TB, options []string, arguments func(port string) []string) *Sentinel {
	t.Helper()
	s := &Sentinel{options: options}
	var monitored string // the master, as the others write it
	for range 2 {
		address := FreeAddress(t)
		host, port, _ := net.SplitHostPort(address)
		all := arguments(port)
		if monitored == "" {
			monitored = host + " " + port
		} else {
			all = append(append(all, "--replicaof"), strings.Fields(monitored)...)
		}
		s.Nodes = append(s.Nodes, StartRedisAt(t, address, all...))
	}
	wait(t, "the replica is in step", func() bool {
		out, _ := s.cli(s.Nodes[1].Address, "info", "replication")
		return strings.Contains(out, "master_link_status:up")
	})
	configuration := filepath.Join(t.TempDir(), "sentinel.conf")
	text := fmt.Sprintf("sentinel monitor mymaster %s 1\nsentinel down-after-milliseconds mymaster 1000\n"+
		"sentinel failover-timeout mymaster 5000\n", monitored)
	if err := os.WriteFile(configuration, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	watcher := &Redis{Address: FreeAddress(t), t: t, directory: t.TempDir(), configuration: configuration}
	_, port, _ := net.SplitHostPort(watcher.Address)
	watcher.arguments = append([]string{"--sentinel"}, arguments(port)...)
	watcher.Start()
	t.Cleanup(watcher.Kill)
	s.Address = watcher.Address
	wait(t, "the Sentinel knows the replica", func() bool {
		out, _ := s.cli(s.Address, "sentinel", "replicas", "mymaster")
		return strings.Contains(out, s.Nodes[1].Address)
	})
	return s
}

func (s *Sentinel) cli(address string, command ...string) (string, error) {
	return cli(address, append(slices.Clone(s.options), command...)...)
}

// InStep reports whether the replica has got everything that the master has.
func (s *Sentinel) InStep() bool { return inStep(s.options, s.Nodes[0].Address, s.Nodes[1].Address) }

func inStep(options []string, master, replica string) bool {
	offset := func(address string) string {
		out, _ := cli(address, append(slices.Clone(options), "info", "replication")...)
		_, rest, _ := strings.Cut(out, "\nmaster_repl_offset:")
		number, _, _ := strings.Cut(rest, "\r")
		return number
	}
	want := offset(master)
	return want != "" && offset(replica) == want
}

// URL returns redis+sentinel://host:port/mymaster.
func (s *Sentinel) URL() string { return "redis+sentinel://" + s.Address + "/mymaster" }

// Cluster is a Redis Cluster of three masters, with or without replicas.
type Cluster struct{ Nodes []*Redis }

// StartCluster starts the nodes, each with these arguments besides, and waits until all slots are served. The options
// of redis-cli say how to get in.
func StartCluster(t testing.TB, options, arguments []string) *Cluster {
	t.Helper()
	return startCluster(t, 0, options, func(string) []string { return arguments })
}

// StartTLSCluster starts nodes that speak only TLS.
func StartTLSCluster(t testing.TB, c Certificate) *Cluster {
	t.Helper()
	return startCluster(t, 0, c.options(), func(port string) []string { return append(c.arguments(port), "--tls-cluster", "yes") })
}

// StartReplicatedCluster starts three masters, each with a replica, and waits until those are in step.
func StartReplicatedCluster(t testing.TB) *Cluster {
	t.Helper()
	c := startCluster(t, 1, nil, func(string) []string { return nil })
	for _, node := range c.Nodes {
		wait(t, "every replica is in step", func() bool {
			out, _ := cli(node.Address, "info", "replication")
			return strings.Contains(out, "master_link_status:up") || strings.Contains(out, "connected_slaves:1")
		})
	}
	return c
}

func startCluster(t testing.TB, replicas int, options []string, arguments func(port string) []string) *Cluster {
	t.Helper()
	c := &Cluster{}
	create := append(slices.Clone(options), "--cluster", "create")
	for range 3 * (1 + replicas) {
		address := FreeAddress(t)
		_, port, _ := net.SplitHostPort(address)
		node := StartRedisAt(t, address, append([]string{"--cluster-enabled", "yes", "--cluster-node-timeout", "2000"}, arguments(port)...)...)
		c.Nodes = append(c.Nodes, node)
		create = append(create, address)
	}
	CLI(t, c.Nodes[0].Address, append(create, "--cluster-replicas", strconv.Itoa(replicas), "--cluster-yes")...)
	for _, node := range c.Nodes {
		wait(t, "the cluster is up", func() bool {
			out, _ := cli(node.Address, append(slices.Clone(options), "cluster", "info")...)
			return strings.Contains(out, "cluster_state:ok")
		})
	}
	return c
}

// Owner returns the running master that holds a key.
func (c *Cluster) Owner(t testing.TB, key string) *Redis {
	t.Helper()
	var owner *Redis
	wait(t, "a master holds "+key, func() bool {
		for _, node := range c.Nodes {
			role, _ := cli(node.Address, "role")
			// Anybody but the owner answers MOVED.
			if out, err := cli(node.Address, "exists", key); err == nil && strings.HasPrefix(role, "master") && !strings.Contains(out, "MOVED") {
				owner = node
				return true
			}
		}
		return false
	})
	return owner
}

// InStep reports whether the replica of a master has got everything that the master has.
func (c *Cluster) InStep(master *Redis) bool {
	out, _ := cli(master.Address, "role") // master, offset, and of each replica host, port and offset
	fields := strings.Fields(out)
	return len(fields) > 3 && inStep(nil, master.Address, net.JoinHostPort(fields[2], fields[3]))
}

// Migrate moves the slot of a key, with all keys in it, from one master to another while both serve.
func (c *Cluster) Migrate(t testing.TB, key string, from, to *Redis) {
	t.Helper()
	slot := CLI(t, from.Address, "cluster", "keyslot", key)
	source, target := CLI(t, from.Address, "cluster", "myid"), CLI(t, to.Address, "cluster", "myid")
	CLI(t, to.Address, "cluster", "setslot", slot, "importing", source)
	CLI(t, from.Address, "cluster", "setslot", slot, "migrating", target)
	host, port, _ := net.SplitHostPort(to.Address)
	for {
		keys := strings.Fields(CLI(t, from.Address, "cluster", "getkeysinslot", slot, "100"))
		if len(keys) == 0 {
			break
		}
		if out := CLI(t, from.Address, append([]string{"migrate", host, port, "", "0", "5000", "keys"}, keys...)...); out != "OK" && out != "NOKEY" {
			t.Fatalf("migrate: %s", out)
		}
	}
	for _, node := range []*Redis{to, from} {
		if out := CLI(t, node.Address, "cluster", "setslot", slot, "node", target); out != "OK" {
			t.Fatalf("setslot: %s", out)
		}
	}
}

// Addresses returns the nodes as host:port,host:port.
func (c *Cluster) Addresses() string {
	var addresses []string
	for _, node := range c.Nodes {
		addresses = append(addresses, node.Address)
	}
	return strings.Join(addresses, ",")
}

func wait(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !condition(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}
