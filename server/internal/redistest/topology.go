package redistest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
}

// StartSentinel starts the processes and waits until the Sentinel knows the replica.
func StartSentinel(t testing.TB) *Sentinel {
	t.Helper()
	master := StartRedis(t)
	host, port, _ := net.SplitHostPort(master.Address)
	replica := StartRedis(t, "--replicaof", host, port)
	wait(t, "the replica is in step", func() bool {
		out, _ := cli(replica.Address, "info", "replication")
		return strings.Contains(out, "master_link_status:up")
	})
	configuration := filepath.Join(t.TempDir(), "sentinel.conf")
	text := fmt.Sprintf("sentinel monitor mymaster %s %s 1\nsentinel down-after-milliseconds mymaster 1000\n"+
		"sentinel failover-timeout mymaster 5000\n", host, port)
	if err := os.WriteFile(configuration, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Sentinel{Nodes: []*Redis{master, replica}}
	watcher := &Redis{Address: FreeAddress(t), t: t, directory: t.TempDir(), configuration: configuration}
	watcher.arguments = []string{"--sentinel"}
	watcher.Start()
	t.Cleanup(watcher.Kill)
	s.Address = watcher.Address
	wait(t, "the Sentinel knows the replica", func() bool {
		out, _ := cli(s.Address, "sentinel", "replicas", "mymaster")
		return strings.Contains(out, replica.Address)
	})
	return s
}

// URL returns redis+sentinel://host:port/mymaster.
func (s *Sentinel) URL() string { return "redis+sentinel://" + s.Address + "/mymaster" }

// Cluster is a Redis Cluster of three masters.
type Cluster struct{ Nodes []*Redis }

// StartCluster starts the nodes, each with these arguments besides, and waits until all slots are served. The options
// of redis-cli say how to get in.
func StartCluster(t testing.TB, options, arguments []string) *Cluster {
	t.Helper()
	return startCluster(t, options, func(string) []string { return arguments })
}

// StartTLSCluster starts nodes that speak only TLS.
func StartTLSCluster(t testing.TB, options []string, c Certificate) *Cluster {
	t.Helper()
	return startCluster(t, options, func(port string) []string {
		return []string{
			"--port", "0", "--tls-port", port, "--tls-cluster", "yes",
			"--tls-cert-file", c.CertFile, "--tls-key-file", c.KeyFile, "--tls-ca-cert-file", c.CertFile,
		}
	})
}

func startCluster(t testing.TB, options []string, arguments func(port string) []string) *Cluster {
	t.Helper()
	c := &Cluster{}
	create := append(slices.Clone(options), "--cluster", "create")
	for range 3 {
		address := FreeAddress(t)
		_, port, _ := net.SplitHostPort(address)
		node := StartRedisAt(t, address, append([]string{"--cluster-enabled", "yes", "--cluster-node-timeout", "2000"}, arguments(port)...)...)
		c.Nodes = append(c.Nodes, node)
		create = append(create, address)
	}
	CLI(t, c.Nodes[0].Address, append(create, "--cluster-yes")...)
	for _, node := range c.Nodes {
		wait(t, "the cluster is up", func() bool {
			out, _ := cli(node.Address, append(slices.Clone(options), "cluster", "info")...)
			return strings.Contains(out, "cluster_state:ok")
		})
	}
	return c
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
