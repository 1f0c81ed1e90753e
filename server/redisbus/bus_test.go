package redisbus

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eventwire/server/internal/redistest"
)

func TestEveryInstanceGetsEveryMessageInOrder(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		one, two := openReady(t, url), openReady(t, url)
		for _, text := range numbers(200) {
			one.say(text, "")
		}
		one.wantDelivered(talk, numbers(200))
		two.wantDelivered(talk, numbers(200))
		got := one.delivered(talk)
		for i := 1; i < len(got); i++ {
			if !isAfter(got[i].ID, got[i-1].ID) {
				t.Fatalf("id %s after %s", got[i].ID, got[i-1].ID)
			}
		}
	})
}

func TestChannelWithoutHistory(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		one, two := openReady(t, url), openReady(t, url)
		first, err := one.Publish(t.Context(), Publication{Channel: news, Data: []byte(`1`), Once: "k"})
		if err != nil {
			t.Fatal(err)
		}
		again, err := two.Publish(t.Context(), Publication{Channel: news, Data: []byte(`1`), Once: "k"})
		if err != nil || !again.Duplicate || again.ID != first.ID {
			t.Fatalf("second publication: got %+v, %v; want the receipt of the first, %+v", again, err, first)
		}
		if _, err := one.Publish(t.Context(), Publication{Channel: news, Data: []byte(`2`)}); err != nil {
			t.Fatal(err)
		}
		one.wantDelivered(news, numbers(2))
		two.wantDelivered(news, numbers(2))
	})
}

func TestOnceIsOncePerWindow(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		short := func(o *Options) { o.DedupeWindow = 300 * time.Millisecond }
		one, two := openReady(t, url, short), openReady(t, url, short)
		first := one.say("1", "client/1")
		if again := two.say("1", "client/1"); !again.Duplicate || again.ID != first.ID {
			t.Fatalf("within the window: got %+v, want a duplicate of %s", again, first.ID)
		}
		eventually(t, "the window ends", func() bool { return !two.say("1", "client/1").Duplicate })
		one.wantDelivered(talk, []string{"1", "1"})
	})
}

func TestTailComesFirst(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		one := openReady(t, url)
		for _, text := range numbers(600) {
			one.say(text, "")
		}
		late := openReady(t, url, func(o *Options) { o.TailLength = 550 })
		late.wantDelivered(talk, numbers(600)[50:])
		one.say("601", "")
		late.wantDelivered(talk, numbers(601)[50:])
		got := late.delivered(talk)
		if !got[0].Replayed || !got[549].Replayed || got[550].Replayed {
			t.Fatal("Replayed must be true for the tail and false after it")
		}
	})
}

func TestRangeAndComplete(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		small := func(o *Options) {
			o.TailLength = 5
			o.Channels = []Channel{{Name: talk, History: &History{MaxLength: 20}}}
		}
		n := openReady(t, url, small)
		begin := n.Position(talk)
		if begin == "" || !n.Complete(talk, begin) {
			t.Fatalf("the beginning %q of an empty history must be complete", begin)
		}
		var ids []string
		for _, text := range numbers(30) {
			ids = append(ids, n.say(text, "").ID)
		}
		n.wantDelivered(talk, numbers(30))
		rows := []struct {
			name, after string
			want        bool
		}{
			{"the end", ids[29], true},
			{"in the tail", ids[27], true},
			{"before the tail", ids[15], true},
			{"the oldest kept", ids[10], true},
			{"just before the oldest kept", ids[9], true},
			{"trimmed", ids[8], false},
			{"the beginning, trimmed", begin, false},
			{"never there, in the tail", ids[27] + "9", false},
			{"in the future", "99999999999999-0", false},
			{"no position", "x", false},
			{"empty", "", false},
		}
		for _, row := range rows {
			if got := n.Complete(talk, row.after); got != row.want {
				t.Errorf("Complete(%s): got %v, want %v", row.name, got, row.want)
			}
		}
		messages, complete, err := n.Range(t.Context(), talk, ids[14], 4)
		if err != nil || !complete || !slices.Equal(datas(messages), numbers(19)[15:]) {
			t.Errorf("Range before the tail: got %v, %v, %v", datas(messages), complete, err)
		}
		messages, complete, err = n.Range(t.Context(), talk, ids[26], 100)
		if err != nil || !complete || !slices.Equal(datas(messages), numbers(30)[27:]) {
			t.Errorf("Range in the tail: got %v, %v, %v", datas(messages), complete, err)
		}
		messages, complete, err = n.Range(t.Context(), talk, ids[2], 100)
		if err != nil || complete || !slices.Equal(datas(messages), numbers(30)[10:]) {
			t.Errorf("Range of trimmed: got %v, %v, %v", datas(messages), complete, err)
		}
	})
}

func TestMaxAge(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		n := openReady(t, url, func(o *Options) {
			o.Channels = []Channel{{Name: talk, History: &History{MaxAge: 500 * time.Millisecond}}}
		})
		begin := n.Position(talk)
		n.say("1", "")
		eventually(t, "the message is too old", func() bool {
			messages, _, err := n.Range(t.Context(), talk, "", 10)
			return err == nil && len(messages) == 0
		})
		if n.Complete(talk, begin) && len(n.delivered(talk)) != 1 {
			t.Error("the position before a message that is too old is complete")
		}
		late := openReady(t, url, func(o *Options) {
			o.Channels = []Channel{{Name: talk, History: &History{MaxAge: 500 * time.Millisecond}}}
		})
		late.say("2", "")
		late.wantDelivered(talk, []string{"2"})
	})
}

func TestEpochsOfOneMillisecondDiffer(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		n := openReady(t, url)
		f := n.followers[talk]
		seen := map[string]bool{}
		for range 200 {
			if err := n.client.Del(t.Context(), f.stream, f.meta).Err(); err != nil {
				t.Fatal(err)
			}
			p, err := f.read(t.Context(), forward, "-", "+")
			if err != nil || seen[p.last] {
				t.Fatalf("an epoch begins at %s again: %v", p.last, err)
			}
			seen[p.last] = true
		}
	})
}

func TestForgottenScriptsAreSentAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		n := openReady(t, url)
		for i, text := range numbers(50) {
			if i%10 == 5 {
				if err := n.client.ScriptFlush(t.Context()).Err(); err != nil {
					t.Fatal(err)
				}
			}
			n.say(text, "")
		}
		n.wantDelivered(talk, numbers(50))
	})
}

func TestSlowDeliverLosesNothingWithAHistory(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		blocked := make(chan struct{})
		writer := openReady(t, url)
		slow := openReady(t, url, func(o *Options) {
			record := o.Deliver
			o.Deliver = func(m Message) {
				<-blocked
				record(m)
			}
		})
		payload := make([]byte, 40<<10)
		for i := range payload {
			payload[i] = '1'
		}
		const count = 600 // 24 MB: more than waits for a slow Deliver
		for range count {
			writer.say(string(payload), "")
		}
		writer.eventually("all stored", func() bool { return len(writer.delivered(talk)) == count })
		close(blocked)
		slow.eventually("all delivered", func() bool { return len(slow.delivered(talk)) >= count })
		var got, want []string
		for _, m := range slow.delivered(talk) {
			got = append(got, m.ID)
		}
		for _, m := range writer.delivered(talk) {
			want = append(want, m.ID)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %d messages, want the %d in order", len(got), len(want))
		}
	})
}

// TestCaughtUp lags on one line: whoever is told that it has caught up with a time has everything published before it.
func TestCaughtUp(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		links := redistest.StartProxy(t, strings.TrimPrefix(url, "redis://"))
		type news struct {
			before    time.Time
			delivered int
		}
		var caughtUp atomic.Pointer[news]
		writer := openReady(t, url)
		n := open(t, links.URL(), func(o *Options) {
			record, delivered := o.Deliver, 0
			o.Deliver = func(m Message) { record(m); delivered++ }
			o.CaughtUp = func(before time.Time) { caughtUp.Store(&news{before, delivered}) }
		})
		n.eventually("caught up with an empty history", func() bool { return caughtUp.Load() != nil })
		for round := range 3 {
			links.Stall(true)
			for _, text := range numbers(20) {
				writer.say(text, "")
			}
			published := time.Now()
			links.Stall(false)
			n.eventually("caught up", func() bool { return caughtUp.Load().before.After(published) })
			if got, want := caughtUp.Load().delivered, 20*(round+1); got != want {
				t.Fatalf("caught up with %d messages delivered, want %d", got, want)
			}
		}
	})
}

func TestEmbeddedIsTakenOver(t *testing.T) {
	t.Parallel()
	address := redistest.FreeAddress(t)
	local := func(o *Options) { o.LocalAddress = address }
	first, second := openReady(t, "", local), openReady(t, "", local)
	if !first.Embedded() || second.Embedded() {
		t.Fatalf("embedded: got %v, %v; want true, false", first.Embedded(), second.Embedded())
	}
	first.say("1", "")
	second.wantDelivered(talk, numbers(1))
	if err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	second.eventually("taken over", second.Embedded)
	second.say("2", "")
	second.wantDelivered(talk, numbers(2))
	if got := second.resetReasons(); !slices.Equal(got, []ResetReason{ResetEpoch}) {
		t.Errorf("resets %v, want an epoch", got)
	}
}

func TestWrongOptions(t *testing.T) {
	t.Parallel()
	deliver := func(Message) {}
	rows := map[string]Options{
		"no Deliver":   {},
		"URL":          {Deliver: deliver, URL: "http://localhost"},
		"twice":        {Deliver: deliver, Channels: []Channel{{Name: "a"}, {Name: "a"}}},
		"name":         {Deliver: deliver, Channels: []Channel{{Name: "a b"}}},
		"brace":        {Deliver: deliver, Channels: []Channel{{Name: "a}b"}}},
		"CA file":      {Deliver: deliver, URL: "rediss://localhost?tls_ca_file=/nowhere"},
		"LocalAddress": {Deliver: deliver, LocalAddress: "a:b"},
	}
	for name, o := range rows {
		if _, err := Open(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
