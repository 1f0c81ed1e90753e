package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

func TestProcessorTimeOfAProcessGrowsWithItsWork(t *testing.T) {
	t.Parallel()
	before, err := processorTime(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; {
		now, err := processorTime(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if now > before {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("a busy loop takes no processor time")
		}
	}
}

func TestRedisIsStartedMeasuredAndEnded(t *testing.T) {
	t.Parallel()
	p, address, err := startRedis(t.Context(), "redis-server", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if bytes, err := p.resident(); err != nil || bytes < 1<<20 {
		t.Errorf("%d bytes resident, error %v", bytes, err)
	}
	p.stop()
	select {
	case <-p.ended:
	default:
		t.Error("it still runs")
	}
	if err := p.await(t.Context(), address); err == nil || !strings.Contains(err.Error(), "redis ended before it listened") {
		t.Errorf("error %v, want what the process said", err)
	}
}

func TestProgramThatDoesNotExistIsNamed(t *testing.T) {
	t.Parallel()
	if _, err := start("redis", nil, "/no/such/program"); err == nil || !strings.Contains(err.Error(), "start redis") {
		t.Errorf("error %v", err)
	}
}

func TestLogKeepsItsEnd(t *testing.T) {
	t.Parallel()
	var w tailWriter
	for range 1000 {
		_, _ = w.Write([]byte("something\n"))
	}
	_, _ = w.Write([]byte("the end"))
	if got := w.String(); len(got) != tailBytes || !strings.HasSuffix(got, "something\nthe end") {
		t.Errorf("%d bytes: ...%q", len(got), got[max(0, len(got)-30):])
	}
}

func TestRemoteServerIsGivenByAddress(t *testing.T) {
	t.Parallel()
	got, err := remote("ws://localhost:3000/ws")
	if err != nil || !got.running.Addr().IsLoopback() || got.running.Port() != 3000 || got.protocol.Path != "/ws" {
		t.Errorf("got %+v, error %v", got, err)
	}
	for _, wrong := range []string{"", "http://127.0.0.1/", "ws://127.0.0.1/ws", "wss://127.0.0.1:1/"} {
		if _, err := remote(wrong); err == nil {
			t.Errorf("%q was accepted", wrong)
		}
	}
}
