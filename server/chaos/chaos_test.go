package chaos

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// size is how much goes on.
type size struct {
	clients, senders int
	every            time.Duration // between two messages of a sender
	length           time.Duration // 0: each fault once
}

// plan reads the environment: EVENTWIRE_CHAOS is how long to go on, "once" for each fault once with all clients.
// EVENTWIRE_CHAOS_SEED repeats the choices of another run.
func plan(t *testing.T) (size, uint64) {
	s := size{clients: 40, senders: 8, every: 100 * time.Millisecond}
	if text := os.Getenv("EVENTWIRE_CHAOS"); text != "" {
		s.clients, s.senders = 200, 20
		if text != "once" {
			length, err := time.ParseDuration(text)
			if err != nil {
				t.Fatalf("EVENTWIRE_CHAOS: %v; a duration such as 30m, or once", err)
			}
			s.length = length
		}
	}
	seed := uint64(1)
	if text := os.Getenv("EVENTWIRE_CHAOS_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("EVENTWIRE_CHAOS_SEED: %v", err)
		}
		seed = n
	} else if s.length > 0 {
		seed = rand.Uint64()
	}
	return s, seed
}

// TestChaos lets one fault after another happen, and expects that nothing acknowledged is lost, doubled or out of order.
func TestChaos(t *testing.T) {
	t.Parallel()
	s, seed := plan(t)
	t.Logf("seed %d, %d clients of which %d speak", seed, s.clients, s.senders)
	random := rand.New(rand.NewPCG(seed, seed))
	c := startCluster(t)
	crowd := startCrowd(t, c, s, random)
	defer crowd.stop()

	table := newTable()
	for begin := time.Now(); ; {
		for _, f := range shuffled(faults(), random) {
			v, err := crowd.suffer(f, random)
			table.add(f, v)
			if err != nil {
				t.Errorf("%s: %v", f.name, err)
			}
			for _, example := range v.examples {
				t.Errorf("%s: %s", f.name, example)
			}
			if t.Failed() && s.length == 0 {
				break
			}
		}
		if time.Since(begin) >= s.length || t.Failed() {
			break
		}
	}
	var text bytes.Buffer
	if err := table.print(&text); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", text.String())
	if t.Failed() {
		for _, n := range c.nodes {
			log, _ := os.ReadFile(n.log)
			t.Logf("%s:\n%s", n.name, log[max(0, len(log)-4000):])
		}
	}
}

func shuffled(list []fault, random *rand.Rand) []fault {
	slices.SortFunc(list, func(a, b fault) int { return strings.Compare(a.name, b.name) })
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// crowd is the clients, and those of them who speak.
type crowd struct {
	t       testing.TB
	cluster *cluster
	size    size
	clients []*client
	stop    func()
}

// startCrowd connects the clients. They stay until stop.
func startCrowd(t testing.TB, c *cluster, s size, random *rand.Rand) *crowd {
	ctx, cancel := context.WithCancel(t.Context())
	var tasks sync.WaitGroup
	crowd := &crowd{t: t, cluster: c, size: s, stop: func() { cancel(); tasks.Wait() }}
	for i := range s.clients {
		var mu sync.Mutex
		choice := rand.New(rand.NewPCG(random.Uint64(), uint64(i)))
		k := newClient(fmt.Sprintf("c%d", i), func() string {
			mu.Lock()
			defer mu.Unlock()
			return c.any(choice).front.Address
		})
		crowd.clients = append(crowd.clients, k)
		tasks.Go(func() { k.run(ctx) })
	}
	await(t, "everybody is told where the history is", func() bool {
		return !slices.ContainsFunc(crowd.clients, func(k *client) bool {
			k.mu.Lock()
			defer k.mu.Unlock()
			return k.position == ""
		})
	})
	return crowd
}

// suffer lets a fault happen amid a conversation, waits until everybody has recovered, and judges.
func (c *crowd) suffer(f fault, random *rand.Rand) (verdict, error) {
	for _, k := range c.clients {
		k.forget()
	}
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	var speakers sync.WaitGroup
	for _, k := range c.clients[:c.size.senders] {
		speakers.Go(func() { k.speak(ctx, c.size.every) })
	}
	err := f.inject(c.cluster, random)
	select { // some more, on the healed cluster
	case <-time.After(while / 2):
	case <-ctx.Done():
	}
	cancel()
	speakers.Wait()
	c.settle()
	for _, k := range c.clients {
		k.mu.Lock()
		defer k.mu.Unlock()
	}
	v := judge(c.clients, f, c.cluster.history())
	for _, k := range c.clients {
		for _, answer := range k.refused {
			v.note("%s was refused: %s", k.name, answer)
		}
	}
	return v, err
}

// speak says something again and again.
func (c *client) speak(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			c.say()
		case <-ctx.Done():
			return
		}
	}
}

// forget begins a new log.
func (c *client) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log, c.refused = nil, nil
	clear(c.acked)
}

// settle waits until everything said is acknowledged and everybody has got the last of it. What never comes is the judge's.
func (c *crowd) settle() {
	deadline := time.Now().Add(patience)
	for !c.settled() && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
}

func (c *crowd) settled() bool {
	newest := ""
	for _, k := range c.clients {
		if !k.settled() {
			return false
		}
		k.mu.Lock()
		for at := range maps.Values(k.acked) {
			if compareIDs(at, newest) > 0 {
				newest = at
			}
		}
		k.mu.Unlock()
	}
	return !slices.ContainsFunc(c.clients, func(k *client) bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		return compareIDs(k.position, newest) < 0
	})
}

// table is the verdicts by fault.
type table struct {
	order  []string
	rounds map[string]int
	sums   map[string]*verdict
}

func newTable() *table { return &table{rounds: map[string]int{}, sums: map[string]*verdict{}} }

func (t *table) add(f fault, v verdict) {
	if t.sums[f.name] == nil {
		t.order = append(t.order, f.name)
		t.sums[f.name] = new(verdict)
	}
	t.rounds[f.name]++
	t.sums[f.name].add(v)
}

func (t *table) print(w io.Writer) error {
	slices.Sort(t.order)
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "fault\trounds\tmessages\tdeliveries\tgaps told\tmissing and told\tagain and told\tlost\tdoubled\tout of order\t")
	for _, name := range t.order {
		v := t.sums[name]
		fmt.Fprintf(tab, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n",
			name, t.rounds[name], v.messages, v.deliveries, v.gaps, v.excused, v.repeated, v.lost, v.doubled, v.disordered)
	}
	return tab.Flush()
}
