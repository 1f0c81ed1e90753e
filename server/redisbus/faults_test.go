package redisbus

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"eventwire/server/internal/redistest"
)

func TestPublishFailsInTimeWhereRedisIsAway(t *testing.T) {
	t.Parallel()
	n := open(t, "redis://"+redistest.FreeAddress(t))
	for range 3 {
		begin := time.Now()
		_, err := n.Publish(t.Context(), Publication{Channel: talk, Data: []byte(`1`)})
		if took := time.Since(begin); !errors.Is(err, ErrUnavailable) || took > 4*time.Second {
			t.Fatalf("got %v after %v, want ErrUnavailable within 2 s", err, took)
		}
	}
	if n.Ready() || n.Complete(talk, "1-0") {
		t.Error("ready or complete without Redis")
	}
}

func TestNothingIsLostOrDoubledAcrossCuts(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		links := redistest.StartProxy(t, strings.TrimPrefix(url, "redis://"))
		unbounded := func(o *Options) { o.Channels = []Channel{{Name: talk, History: &History{}}} }
		writer, reader := openReady(t, url, unbounded), openReady(t, links.URL(), unbounded)
		stop := make(chan struct{})
		count := make(chan int, 1)
		go func() {
			n := 0
			for {
				select {
				case <-stop:
					count <- n
					return
				default:
					n++
					writer.say(strconv.Itoa(n), strconv.Itoa(n))
				}
			}
		}()
		for range 20 {
			links.Cut()
			written := writer.count(talk) + 20
			reader.eventually("messages after a cut", func() bool { return reader.count(talk) > written })
		}
		close(stop)
		n := <-count
		reader.wantDelivered(talk, numbers(n))
		writer.wantDelivered(talk, numbers(n))
		if got := reader.resetReasons(); len(got) > 0 {
			t.Errorf("resets %v, want none", got)
		}
	})
}

func TestLinkFaults(t *testing.T) {
	t.Parallel()
	rows := map[string]func(p *redistest.Proxy){
		"stalled":     func(p *redistest.Proxy) { p.Stall(true); time.AfterFunc(3*time.Second, func() { p.Stall(false) }) },
		"delayed":     func(p *redistest.Proxy) { p.Delay(30 * time.Millisecond) },
		"half closed": func(p *redistest.Proxy) { p.HalfClose() },
		"refused": func(p *redistest.Proxy) {
			p.Refuse(true)
			p.Cut()
			time.AfterFunc(time.Second, func() { p.Refuse(false) })
		},
	}
	for name, fault := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, url string) {
				links := redistest.StartProxy(t, strings.TrimPrefix(url, "redis://"))
				writer, both := openReady(t, url), openReady(t, links.URL())
				for i, text := range numbers(300) {
					if i == 100 {
						fault(links)
					}
					n := writer
					if i%2 == 1 {
						n = both
					}
					n.say(text, text)
				}
				both.wantDelivered(talk, numbers(300))
				writer.wantDelivered(talk, numbers(300))
				both.eventually("ready again", both.Ready)
			})
		})
	}
}

// TestFaultBetweenTwoStepsOfPublish breaks the publisher's link before Redis has the publication, and after it has it
// but before the publisher knows, with and without a deduplication key.
func TestFaultBetweenTwoStepsOfPublish(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		links := redistest.StartProxy(t, strings.TrimPrefix(url, "redis://"))
		writer, reader := openReady(t, links.URL()), openReady(t, url)
		for i, text := range numbers(80) {
			once := ""
			if i%2 == 0 {
				once = text
			}
			switch i % 8 / 2 {
			case 1:
				links.CutNextRequests(1)
			case 2:
				links.CutNextReplies(1)
			case 3:
				links.CutNextReplies(3)
			}
			if _, err := writer.Publish(t.Context(), Publication{Channel: talk, Data: []byte(text), Once: once}); err != nil {
				t.Fatalf("message %s: %v", text, err)
			}
		}
		reader.wantDelivered(talk, numbers(80))
		writer.wantDelivered(talk, numbers(80))
	})
}

func TestPausedRedis(t *testing.T) {
	t.Parallel()
	server := redistest.StartRedis(t)
	n := openReady(t, server.URL())
	n.say("1", "1")
	server.Pause()
	begin := time.Now()
	_, err := n.Publish(t.Context(), Publication{Channel: talk, Data: []byte("2"), Once: "2"})
	if took := time.Since(begin); !errors.Is(err, ErrUnavailable) || took > 4*time.Second {
		t.Errorf("got %v after %v, want ErrUnavailable within 2 s", err, took)
	}
	n.eventually("not ready", func() bool { return !n.Ready() })
	server.Resume()
	n.say("2", "2")
	n.say("3", "3")
	n.wantDelivered(talk, numbers(3))
	n.eventually("ready again", n.Ready)
}

func TestRestartWithData(t *testing.T) {
	t.Parallel()
	server := redistest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always")
	one, two := openReady(t, server.URL()), openReady(t, server.URL())
	for i, text := range numbers(400) {
		if i == 200 {
			server.Restart()
		}
		one.say(text, text)
	}
	one.wantDelivered(talk, numbers(400))
	two.wantDelivered(talk, numbers(400))
	if got := two.resetReasons(); len(got) > 0 {
		t.Errorf("resets %v, want none", got)
	}
}

func TestEmptyRedisIsANewEpoch(t *testing.T) {
	t.Parallel()
	server := redistest.StartRedis(t)
	n := openReady(t, server.URL())
	old := n.say("1", "")
	n.wantDelivered(talk, numbers(1))
	server.Restart()
	n.eventually("told", func() bool { return slices.Equal(n.resetReasons(), []ResetReason{ResetEpoch}) })
	if n.Complete(talk, old.ID) {
		t.Error("a position of the lost epoch is complete")
	}
	n.say("2", "")
	n.wantDelivered(talk, numbers(2))
	if n.Complete(talk, old.ID) {
		t.Error("a position of the lost epoch is complete")
	}
}

func TestFlushedRedisIsANewEpoch(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		n := openReady(t, url)
		old := n.say("1", "")
		n.wantDelivered(talk, numbers(1))
		if err := n.client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		n.say("2", "")
		n.wantDelivered(talk, numbers(2))
		if got := n.resetReasons(); !slices.Equal(got, []ResetReason{ResetEpoch}) {
			t.Errorf("resets %v, want an epoch", got)
		}
		if n.Complete(talk, old.ID) {
			t.Error("a position of the lost epoch is complete")
		}
	})
}
