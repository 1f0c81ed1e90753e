package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math"
	"strings"
	"testing"
	"time"
)

func sampleReport() report {
	return report{
		Machine:  machine{Processors: 2, Processor: "test", System: "Linux", Go: "go1.26"},
		Settings: settings{Connections: 1000, Rate: 100, Limit: 250 * time.Millisecond, TextBytes: 128},
		Results: []result{
			{Scenario: scenarioIdle, Target: chat, Instances: 1, Connections: 10_000, BytesPerConnection: 1536},
			{Scenario: scenarioFanOut, Target: chat, Connections: 1000, ServerMicros: 5.5},
			{Scenario: scenarioFanOut, Target: "one-write", Connections: 1000, ServerMicros: 5},
			{Scenario: scenarioSaturation, Target: chat, DeliveriesPerSecond: 6e6, ServerMicros: 0.2, RedisMicros: 10},
			{Scenario: scenarioSaturation, Target: "coalescing", DeliveriesPerSecond: 15e6},
			{Scenario: scenarioSaturation, Target: "bun", DeliveriesPerSecond: 4e6},
			{Scenario: scenarioSaturation, Target: "gws", Problem: "12 deliveries are missing", Missing: 12},
			{Scenario: scenarioCrowd, Target: chat, Connections: 19_500, ServerMicros: 1.1, FewTextsMicros: 8.8},
			{Scenario: scenarioCrowd, Target: "one-write", Connections: 19_500, FewTextsMicros: 7},
		},
	}
}

func TestTableComparesWithinTheRun(t *testing.T) {
	t.Parallel()
	r := sampleReport()
	var out strings.Builder
	if err := r.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Idle: resident memory", "eventwire  10,000       1          1.50",
		"5.500               1.10",                          // the fan-out beside the one-write limit
		"1.100               0.20       8.800         1.60", // a crowd beside as many clients as the fan-out has
		"-                   -          7.000         1.40",
		"6,000,000     1.50", // saturation beside Bun, not beside the limit
		"12  (12 deliveries are missing)",
		"a million clients in one room hold 1.4 GiB",
		"278 texts a second and 278 million deliveries a second, which at 0.20 us is 56 processors",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "Storm") || strings.Contains(out.String(), "NaN") {
		t.Errorf("a scenario that did not run, or no number, in\n%s", out.String())
	}
}

func TestReportAsMarkdown(t *testing.T) {
	t.Parallel()
	r := sampleReport()
	var out strings.Builder
	if err := r.markdown(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n**Idle: resident memory that a connection adds**\n\n| target | connections | instances | KiB/connection |",
		"|\n| --- | --- |", "\n| eventwire | 10,000 | 1 | 1.50 |",
		"|\n\ngws: 12 deliveries are missing\n",
		"a million clients in one room hold 1.4 GiB",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestReportIsJSON(t *testing.T) {
	t.Parallel()
	r := sampleReport()
	var out bytes.Buffer
	if err := r.write(&out); err != nil {
		t.Fatal(err)
	}
	var back report
	if err := json.Unmarshal(out.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Results) != len(r.Results) || back.Results[3].DeliveriesPerSecond != 6e6 || back.Results[6].Problem == "" {
		t.Errorf("read back as %+v", back)
	}
}

func TestNumbersAreGrouped(t *testing.T) {
	t.Parallel()
	for n, want := range map[float64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -4096: "-4,096"} {
		if got := count(n); got != want {
			t.Errorf("count(%v) = %q, want %q", n, got, want)
		}
	}
	if got := decimal(ratio(1, 0), 2); got != "-" || !math.IsNaN(ratio(0, 1)) {
		t.Errorf("a ratio to nothing is %q", got)
	}
	if got := codes(map[int]int{1013: 1000, 1006: 2}); got != "1006: 2, 1013: 1,000" {
		t.Errorf("codes = %q", got)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	s, err := parse([]string{"-targets", "gws,eventwire", "-scenarios", "idle", "-idle", "50000", "-json", "out.json"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(s.Targets, " ") != "eventwire gws" || !s.wants(scenarioIdle) || s.wants(scenarioStorm) || s.Idle != 50_000 || s.mostConnections() != 4000 {
		t.Errorf("got %+v", s)
	}
	for _, wrong := range [][]string{
		{"-targets", "nginx"}, {"-scenarios", ""}, {"-rate", "0"}, {"-text", "3"}, {"-connections", "0"}, {"extra"},
	} {
		if _, err := parse(wrong, io.Discard); err == nil {
			t.Errorf("%q was accepted", wrong)
		}
	}
	if _, err := parse([]string{"-help"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-help: %v", err)
	}
}
