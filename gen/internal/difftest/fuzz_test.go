package difftest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"testing"
	"time"

	"eventwire/gen/internal/schema"
)

// What `go test` runs: one contract of this many random schemas, and this many values of each.
const (
	fixedSeed       = 1
	schemasOfRound  = 240
	valuesOfAnEvent = 420
)

// TestLanguagesAgree asks generated Go, generated TypeScript and the generator's own checker about random values of random schemas: they give the
// same verdict, the same paths, rules and messages, and write the same value. The exported JSON Schema gives the same verdict where it can say
// what is wrong.
//
// EVENTWIRE_FUZZ is how long to go on with other seeds, such as 5m; by default it is one round with a fixed seed. What a round finds is kept
// in testdata/found, with a contract that has nothing else in it, for TestFoundCases.
func TestLanguagesAgree(t *testing.T) {
	t.Parallel()
	if text := os.Getenv("EVENTWIRE_FUZZ"); text != "" {
		length, err := time.ParseDuration(text)
		if err != nil {
			t.Fatalf("EVENTWIRE_FUZZ: %v", err)
		}
		for until := time.Now().Add(length); time.Now().Before(until) && !t.Failed(); {
			seed := rand.Uint64()
			t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { compareRound(t, seed) })
		}
		return
	}
	compareRound(t, fixedSeed)
}

// compareRound makes a contract and values from a seed and compares the verdicts.
func compareRound(t *testing.T, seed uint64) {
	t.Helper()
	text, c, err := randomContract(seed, schemasOfRound)
	if err != nil {
		t.Fatal(err)
	}
	g := &valuer{Rand: rand.New(rand.NewPCG(seed, 2))}
	var questions []question
	for _, event := range c.Events {
		for i := range valuesOfAnEvent {
			g.misses = 25 * (i % 4)
			questions = append(questions, question{event: event.Name, text: string(g.value(nil, event.Payload, 0))})
		}
	}
	if disputed := compare(t, c, questions); len(disputed) > 0 && os.Getenv("EVENTWIRE_FUZZ") != "" {
		keep(t, strconv.FormatUint(seed, 10), text, disputed)
	}
}

// compare asks everybody, reports the first few disagreements, and gives the questions that they are about.
func compare(t *testing.T, c *schema.Contract, questions []question) (disputed []question) {
	t.Helper()
	program := buildGo(t, c)
	inGo, inNode := ask(t, program, questions), askNode(t, c, questions)
	// What TypeScript writes, Go reads as the value that it read itself.
	written := make([]question, len(questions))
	for i, q := range questions {
		written[i] = question{event: q.event, text: q.text}
		if inNode[i].Encoded != "" {
			written[i].text = inNode[i].Encoded
		}
	}
	again := ask(t, exec.Command(program.Path), written)
	events, schemas := eventsOf(c), compileEvents(t, c)
	valid := 0
	for i, q := range questions {
		if len(inGo[i].Problems) == 0 {
			valid++
		}
		reason := ""
		switch {
		case inGo[i].Broken != "" || inNode[i].Broken != "":
			reason = "a program contradicts itself"
		case fmt.Sprint(inGo[i].Problems, inGo[i].Truncated) != fmt.Sprint(inNode[i].Problems, inNode[i].Truncated):
			reason = "the problems differ"
		case !sameJSON(inGo[i].Encoded, again[i].Encoded):
			reason = "what TypeScript writes is another value: " + again[i].String()
		default:
			reason = cmp.Or(differsFromChecker(events[q.event], q.text, inGo[i]), differsFromSchema(schemas[q.event], q.text, inGo[i]))
		}
		if reason == "" {
			continue
		}
		if disputed = append(disputed, q); len(disputed) <= 10 {
			t.Errorf("%s: %s %s\n\tGo:   %v\n\tNode: %v", reason, q.event, q.text, inGo[i], inNode[i])
		}
	}
	if len(disputed) > 0 {
		t.Errorf("%d of %d values disagree", len(disputed), len(questions))
	}
	if share := float64(valid) / float64(len(questions)); len(questions) > 1000 && (share < 0.1 || share > 0.9) {
		t.Errorf("%.2f of the values are valid: they test one verdict alone", share)
	}
	return disputed
}

// sameJSON tells whether two texts are one value: a value of the type json keeps the spelling that it came in.
func sameJSON(a, b string) bool {
	if a == b {
		return true
	}
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

func differsFromChecker(event *schema.Event, text string, got verdict) string {
	value, err := parse(text)
	if err != nil {
		return fmt.Sprintf("the text is not JSON: %v", err)
	}
	want := accepts(event, value).Problems
	if got.Truncated && len(want) > len(got.Problems) {
		want = want[:len(got.Problems)]
	}
	if fmt.Sprint(got.Problems) != fmt.Sprint(want) {
		return fmt.Sprintf("the generator's checker says %v", want)
	}
	if len(got.Problems) == 0 && !json.Valid([]byte(got.Encoded)) {
		return "what Go writes is not JSON"
	}
	return ""
}
