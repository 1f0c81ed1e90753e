package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestMain lets the test program be what the command is when it holds connections.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == holdCommand {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestChatServerIsMeasured runs the command, small, on the real server and a real Redis.
func TestChatServerIsMeasured(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "report.json")
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{
		"-targets", "eventwire", "-scenarios", "idle,fan-out,storm", "-json", file,
		"-idle", "50", "-connections", "20", "-storm", "50", "-duration", "300ms",
	}, &stdout, &stderr)
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr.String())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Results) != 3 {
		t.Fatalf("%d results, want 3", len(r.Results))
	}
	for _, one := range r.Results {
		if one.Problem != "" || one.Missing != 0 || one.Surplus != 0 {
			t.Errorf("%s: problem %q, %d missing, %d surplus", one.Scenario, one.Problem, one.Missing, one.Surplus)
		}
	}
	fanOut, storm := r.find(scenarioFanOut, chat), r.find(scenarioStorm, chat)
	if fanOut.Sent != 30 || fanOut.Delivered != 600 || fanOut.ServerMicros <= 0 || fanOut.RedisMicros <= 0 || fanOut.Latency.P99 <= 0 {
		t.Errorf("fan-out %+v, want 30 texts to 20 clients", fanOut)
	}
	if storm.HandshakesServed != 50 {
		t.Errorf("%d clients were served again, want 50", storm.HandshakesServed)
	}
	if !strings.Contains(stdout.String(), "Fan-out: 100 texts a second to 20 clients") {
		t.Errorf("table\n%s", stdout.String())
	}
}

func TestWrongFlagIsReported(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	if code := run(t.Context(), []string{"-targets", "nginx"}, &stdout, &stderr); code != 1 || !strings.Contains(stderr.String(), `no "nginx"; there are eventwire, one-write`) {
		t.Errorf("exit code %d, %s", code, stderr.String())
	}
}

// TestIdleTakesAsManyProcessesAsItNeeds has room for 40 connections in each process.
func TestIdleTakesAsManyProcessesAsItNeeds(t *testing.T) {
	t.Parallel()
	runtime.LockOSThread() // what it starts lives as long as its thread
	defer runtime.UnlockOSThread()
	s, err := parse([]string{"-targets", "eventwire", "-scenarios", "idle", "-idle", "60"}, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{settings: s, directory: t.TempDir(), progress: t.Output(), room: 40}
	m, err := newMaker(t.Context(), b.directory)
	if err == nil {
		err = b.build(t.Context(), m)
	}
	if err == nil {
		err = b.runAll(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	r := b.report.find(scenarioIdle, chat)
	// What 60 connections take is less than what a process takes and gives back by itself: that they were measured is all that can be said.
	if r.Problem != "" || r.Instances != 3 || r.Connections != 60 || r.BytesPerConnection == 0 {
		t.Errorf("%+v; want 60 connections on 3 instances", r)
	}
}
