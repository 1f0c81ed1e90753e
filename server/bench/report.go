package main

import (
	"encoding/json"
	"io"
	"math"
	"time"
)

// The scenarios, in the order in which they run and are shown.
const (
	scenarioIdle       = "idle"
	scenarioFanOut     = "fan-out"
	scenarioCrowd      = "crowd"
	scenarioSaturation = "saturation"
	scenarioStorm      = "storm"
	scenarioSlow       = "slow"
	scenarioCapacity   = "capacity"
)

// scenarios returns all of them.
func scenarios() []string {
	return []string{
		scenarioIdle, scenarioFanOut, scenarioCrowd, scenarioSaturation,
		scenarioStorm, scenarioSlow, scenarioCapacity,
	}
}

// report is one run of the benchmark: what -json writes.
type report struct {
	Started  time.Time `json:"started"`
	Seconds  float64   `json:"seconds"`
	Machine  machine   `json:"machine"`
	Settings settings  `json:"settings"`
	Notes    []string  `json:"notes,omitempty"`
	Results  []result  `json:"results"`
}

type machine struct {
	System     string `json:"system"`
	Processor  string `json:"processor"`
	Processors int    `json:"processors"` // those that servers, Redis and generator share
	Go         string `json:"go"`
	OpenFiles  uint64 `json:"openFiles"`
}

// result is what one target came to in one scenario. A field that the scenario does not measure
// is absent.
type result struct {
	Scenario  string `json:"scenario"`
	Target    string `json:"target"`
	Instances int    `json:"instances"`
	// Problem says what went wrong; the figures beside it are then not to be compared.
	Problem string `json:"problem,omitempty"`

	Connections     int     `json:"connections"`
	TextsPerSecond  float64 `json:"textsPerSecond,omitzero"`
	Sent            uint64  `json:"sent,omitzero"`
	Expected        uint64  `json:"expectedDeliveries,omitzero"`
	Delivered       uint64  `json:"deliveries,omitzero"`
	Missing         uint64  `json:"missingDeliveries"`
	Surplus         uint64  `json:"surplusDeliveries"`
	LostConnections int     `json:"lostConnections"`

	DeliveriesPerSecond float64 `json:"deliveriesPerSecond,omitzero"`
	Latency             latency `json:"latencyMs,omitzero"`
	// ServerMicros is the servers' processor time for one delivery, RedisMicros Redis's for one
	// text, GeneratorMicros this program's for one delivery.
	ServerMicros    float64 `json:"serverMicrosPerDelivery,omitzero"`
	RedisMicros     float64 `json:"redisMicrosPerText,omitzero"`
	GeneratorMicros float64 `json:"generatorMicrosPerDelivery,omitzero"`

	// FewTextsMicros is ServerMicros at as few texts to a crowd as make the deliveries of the fan-out.
	FewTextsMicros float64 `json:"serverMicrosPerDeliveryOfFewTexts,omitzero"`

	// OtherMicros is what everything else on the machine used meanwhile, for one delivery: the
	// kernel on its own account, and programs that disturb the measurement.
	OtherMicros float64 `json:"otherMicrosPerDelivery,omitzero"`
	// GeneratorLate is the longest time by which this program was behind its schedule.
	GeneratorLate float64 `json:"generatorLateMs,omitzero"`

	BytesPerConnection float64 `json:"bytesPerConnection,omitzero"`
	BaseBytes          int64   `json:"baseBytes,omitzero"`
	PeakBytes          int64   `json:"peakBytes,omitzero"`
	// The first three are of new clients without other load: up to the answer to the handshake, and for each second of
	// processor time also until they have joined. The others are of the storm: how many were served, in how long, and
	// all that the server did meanwhile.
	HandshakesPerSecond  float64 `json:"handshakesPerSecond,omitzero"`
	HandshakesPerCPU     float64 `json:"handshakesPerCpuSecond,omitzero"`
	JoinsPerCPU          float64 `json:"joinsPerCpuSecond,omitzero"`
	HandshakesServed     int     `json:"handshakesServed,omitzero"`
	HandshakeWallSeconds float64 `json:"handshakeWallSeconds,omitzero"`
	HandshakeCPUSeconds  float64 `json:"handshakeCpuSeconds,omitzero"`

	Stalled    int         `json:"stalledConnections,omitzero"`
	CloseCodes map[int]int `json:"closeCodes,omitempty"`
	// Refusal is the first text in which the server refused something.
	Refusal string `json:"refusal,omitempty"`
	// Steps are the rates that a saturation run has tried.
	Steps []step `json:"steps,omitempty"`
}

// step is one rate that was tried.
type step struct {
	TextsPerSecond      float64 `json:"textsPerSecond"`
	DeliveriesPerSecond float64 `json:"deliveriesPerSecond"`
	P99                 float64 `json:"p99Ms"`
	Missing             uint64  `json:"missingDeliveries"`
	Passed              bool    `json:"passed"`
}

// latency holds percentiles in milliseconds, from the moment a text was due to be sent to its
// delivery.
type latency struct {
	Samples uint64  `json:"samples"`
	P50     float64 `json:"p50"`
	P95     float64 `json:"p95"`
	P99     float64 `json:"p99"`
	P999    float64 `json:"p99.9"`
	Max     float64 `json:"max"`
}

// write writes the report as JSON.
func (r *report) write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// of returns the results of a scenario.
func (r *report) of(scenario string) []result {
	var found []result
	for _, one := range r.Results {
		if one.Scenario == scenario {
			found = append(found, one)
		}
	}
	return found
}

// ratio returns a/b, and NaN where there is nothing to compare with.
func ratio(a, b float64) float64 {
	if a <= 0 || b <= 0 {
		return math.NaN()
	}
	return a / b
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// micros returns the processor time for each of n things, in microseconds.
func micros(used time.Duration, n uint64) float64 {
	if n == 0 {
		return 0
	}
	return float64(used) / float64(time.Microsecond) / float64(n)
}
