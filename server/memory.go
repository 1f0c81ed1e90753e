package main

import (
	"runtime/debug"
	runtimemetrics "runtime/metrics"
	"time"
)

const (
	memoryPeriod = 500 * time.Millisecond
	spareHeap    = 64 << 20 // bytes of garbage that may gather where the live heap is smaller
	mostPercent  = 400
	calmBytes    = 256 << 10 // allocated in a period in which there is little to do
	trimBytes    = 4 << 20   // allocated since the last time; less is not worth a collection
)

// memory has the garbage collector run less often than it would with a small heap, and gives back to the system what a
// burst has needed as soon as it is over: thousands of handshakes make a hundred times the garbage of what stays.
type memory struct {
	fixed     bool // GOGC or GOMEMLIMIT is set, so how much garbage may gather is the operator's choice
	percent   int
	allocated uint64 // ever, at the last look
	trimmed   uint64 // allocated at the last time that memory was given back
}

// keepMemory starts looking after the process's memory. The function that it returns ends that.
func keepMemory(env func(string) string) (stop func()) {
	m := &memory{fixed: env("GOGC") != "" || env("GOMEMLIMIT") != "", percent: 100}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(memoryPeriod)
		defer ticker.Stop()
		for {
			m.look()
			select {
			case <-ticker.C:
			case <-end:
				return
			}
		}
	}()
	return func() { close(end); <-ended }
}

func (m *memory) look() {
	samples := []runtimemetrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/live:bytes"}}
	runtimemetrics.Read(samples)
	allocated, live := samples[0].Value.Uint64(), samples[1].Value.Uint64()
	if percent := gcPercent(live); !m.fixed && percent != m.percent {
		m.percent = percent
		debug.SetGCPercent(percent)
	}
	if allocated-m.allocated < calmBytes && allocated-m.trimmed > trimBytes {
		debug.FreeOSMemory()
		m.trimmed = allocated
	}
	m.allocated = allocated
}

// gcPercent is how much garbage may gather beside so many live bytes, in steps so that it does not change all the time.
func gcPercent(live uint64) int {
	for percent := mostPercent; percent > 100; percent /= 2 {
		if live*uint64(percent)/100 <= spareHeap {
			return percent
		}
	}
	return 100
}
