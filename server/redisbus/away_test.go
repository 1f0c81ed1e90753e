package redisbus

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"eventwire/server/internal/redistest"
)

// TestRewoundRedis brings an older state of the history back, as a failover to a replica that lagged does.
func TestRewoundRedis(t *testing.T) {
	t.Parallel()
	rows := map[string]int{
		"to what is in memory":           100,
		"to before what is in memory":    2,
		"to the last of those in memory": 3,
	}
	for name, tailLength := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.StartRedis(t, "--dbfilename", "dump.rdb")
			n := openReady(t, server.URL(), func(o *Options) { o.TailLength = tailLength })
			var ids []string
			for _, text := range numbers(8) {
				if text == "6" {
					redistest.CLI(t, server.Address, "save")
				}
				ids = append(ids, n.say(text, text).ID)
			}
			n.wantDelivered(talk, numbers(8))
			server.Restart()
			n.eventually("told", func() bool { return slices.Equal(n.resetReasons(), []ResetReason{ResetRewound}) })
			if from := n.resets[0].From; from != ids[7] {
				t.Errorf("broken after %s, want %s", from, ids[7])
			}
			if n.Complete(talk, ids[7]) || n.Complete(talk, ids[5]) {
				t.Error("a position that Redis has forgotten is complete")
			}
			if !n.Complete(talk, ids[4]) {
				t.Error("a position that Redis still has is not complete")
			}
			if again := n.say("8", "8"); again.Duplicate {
				t.Error("a message that Redis has forgotten is a duplicate")
			}
			n.say("9", "9")
			n.wantDelivered(talk, append(numbers(8), "8", "9"))
		})
	}
}

// endings records why lines were given up.
type endings struct {
	noObserver
	mu   sync.Mutex
	errs []error
}

func (e *endings) Disconnected(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.errs = append(e.errs, err)
}

func (e *endings) have(want error) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.ContainsFunc(e.errs, func(err error) bool { return errors.Is(err, want) })
}

// TestSilentLine leaves the subscribed connection open and dead: nothing but a message to ourselves tells.
func TestSilentLine(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		links := redistest.StartProxy(t, strings.TrimPrefix(url, "redis://"))
		ended := &endings{}
		writer := openReady(t, url)
		reader := openReady(t, links.URL(), func(o *Options) { o.Observer = ended })
		for _, text := range numbers(20) {
			if text == "10" {
				links.Freeze()
			}
			writer.say(text, text)
		}
		reader.wantDelivered(talk, numbers(20))
		if !ended.have(errSilent) {
			t.Errorf("the line ended with %v, want %v", ended.errs, errSilent)
		}
		if got := reader.resetReasons(); len(got) > 0 {
			t.Errorf("resets %v, want none", got)
		}
		reader.eventually("ready again", reader.Ready)
		reader.say("21", "21")
		writer.wantDelivered(talk, numbers(21))
	})
}
