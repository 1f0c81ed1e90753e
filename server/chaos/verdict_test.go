package chaos

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// verdict is what the logs of all clients say about one fault.
type verdict struct {
	messages   int // acknowledged
	deliveries int
	gaps       int // times that a client was told that something may be missing
	excused    int // messages missing at a client that was told so
	repeated   int // messages that came again, with the same id, to a client that was told so and had changed the instance
	lost       int // acknowledged and missing, without a word
	doubled    int
	disordered int
	examples   []string // of what is wrong, a few
}

// judge compares the logs. Whoever is missing an acknowledged message must have been told of a gap, where there may be
// one, and the message must be one that Redis has lost: not among the stream ids it has.
func judge(clients []*client, f fault, stored map[string]bool) verdict {
	var v verdict
	acked := map[string]string{} // stream id by text
	for _, c := range clients {
		maps.Copy(acked, c.acked)
	}
	v.messages = len(acked)
	textAt := map[string]string{} // what everybody has to agree on
	for text, at := range acked {
		textAt[at] = text
	}
	for _, c := range clients {
		told := false
		seen := map[string]string{} // ids by text
		last := ""
		for _, e := range c.log {
			if e.gap {
				v.gaps++
				told = true
				if !f.losesData {
					v.note("%s was told of a gap that there is no reason for", c.name)
				}
				continue
			}
			v.deliveries++
			switch id, again := seen[e.text]; {
			case again && told && f.losesMemory && id == e.id:
				v.repeated++
			case again:
				v.doubled++
				v.note("%s got %q twice", c.name, e.text)
			}
			seen[e.text] = e.id
			if compareIDs(e.at, last) <= 0 {
				v.disordered++
				v.note("%s got %s after %s", c.name, e.at, last)
			}
			last = e.at
			if text, known := textAt[e.at]; known && text != e.text {
				v.disordered++
				v.note("%s is %q at %s, and %q elsewhere", e.at, e.text, c.name, text)
			}
			textAt[e.at] = e.text
		}
		for text, at := range acked {
			_, got := seen[text]
			switch {
			case got:
			case told && f.losesData && !stored[at]:
				v.excused++
			default:
				v.lost++
				v.note("%s did not get %q (%s)", c.name, text, at)
			}
		}
	}
	return v
}

const mostExamples = 5

func (v *verdict) note(format string, arguments ...any) {
	if len(v.examples) < mostExamples {
		v.examples = append(v.examples, fmt.Sprintf(format, arguments...))
	}
}

func (v *verdict) good() bool { return len(v.examples) == 0 }

// add sums up the rounds of one fault.
func (v *verdict) add(o verdict) {
	v.messages += o.messages
	v.deliveries += o.deliveries
	v.gaps += o.gaps
	v.excused += o.excused
	v.repeated += o.repeated
	v.lost += o.lost
	v.doubled += o.doubled
	v.disordered += o.disordered
	for _, example := range o.examples {
		v.note("%s", example)
	}
}

// compareIDs orders ids of a Redis stream. The empty one comes first.
func compareIDs(a, b string) int {
	return slices.Compare(parseID(a), parseID(b))
}

func parseID(id string) []uint64 {
	var parts []uint64
	for part := range strings.SplitSeq(id, "-") {
		if n, err := strconv.ParseUint(part, 10, 64); err == nil {
			parts = append(parts, n)
		}
	}
	return parts
}

// TestJudge makes sure that the judge sees what is wrong.
func TestJudge(t *testing.T) {
	full := []entry{{at: "1-0", text: "a"}, {at: "2-0", text: "b"}, {at: "10-0", text: "c"}}
	acked := map[string]string{"a": "1-0", "b": "2-0", "c": "10-0"}
	loses := fault{losesData: true}
	for name, test := range map[string]struct {
		log    []entry
		fault  fault
		stored map[string]bool
		want   verdict
	}{
		"everything once, in order":                   {log: full, want: verdict{}},
		"one lost":                                    {log: full[1:], want: verdict{lost: 1}},
		"one doubled":                                 {log: append(slices.Clone(full), entry{at: "11-0", text: "a"}), want: verdict{doubled: 1}},
		"the same frame again":                        {log: []entry{full[0], full[0], full[1], full[2]}, want: verdict{doubled: 1, disordered: 1}},
		"out of order":                                {log: []entry{full[1], full[0], full[2]}, want: verdict{disordered: 1}},
		"another order elsewhere":                     {log: []entry{{at: "1-0", text: "b"}, {at: "2-0", text: "a"}, full[2]}, want: verdict{disordered: 2}},
		"a gap where it may be":                       {log: []entry{full[0], {gap: true}, full[2]}, fault: loses, want: verdict{gaps: 1, excused: 1}},
		"a gap without a reason":                      {log: []entry{full[0], {gap: true}, full[2]}, want: verdict{gaps: 1, lost: 1}},
		"a repetition that was told":                  {log: append(slices.Clone(full), entry{gap: true}, entry{at: "11-0", text: "a"}), fault: fault{losesData: true, losesMemory: true}, want: verdict{gaps: 1, repeated: 1}},
		"a repetition under another id":               {log: append(slices.Clone(full), entry{gap: true}, entry{at: "11-0", id: "x", text: "a"}), fault: fault{losesData: true, losesMemory: true}, want: verdict{gaps: 1, doubled: 1}},
		"a repetition where every instance remembers": {log: append(slices.Clone(full), entry{gap: true}, entry{at: "11-0", text: "a"}), fault: loses, want: verdict{gaps: 1, doubled: 1}},
		"a gap, and a loss of what Redis has":         {log: []entry{full[0], {gap: true}, full[2]}, fault: loses, stored: map[string]bool{"2-0": true}, want: verdict{gaps: 1, lost: 1}},
		"a loss without a word":                       {log: full[1:], fault: loses, want: verdict{lost: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			got := judge([]*client{{name: "sender", acked: acked}, {name: "reader", log: test.log}}[0:2], test.fault, test.stored)
			// The sender of this test hears nothing and has lost everything.
			got.lost -= len(acked)
			if got.lost != test.want.lost || got.doubled != test.want.doubled || got.disordered != test.want.disordered ||
				got.gaps != test.want.gaps || got.repeated != test.want.repeated || got.excused != test.want.excused {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if got.good() {
				t.Error("good, though the sender has lost everything")
			}
		})
	}
	if v := judge([]*client{{log: full, acked: acked}, {log: full}}, fault{}, nil); !v.good() {
		t.Errorf("a faultless conversation is not good: %+v", v)
	}
}
