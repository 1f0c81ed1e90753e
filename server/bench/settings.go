package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// settings say what a run measures: the flags of the command.
type settings struct {
	URL         string        `json:"url,omitempty"`
	Scenarios   []string      `json:"scenarios"`
	Targets     []string      `json:"targets"`
	Idle        int           `json:"idle"`
	Connections int           `json:"connections"`
	Nameless    bool          `json:"nameless,omitempty"`
	Crowd       int           `json:"crowd"`
	Storm       int           `json:"storm"`
	Stalled     int           `json:"stalled"`
	Instances   int           `json:"instances"`
	Rate        float64       `json:"rate"`
	Duration    time.Duration `json:"durationNs"`
	Step        time.Duration `json:"stepNs"`
	Limit       time.Duration `json:"limitNs"`
	TextBytes   int           `json:"textBytes"`
	Processors  int           `json:"processors"`
	Redis       string        `json:"-"`
	Bun         string        `json:"-"`
	JSON        string        `json:"-"`
	Markdown    string        `json:"-"`
}

// parse reads the flags. Its error is flag.ErrHelp where the help was asked for.
func parse(args []string, stderr io.Writer) (settings, error) {
	s := settings{Scenarios: scenarios(), Targets: targetNames()}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "bench measures the chat server beside the limits of the machine and other servers.\n\nFlags:\n")
		flags.PrintDefaults()
	}
	flags.StringVar(&s.URL, "url", "", "measure the chat server that runs at `ws://HOST:PORT/ws` instead of starting one (without processor time and memory)")
	flags.Func("scenarios", "comma-separated `names` out of "+strings.Join(s.Scenarios, ", ")+" (default all)", choose(&s.Scenarios, scenarios()))
	flags.Func("targets", "comma-separated `names` out of "+strings.Join(s.Targets, ", ")+" (default all)", choose(&s.Targets, targetNames()))
	flags.IntVar(&s.Idle, "idle", 10_000, "connections of the idle scenario, over as many instances and clients' processes as it takes to have the files open")
	flags.BoolVar(&s.Nameless, "nameless", false, "connections of the idle scenario take no names, each of which is told to all others")
	flags.IntVar(&s.Connections, "connections", 1000, "connections that receive, of each other scenario and instance")
	flags.IntVar(&s.Crowd, "crowd", 19_500, "connections of the crowd scenario")
	flags.IntVar(&s.Storm, "storm", 10_000, "connections that return at once")
	flags.IntVar(&s.Stalled, "stalled", 1000, "connections that never read")
	flags.IntVar(&s.Instances, "instances", 4, "most instances of the capacity scenario, which doubles them from one on")
	flags.Float64Var(&s.Rate, "rate", 100, "texts per second of fan-out and storm")
	flags.DurationVar(&s.Duration, "duration", 2*time.Second, "length of a fan-out")
	flags.DurationVar(&s.Step, "step", 850*time.Millisecond, "length of one step towards saturation")
	flags.DurationVar(&s.Limit, "limit", 250*time.Millisecond, "p99 that saturation may not exceed")
	flags.IntVar(&s.TextBytes, "text", 128, "bytes of a text, at least 22")
	flags.IntVar(&s.Processors, "processors", 2, "processors that servers, Redis and load generator share")
	flags.StringVar(&s.Redis, "redis", "redis-server", "Redis `program` to start")
	flags.StringVar(&s.Bun, "bun", "", "Bun `program`; without it the one on the PATH, or else one from npm, kept in the user's cache")
	flags.StringVar(&s.JSON, "json", "", "also write the report as JSON to this `file`")
	flags.StringVar(&s.Markdown, "markdown", "", "also write the tables as Markdown to this `file`")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	return s, s.check(flags.Args())
}

func (s *settings) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q; see -help", rest[0])
	case s.Idle < 1 || s.Connections < 1 || s.Crowd < 1 || s.Storm < 1 || s.Stalled < 1 || s.Instances < 1 || s.Processors < 1:
		return fmt.Errorf("numbers of connections, instances and processors must be at least 1")
	case s.Rate <= 0 || s.Duration <= 0 || s.Step <= 0 || s.Limit <= 0:
		return fmt.Errorf("-rate, -duration, -step and -limit must be more than 0")
	case s.TextBytes < 22 || s.TextBytes > 1000:
		return fmt.Errorf("-text %d: must be 22 to 1000 bytes", s.TextBytes)
	}
	if s.URL != "" {
		s.Targets = []string{chat}
	}
	return nil
}

func (s *settings) wants(scenario string) bool { return slices.Contains(s.Scenarios, scenario) }

// mostConnections returns how many connections the largest of the chosen scenarios holds in one process: the idle one
// takes as many processes as it needs.
func (s *settings) mostConnections() int {
	most := s.Connections * s.Instances
	for scenario, n := range map[string]int{
		scenarioCrowd: s.Crowd,
		scenarioStorm: s.Storm + s.Connections,
		scenarioSlow:  s.Stalled + s.Connections,
	} {
		if s.wants(scenario) {
			most = max(most, n)
		}
	}
	return most
}

// choose returns a flag's function that takes names out of those allowed, in their order.
func choose(into *[]string, allowed []string) func(string) error {
	return func(value string) error {
		names := strings.Split(value, ",")
		for _, name := range names {
			if !slices.Contains(allowed, name) {
				return fmt.Errorf("no %q; there are %s", name, strings.Join(allowed, ", "))
			}
		}
		*into = slices.DeleteFunc(slices.Clone(allowed), func(name string) bool { return !slices.Contains(names, name) })
		return nil
	}
}
