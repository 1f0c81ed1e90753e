package redisbus

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"eventwire/server/internal/redistest"
)

const (
	talk = "chat:message" // with a history
	news = "user:joined"  // without
)

// node is a bus with a record of what it delivered.
type node struct {
	*Bus
	t testing.TB

	mu       sync.Mutex
	messages map[string][]Message
	resets   []Reset
	lost     []Member
	restored []Restored
}

func open(t testing.TB, url string, change ...func(*Options)) *node {
	t.Helper()
	n := &node{t: t, messages: map[string][]Message{}}
	o := Options{
		URL:      url,
		Channels: []Channel{{Name: talk, History: &History{MaxLength: 10000}}, {Name: news}},
		Deliver: func(m Message) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.messages[m.Channel] = append(n.messages[m.Channel], m)
		},
		Reset: func(r Reset) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.resets = append(n.resets, r)
		},
		Lost: func(m []Member) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.lost = append(n.lost, m...)
		},
		Restored: func(r []Restored) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.restored = append(n.restored, r...)
		},
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	for _, f := range change {
		f(&o)
	}
	b, err := Open(context.WithoutCancel(t.Context()), o)
	if err != nil {
		t.Fatal(err)
	}
	n.Bus = b
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = b.Close(ctx)
	})
	return n
}

func openReady(t testing.TB, url string, change ...func(*Options)) *node {
	t.Helper()
	n := open(t, url, change...)
	n.eventually("ready", n.Ready)
	return n
}

func (n *node) eventually(what string, condition func() bool) {
	n.t.Helper()
	eventually(n.t, what, condition)
}

func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(40 * time.Second); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

func (n *node) delivered(channel string) []Message {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.messages[channel])
}

func (n *node) count(channel string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.messages[channel])
}

func (n *node) resetReasons() []ResetReason {
	n.mu.Lock()
	defer n.mu.Unlock()
	var reasons []ResetReason
	for _, r := range n.resets {
		if r.Channel == talk {
			reasons = append(reasons, r.Reason)
		}
	}
	return reasons
}

func (n *node) lostIDs() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return memberIDs(n.lost)
}

func memberIDs(members []Member) []string {
	var ids []string
	for _, m := range members {
		ids = append(ids, m.ID)
	}
	return ids
}

func (n *node) members() []string {
	members, _, err := n.Members(n.t.Context(), "")
	if err != nil {
		return []string{err.Error()}
	}
	return memberIDs(members)
}

// say publishes until it succeeds, as a client does that waits for its ack.
func (n *node) say(text, once string) Receipt {
	for deadline := time.Now().Add(40 * time.Second); ; {
		r, err := n.Publish(context.Background(), Publication{Channel: talk, Data: []byte(text), Once: once})
		if err == nil {
			return r
		}
		if time.Now().After(deadline) {
			n.t.Errorf("publish %s: %v", text, err)
			return Receipt{}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func datas(messages []Message) []string {
	var out []string
	for _, m := range messages {
		out = append(out, string(m.Data))
	}
	return out
}

// numbers returns "1".."n".
func numbers(n int) []string {
	var out []string
	for i := range n {
		out = append(out, strconv.Itoa(i+1))
	}
	return out
}

func (n *node) wantDelivered(channel string, want []string) {
	n.t.Helper()
	n.eventually(fmt.Sprintf("%d messages on %s", len(want), channel), func() bool { return n.count(channel) >= len(want) })
	if got := datas(n.delivered(channel)); !slices.Equal(got, want) {
		n.t.Fatalf("delivered on %s: got %v, want %v", channel, got, want)
	}
}

// onBoth runs a test on a real server and on the embedded one.
func onBoth(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("real", func(t *testing.T) {
		t.Parallel()
		test(t, redistest.StartRedis(t).URL())
	})
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		address := redistest.FreeAddress(t)
		holder := open(t, "", func(o *Options) { o.LocalAddress, o.Channels = address, nil })
		if !holder.Embedded() {
			t.Fatal("the embedded Redis was not started")
		}
		test(t, "redis://"+address)
	})
}
