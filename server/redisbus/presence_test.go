package redisbus

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"eventwire/server/internal/redistest"
)

func TestMembersOfTheCluster(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		one, two := openReady(t, url), openReady(t, url)
		join := func(n *node, id, claim string, want error) {
			t.Helper()
			if err := n.Join(t.Context(), Member{ID: id, Value: []byte("v " + id), Claim: claim}); !errors.Is(err, want) {
				t.Fatalf("join %s as %q: got %v, want %v", id, claim, err, want)
			}
		}
		join(one, "a", "ann", nil)
		join(two, "b", "ann", ErrClaimed)
		join(two, "b", "bob", nil)
		join(one, "c", "", nil)
		if got := two.members(); !slices.Equal(got, []string{"a", "b", "c"}) {
			t.Fatalf("members: got %v", got)
		}
		// A rename frees the old name and takes the new one.
		join(one, "a", "amy", nil)
		join(two, "b", "ann", nil)
		join(one, "c", "bob", nil)
		// A member that comes back on another instance moves there.
		join(two, "a", "amy", nil)
		if err := one.Leave(t.Context(), "a"); !errors.Is(err, ErrNotHeld) {
			t.Fatalf("leave of one who moved: got %v, want ErrNotHeld", err)
		}
		if err := two.Leave(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		if err := two.Leave(t.Context(), "a"); !errors.Is(err, ErrNotHeld) {
			t.Fatalf("second leave: got %v, want ErrNotHeld", err)
		}
		join(one, "d", "amy", nil)
		members, _, err := one.Members(t.Context(), "")
		if err != nil || !slices.Equal(memberIDs(members), []string{"b", "c", "d"}) {
			t.Fatalf("members: got %v, %v", memberIDs(members), err)
		}
		if m := members[0]; m.Claim != "ann" || string(m.Value) != "v b" {
			t.Fatalf("member b: got %+v", m)
		}
	})
}

// Members are given again only where something has changed since.
func TestMembersSinceAState(t *testing.T) {
	t.Parallel()
	server := redistest.StartRedis(t)
	one, two := openReady(t, server.URL()), openReady(t, server.URL())
	state := ""
	check := func(what string, change bool, want ...string) {
		t.Helper()
		members, now, err := one.Members(t.Context(), state)
		if err != nil {
			t.Fatal(err)
		}
		if got := memberIDs(members); (now != state) != change || change && !slices.Equal(got, want) || !change && len(got) > 0 {
			t.Fatalf("%s: got %v and the state %q after %q; changed is %v, want %v", what, got, now, state, change, want)
		}
		state = now
	}
	join := func(n *node, id, value, claim string) error {
		return n.Join(t.Context(), Member{ID: id, Value: []byte(value), Claim: claim})
	}
	check("at first", true)
	check("nothing happened", false)
	if err := errors.Join(join(one, "a", "v", "ann"), join(two, "b", "v", "bob")); err != nil {
		t.Fatal(err)
	}
	check("two came", true, "a", "b")
	check("nothing happened", false)
	if err := join(two, "c", "v", "ann"); !errors.Is(err, ErrClaimed) {
		t.Fatal(err)
	}
	check("one was refused", false)
	if err := join(two, "b", "w", "bob"); err != nil {
		t.Fatal(err)
	}
	check("one changed", true, "a", "b")
	if err := one.Leave(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	check("one left", true, "b")
	if err := two.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("an instance left", true)
	if err := join(one, "d", "v", "dan"); err != nil {
		t.Fatal(err)
	}
	check("one came", true, "d")
	server.Restart()
	one.eventually("it is back", func() bool { return slices.Equal(one.members(), []string{"d"}) })
	check("Redis was emptied", true, "d")
	check("nothing happened", false)
}

func TestClaimsAreHeldOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		one, two := openReady(t, url), openReady(t, url)
		var won sync.Map
		var tasks sync.WaitGroup
		for i := range 100 {
			n := []*node{one, two}[i%2]
			tasks.Go(func() {
				err := n.Join(t.Context(), Member{ID: fmt.Sprint(i), Claim: "name"})
				if err == nil {
					won.Store(i, true)
				} else if !errors.Is(err, ErrClaimed) {
					t.Error(err)
				}
			})
		}
		tasks.Wait()
		winners := 0
		won.Range(func(any, any) bool { winners++; return true })
		if winners != 1 {
			t.Fatalf("%d members hold one name", winners)
		}
	})
}

func TestTenThousandMembers(t *testing.T) {
	t.Parallel()
	n := openReady(t, redistest.StartRedis(t).URL())
	var tasks sync.WaitGroup
	slots := make(chan struct{}, 500) // as many at once, so that a slow machine answers each in time
	for i := range 10000 {
		slots <- struct{}{}
		tasks.Go(func() {
			defer func() { <-slots }()
			if err := n.Join(t.Context(), Member{ID: fmt.Sprintf("%05d", i), Claim: fmt.Sprint("n", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	tasks.Wait()
	if got := len(n.members()); got != 10000 {
		t.Fatalf("%d members, want 10000", got)
	}
}

// TestCutOffInstanceIsReaped cuts one instance off, as if it were killed, and lets it come back.
func TestCutOffInstanceIsReaped(t *testing.T) {
	t.Parallel()
	server := redistest.StartRedis(t)
	links := redistest.StartProxy(t, server.Address)
	dead, one, two := openReady(t, links.URL()), openReady(t, server.URL()), openReady(t, server.URL())
	for _, m := range []Member{{ID: "a", Claim: "ann"}, {ID: "b", Claim: "bob"}} {
		if err := dead.Join(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if err := one.Join(t.Context(), Member{ID: "c"}); err != nil {
		t.Fatal(err)
	}
	links.Refuse(true)
	links.Cut()
	one.eventually("the members are gone", func() bool { return slices.Equal(one.members(), []string{"c"}) })
	eventually(t, "one is told", func() bool { return len(one.lostIDs())+len(two.lostIDs()) > 0 })
	lost := append(one.lostIDs(), two.lostIDs()...)
	slices.Sort(lost)
	if !slices.Equal(lost, []string{"a", "b"}) {
		t.Fatalf("lost: got %v, want a and b, once", lost)
	}
	if err := two.Join(t.Context(), Member{ID: "d", Claim: "ann"}); err != nil {
		t.Fatalf("the name of one who was lost: %v", err)
	}
	links.Refuse(false)
	one.eventually("they are back", func() bool { return slices.Equal(one.members(), []string{"a", "b", "c", "d"}) })
	dead.eventually("it is told", func() bool {
		dead.mu.Lock()
		defer dead.mu.Unlock()
		return len(dead.restored) == 2
	})
	for _, r := range dead.restored {
		if want := r.ID == "a"; r.ClaimTaken != want {
			t.Errorf("restored %s: claim taken is %v, want %v", r.ID, r.ClaimTaken, want)
		}
	}
}

func TestNobodyIsLostWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	server := redistest.StartRedis(t)
	one, two := openReady(t, server.URL()), openReady(t, server.URL())
	if err := one.Join(t.Context(), Member{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	server.Pause()
	begin := time.Now()
	eventually(t, "more than the expiry", func() bool { return time.Since(begin) > beatExpiry+beatInterval })
	server.Resume()
	two.eventually("ready", two.Ready)
	begin = time.Now()
	eventually(t, "several heartbeats", func() bool { return time.Since(begin) > 2*beatInterval })
	if got := two.members(); !slices.Equal(got, []string{"a"}) || len(two.lostIDs())+len(one.lostIDs()) > 0 {
		t.Fatalf("members %v, lost %v %v; want a, and nobody lost", got, one.lostIDs(), two.lostIDs())
	}
}

func TestMembersSurviveAnEmptyRedis(t *testing.T) {
	t.Parallel()
	server := redistest.StartRedis(t)
	one, two := openReady(t, server.URL()), openReady(t, server.URL())
	for n, id := range map[*node]string{one: "a", two: "b"} {
		if err := n.Join(t.Context(), Member{ID: id, Claim: id}); err != nil {
			t.Fatal(err)
		}
	}
	server.Restart()
	two.eventually("both are back", func() bool { return slices.Equal(two.members(), []string{"a", "b"}) })
	if err := one.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := two.members(); !slices.Equal(got, []string{"b"}) {
		t.Fatalf("after Close: got %v, want b", got)
	}
	if len(two.lostIDs()) > 0 || len(one.restored)+len(two.restored) > 0 {
		t.Errorf("lost %v, restored %v %v; want nobody told", two.lostIDs(), one.restored, two.restored)
	}
}
