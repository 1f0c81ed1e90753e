package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// column is one column of a scenario's table.
type column struct {
	head string
	cell func(r result) string
}

// print writes the report as tables of plain text.
func (r *report) print(w io.Writer) error { return r.tables(w, "\n%s\n", printTable) }

// markdown writes the report as tables of GitHub Flavored Markdown.
func (r *report) markdown(w io.Writer) error { return r.tables(w, "\n**%s**\n\n", markdownTable) }

func (r *report) tables(w io.Writer, title string, table func(io.Writer, []column, []result) error) error {
	var err error
	write := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format, args...)
		}
	}
	write("%d processors (%s), %s, %s; %d-byte texts, all through Redis; %.0f s in all\n",
		r.Machine.Processors, r.Machine.Processor, r.Machine.System, r.Machine.Go, r.Settings.TextBytes, r.Seconds)
	for _, scenario := range scenarios() {
		results := r.of(scenario)
		if len(results) == 0 {
			continue
		}
		write(title, r.title(scenario))
		if err == nil {
			err = table(w, r.columns(scenario), results)
		}
	}
	for _, note := range r.allNotes() {
		write("\n%s\n", note)
	}
	return err
}

func printTable(w io.Writer, columns []column, results []result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.head
	}
	fmt.Fprintf(t, "  %s\n", strings.Join(line, "\t"))
	for _, r := range results {
		for i, c := range columns {
			line[i] = c.cell(r)
		}
		cells := line
		if r.Problem != "" {
			cells = append(slices.Clone(line), "("+r.Problem+")")
		}
		fmt.Fprintf(t, "  %s\n", strings.Join(cells, "\t"))
	}
	return t.Flush()
}

func markdownTable(w io.Writer, columns []column, results []result) error {
	var text strings.Builder
	for _, c := range columns {
		text.WriteString("| " + c.head + " ")
	}
	text.WriteString("|\n|" + strings.Repeat(" --- |", len(columns)) + "\n")
	var problems []string
	for _, r := range results {
		for _, c := range columns {
			text.WriteString("| " + c.cell(r) + " ")
		}
		text.WriteString("|\n")
		if r.Problem != "" {
			problems = append(problems, r.Target+": "+r.Problem)
		}
	}
	if len(problems) > 0 {
		text.WriteString("\n" + strings.Join(problems, "; ") + "\n")
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func (r *report) title(scenario string) string {
	s := r.Settings
	limit := fmt.Sprintf("p99 under %v and nothing lost", s.Limit)
	nameless := ""
	if s.Nameless {
		nameless = ", without a name"
	}
	return map[string]string{
		scenarioIdle:       "Idle: resident memory that a connection adds" + nameless,
		scenarioFanOut:     fmt.Sprintf("Fan-out: %v texts a second to %d clients", s.Rate, s.Connections),
		scenarioCrowd:      fmt.Sprintf("Crowd: as many texts, to %d clients, and as few as make as many deliveries", s.Crowd),
		scenarioSaturation: fmt.Sprintf("Saturation: the most deliveries to %d clients with %s", s.Connections, limit),
		scenarioStorm:      fmt.Sprintf("Storm: %d clients return at once while %d others receive texts", s.Storm, s.Connections),
		scenarioSlow:       fmt.Sprintf("Slow: %d clients never read, %d do", s.Stalled, s.Connections),
		scenarioCapacity:   fmt.Sprintf("Capacity: 1 to %d instances on the same processors, %d clients each, with %s", s.Instances, s.Connections, limit),
	}[scenario]
}

// columns returns the table of a scenario. The ratios in it are to results of the same run.
func (r *report) columns(scenario string) []column {
	limit := r.find(scenario, "one-write").ServerMicros
	best := r.bestPeer(scenario)
	target := column{"target", func(r result) string { return r.Target }}
	connections := column{"connections", func(r result) string { return count(float64(r.Connections)) }}
	rate := column{"deliveries/s", func(r result) string { return count(r.DeliveriesPerSecond) }}
	cpu := column{"server us/delivery", func(r result) string { return decimal(r.ServerMicros, 3) }}
	redis := column{"Redis us/text", func(r result) string { return decimal(r.RedisMicros, 1) }}
	generator := column{"generator", func(r result) string { return decimal(r.GeneratorMicros, 3) }}
	others := column{"others", func(r result) string { return decimal(r.OtherMicros, 3) }}
	latencies := []column{
		{"p50 ms", func(r result) string { return decimal(r.Latency.P50, 2) }},
		{"p95", func(r result) string { return decimal(r.Latency.P95, 2) }},
		{"p99", func(r result) string { return decimal(r.Latency.P99, 2) }},
		{"p99.9", func(r result) string { return decimal(r.Latency.P999, 2) }},
	}
	missing := column{"missing", func(r result) string { return count(float64(r.Missing)) }}
	toLimit := column{"x one-write", func(r result) string { return times(ratio(r.ServerMicros, limit)) }}

	switch scenario {
	case scenarioIdle:
		return []column{
			target, connections,
			{"instances", func(r result) string { return count(float64(r.Instances)) }},
			{"KiB/connection", func(r result) string { return decimal(r.BytesPerConnection/1024, 2) }},
			{"handshakes/s", func(r result) string { return count(r.HandshakesPerSecond) }},
		}
	case scenarioFanOut:
		return slices.Concat([]column{target, connections, cpu, toLimit, generator, others, redis}, latencies, []column{missing})
	case scenarioCrowd:
		own := func(r2 result) float64 { return r.find(scenarioFanOut, r2.Target).ServerMicros }
		return slices.Concat([]column{
			target, connections, cpu,
			{"x fan-out", func(r result) string { return times(ratio(r.ServerMicros, own(r))) }},
			{"of few texts", func(r result) string { return decimal(r.FewTextsMicros, 3) }},
			{"x fan-out", func(r result) string { return times(ratio(r.FewTextsMicros, own(r))) }},
			generator, others, redis,
		}, latencies, []column{missing})
	case scenarioSaturation:
		return slices.Concat([]column{
			target, rate,
			{"x best peer", func(r result) string { return times(ratio(r.DeliveriesPerSecond, best)) }},
			{"texts/s", func(r result) string { return count(r.TextsPerSecond) }},
			cpu, generator, others, redis,
		}, latencies, []column{missing})
	case scenarioStorm:
		return slices.Concat([]column{
			target,
			{"served", func(r result) string { return count(float64(r.HandshakesServed)) }},
			{"in s", func(r result) string { return decimal(r.HandshakeWallSeconds, 2) }},
			{"server CPU s", func(r result) string { return decimal(r.HandshakeCPUSeconds, 2) }},
			{"calm handshakes/CPU s", func(r result) string { return known(r.HandshakesPerCPU) }},
			{"x gws", func(one result) string {
				return times(ratio(one.HandshakesPerCPU, r.find(scenario, "gws").HandshakesPerCPU))
			}},
			{"calm joins/CPU s", func(r result) string { return known(r.JoinsPerCPU) }},
		}, latencies, []column{missing})
	case scenarioSlow:
		return slices.Concat([]column{
			target,
			{"stalled", func(r result) string { return count(float64(r.Stalled)) }},
			{"closed with", func(r result) string { return codes(r.CloseCodes) }},
			{"base MiB", func(r result) string { return decimal(float64(r.BaseBytes)/(1<<20), 1) }},
			{"peak MiB", func(r result) string { return decimal(float64(r.PeakBytes)/(1<<20), 1) }},
			rate,
		}, latencies, []column{missing})
	default:
		return slices.Concat([]column{
			{"instances", func(r result) string { return count(float64(r.Instances)) }},
			connections, rate,
			{"texts/s", func(r result) string { return count(r.TextsPerSecond) }},
			cpu, redis,
		}, latencies, []column{missing})
	}
}

// find returns a target's result in a scenario, and an empty one where there is none.
func (r *report) find(scenario, target string) result {
	for _, one := range r.of(scenario) {
		if one.Target == target {
			return one
		}
	}
	return result{}
}

// bestPeer returns the most deliveries per second of the servers that one could choose instead.
func (r *report) bestPeer(scenario string) float64 {
	var best float64
	for _, one := range r.of(scenario) {
		if one.Target != chat && !isLimit(one.Target) {
			best = max(best, one.DeliveriesPerSecond)
		}
	}
	return best
}

// allNotes returns the notes of the run and what the capacity comes to on paper.
func (r *report) allNotes() []string {
	notes := slices.Clone(r.Notes)
	if paper := r.paper(); paper != "" {
		notes = append(notes, paper)
	}
	return notes
}

// paper says what a million users would take, by the figures of this run.
func (r *report) paper() string {
	const users, textsPerUserAndHour = 1e6, 1.0
	idle, full := r.find(scenarioIdle, chat), r.find(scenarioSaturation, chat)
	if idle.BytesPerConnection <= 0 || full.ServerMicros <= 0 {
		return ""
	}
	texts := users * textsPerUserAndHour / 3600
	return fmt.Sprintf("On paper: a million clients in one room hold %.1f GiB; if each says %.0f thing an hour, that is %.0f texts a second and "+
		"%.0f million deliveries a second, which at %.2f us is %.0f processors for the servers and %.1f %% of one for Redis.",
		users*idle.BytesPerConnection/(1<<30), textsPerUserAndHour, texts, texts*users/1e6,
		full.ServerMicros, texts*users*full.ServerMicros/1e6, texts*full.RedisMicros/1e4)
}

// count prints a whole number with groups of three digits, and a dash for none.
func count(n float64) string {
	digits := fmt.Sprintf("%.0f", math.Abs(n))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n < 0 {
		return "-" + digits
	}
	return digits
}

// known is count with a dash for what was not measured.
func known(n float64) string {
	if n == 0 {
		return "-"
	}
	return count(n)
}

func decimal(x float64, digits int) string {
	if x == 0 || math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.*f", digits, x)
}

func times(x float64) string { return decimal(x, 2) }

// codes prints how often which status code came.
func codes(byCode map[int]int) string {
	if len(byCode) == 0 {
		return "-"
	}
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		parts = append(parts, fmt.Sprintf("%d: %s", code, count(float64(byCode[code]))))
	}
	return strings.Join(parts, ", ")
}
