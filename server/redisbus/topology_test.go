package redisbus

import (
	"fmt"
	"net"
	"slices"
	"strconv"
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
	c := redistest.StartTLSCluster(t, pair)
	exchange(t, fmt.Sprintf("rediss+cluster://%s?tls_ca_file=%s&tls_cert_file=%s&tls_key_file=%s", c.Addresses(), pair.CertFile, pair.CertFile, pair.KeyFile))
}

func TestSentinelFailover(t *testing.T) {
	t.Parallel()
	s := redistest.StartSentinel(t)
	failOver(t, s, s.URL())
}

func TestSentinelFailoverWithTLS(t *testing.T) {
	t.Parallel()
	pair := redistest.NewCertificate(t)
	s := redistest.StartTLSSentinel(t, pair)
	failOver(t, s, fmt.Sprintf("rediss+sentinel://%s/mymaster?tls_ca_file=%s&tls_cert_file=%s&tls_key_file=%s", s.Address, pair.CertFile, pair.CertFile, pair.KeyFile))
}

func failOver(t *testing.T, s *redistest.Sentinel, url string) {
	t.Helper()
	one, two := openReady(t, url), openReady(t, url)
	for i, text := range numbers(300) {
		if i == 150 {
			// What the replica lacks at a failover, Redis loses.
			eventually(t, "the replica is in step", s.InStep)
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

// TestClusterFailover kills the master that holds the history, then the one that holds the presence and is subscribed to.
func TestClusterFailover(t *testing.T) {
	t.Parallel()
	c := redistest.StartReplicatedCluster(t)
	url := "redis+cluster://" + c.Addresses()
	one, two := openReady(t, url), openReady(t, url)
	var dead *redistest.Redis
	for i, text := range numbers(300) {
		switch i {
		case 100:
			dead = killOwner(t, c, talk+":history")
		case 200:
			dead.Start() // it comes back as a replica
			killOwner(t, c, presenceMembers)
		}
		one.say(text, text)
	}
	one.wantDelivered(talk, numbers(300))
	two.wantDelivered(talk, numbers(300))
	if got := two.resetReasons(); len(got) > 0 {
		t.Errorf("resets %v, want none", got)
	}
	one.eventually("ready", one.Ready)
	two.eventually("ready", two.Ready)
	if err := one.Join(t.Context(), Member{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	if got := two.members(); !slices.Equal(got, []string{"a"}) {
		t.Errorf("members: got %v, want a", got)
	}
}

func killOwner(t *testing.T, c *redistest.Cluster, key string) *redistest.Redis {
	t.Helper()
	owner := c.Owner(t, key)
	eventually(t, "the replica is in step", func() bool { return c.InStep(owner) })
	owner.Kill()
	return owner
}

// TestSlotMigration moves the slot of the history to another master and back while messages are said.
func TestSlotMigration(t *testing.T) {
	t.Parallel()
	c := redistest.StartCluster(t, nil, nil)
	url := "redis+cluster://" + c.Addresses()
	one, two := openReady(t, url), openReady(t, url)
	stop, said := make(chan struct{}), make(chan int, 1)
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				said <- n
				return
			default:
				n++
				one.say(strconv.Itoa(n), strconv.Itoa(n))
			}
		}
	}()
	home := c.Owner(t, talk+":history")
	away := c.Nodes[(slices.Index(c.Nodes, home)+1)%len(c.Nodes)]
	for _, move := range [][2]*redistest.Redis{{home, away}, {away, home}} {
		count := two.count(talk)
		two.eventually("messages before the move", func() bool { return two.count(talk) > count+20 })
		c.Migrate(t, talk+":history", move[0], move[1])
		count = two.count(talk)
		two.eventually("messages after the move", func() bool { return two.count(talk) > count+20 })
	}
	close(stop)
	n := <-said
	one.wantDelivered(talk, numbers(n))
	two.wantDelivered(talk, numbers(n))
	if got := append(one.resetReasons(), two.resetReasons()...); len(got) > 0 {
		t.Errorf("resets %v, want none", got)
	}
}
