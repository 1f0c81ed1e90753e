package chaos

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// presenceLimit is the promise: after an instance was killed, who is here is right again within this time.
const presenceLimit = 10 * time.Second

// TestPeopleOfAKilledInstance kills an instance with -9, and its people do not come back.
func TestPeopleOfAKilledInstance(t *testing.T) {
	c := startCluster(t)
	ctx, cancel := context.WithCancel(t.Context())
	leaving, leave := context.WithCancel(ctx)
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer cancel()
	defer leave()
	enter := func(ctx context.Context, n *node, name string) *client {
		k := newClient(fmt.Sprintf("on-%s-%s", n.name, name), func() string { return n.front.Address })
		k.username = name
		tasks.Go(func() { k.run(ctx) })
		return k
	}
	for i := range 5 {
		enter(leaving, c.nodes[0], fmt.Sprintf("gone %d", i))
	}
	watcher := enter(ctx, c.nodes[1], "stays")
	sees := func(k *client, count int) bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		return len(k.here) == count && (count == 0 || k.here["stays"])
	}
	await(t, "everybody is seen on the other instance", func() bool { return sees(watcher, 6) })

	killed := time.Now()
	c.nodes[0].kill()
	leave()
	await(t, "the dead instance's people are gone", func() bool { return sees(watcher, 1) })
	took := time.Since(killed)
	t.Logf("they were gone after %v", took.Round(time.Millisecond))
	if took > presenceLimit {
		t.Errorf("it took %v until they were gone, and %v is promised", took, presenceLimit)
	}
	newcomer := enter(ctx, c.nodes[2], "")
	await(t, "a newcomer on the third instance sees the same", func() bool { return sees(newcomer, 1) })
}
