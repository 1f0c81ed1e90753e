package redisbus

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"eventwire/server/internal/redistest"
)

// acl makes a user with no more rights than the package documentation says.
func aclUser(name, password string) []string {
	return []string{
		"--user", name, "on", ">" + password, "~" + talk + "*", "~{" + talk + "*", "~{" + news + "*", "~{presence}*",
		"&" + talk, "&" + news, "&{presence}:probe:*", "+@all",
	}
}

func exchange(t *testing.T, url string) {
	t.Helper()
	one, two := openReady(t, url), openReady(t, url)
	for i, text := range numbers(100) {
		[]*node{one, two}[i%2].say(text, text)
	}
	one.wantDelivered(talk, numbers(100))
	two.wantDelivered(talk, numbers(100))
	if _, err := two.Publish(t.Context(), Publication{Channel: news, Data: []byte("1"), Once: "a"}); err != nil {
		t.Fatal(err)
	}
	one.wantDelivered(news, numbers(1))
	if err := one.Join(t.Context(), Member{ID: "a", Claim: "ann"}); err != nil {
		t.Fatal(err)
	}
	if got := two.members(); !slices.Equal(got, []string{"a"}) {
		t.Fatalf("members: got %v, want a", got)
	}
	if again := two.say("1", "1"); !again.Duplicate {
		t.Error("a repetition is no duplicate")
	}
	messages, complete, err := two.Range(t.Context(), talk, "", 1000)
	if err != nil || !complete || len(messages) != 100 {
		t.Errorf("Range: got %d messages, %v, %v", len(messages), complete, err)
	}
}

func TestTLSAndACLUser(t *testing.T) {
	t.Parallel()
	c := redistest.NewCertificate(t)
	address := redistest.FreeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	arguments := []string{
		"--port", "0", "--tls-port", port, "--tls-cert-file", c.CertFile, "--tls-key-file", c.KeyFile, "--tls-ca-cert-file", c.CertFile,
	}
	redistest.StartRedisAt(t, address, append(arguments, aclUser("chat", "p@ss")...)...)
	exchange(t, fmt.Sprintf("rediss://chat:p%%40ss@%s?tls_ca_file=%s&tls_cert_file=%s&tls_key_file=%s", address, c.CertFile, c.CertFile, c.KeyFile))
}

func TestUnixSocket(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	redistest.StartRedis(t, "--unixsocket", directory+"/s")
	exchange(t, "unix://"+directory+"/s")
}

func TestCluster(t *testing.T) {
	t.Parallel()
	c := redistest.StartCluster(t, nil, aclUser("chat", "secret"))
	exchange(t, "redis+cluster://chat:secret@"+c.Addresses())
}

func TestClusterWithTLS(t *testing.T) {
	t.Parallel()
	pair := redistest.NewCertificate(t)
	options := []string{"--tls", "--cert", pair.CertFile, "--key", pair.KeyFile, "--cacert", pair.CertFile}
	c := redistest.StartTLSCluster(t, options, pair)
	exchange(t, fmt.Sprintf("rediss+cluster://%s?tls_ca_file=%s&tls_cert_file=%s&tls_key_file=%s", c.Addresses(), pair.CertFile, pair.CertFile, pair.KeyFile))
}

func TestSentinelFailover(t *testing.T) {
	t.Parallel()
	s := redistest.StartSentinel(t)
	one, two := openReady(t, s.URL()), openReady(t, s.URL())
	for i, text := range numbers(300) {
		if i == 150 {
			waitForReplica(t, s)
			s.Nodes[0].Kill()
		}
		one.say(text, text)
	}
	one.wantDelivered(talk, numbers(300))
	two.wantDelivered(talk, numbers(300))
	if got := two.resetReasons(); len(got) > 0 {
		t.Errorf("resets %v, want none", got)
	}
	two.eventually("ready", two.Ready)
}

// waitForReplica returns when the replica has everything: what it lacks at a failover, Redis loses.
func waitForReplica(t *testing.T, s *redistest.Sentinel) {
	eventually(t, "the replica is in step", func() bool {
		last := redistest.CLI(t, s.Nodes[0].Address, "hget", "{"+talk+":history}:meta", "last")
		return strings.Contains(redistest.CLI(t, s.Nodes[1].Address, "hget", "{"+talk+":history}:meta", "last"), last)
	})
}
