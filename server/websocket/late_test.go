package websocket

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// tedious is a line on which every write takes a millisecond. It remembers what was written when.
type tedious struct {
	link
	writes []string
	times  []time.Time
}

func (l *tedious) write(p []byte, _ *sheet) (int, error) {
	time.Sleep(time.Millisecond)
	l.writes, l.times = append(l.writes, string(p)), append(l.times, time.Now())
	return len(p), nil
}

// crowdOf makes an engine with members on tedious lines, those who have joined first first. What wakes it sends on woken.
func crowdOf(n int) (e *engine, lines []*tedious, woken chan struct{}) {
	e = newReading(100, false).conn.engine
	e.server.options.PingInterval = -1 // nobody answers
	woken = make(chan struct{}, 1)
	e.wake = func() {
		select {
		case woken <- struct{}{}:
		default:
		}
	}
	for range n {
		l := &tedious{}
		lines = append(lines, l)
		c := &Conn{engine: e, link: l, slot: -1}
		e.post(op{kind: opAdd, conn: c})
		c.Join()
	}
	return e, lines, woken
}

// read gives the texts in what was written, one character each.
func (l *tedious) read() string {
	var texts []byte
	for _, w := range l.writes {
		for ; len(w) > 0; w = w[3:] {
			texts = append(texts, w[2])
		}
	}
	return string(texts)
}

// Where a broadcast takes long, those who have been there longest get the next one before the last have got the first,
// and these get both in one write.
func TestNewcomersDoNotDelayThoseBeforeThem(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const members = 200
		e, lines, woken := crowdOf(members)
		run := func(until func() bool) {
			for !until() {
				<-woken
				e.run()
			}
		}
		say := func(text string) { e.post(op{kind: opBroadcast, frame: TextFrame([]byte(text)).frame}) }
		got := func(l *tedious, text string) func() bool { return func() bool { return l.read() == text } }
		first, last := lines[0], lines[members-1]

		say("a")
		run(got(first, "a"))
		began := time.Now()
		if last.read() != "" {
			t.Fatal("the last one has got it in the same round")
		}
		say("b")
		run(got(first, "ab"))
		if waited := time.Since(began); waited > maxCycle+2*maxSpell {
			t.Errorf("the first one has waited %v", waited)
		}
		if last.read() != "" {
			t.Error("the first one has waited for the last")
		}
		run(got(last, "ab"))
		if len(last.writes) != 1 {
			t.Errorf("the last one got both in %d writes", len(last.writes))
		}
		say("c")
		run(got(last, "abc"))
		for i, l := range lines {
			if l.read() != "abc" {
				t.Errorf("member %d got %q", i, l.read())
			}
		}
		if e.late.count != 0 || len(e.late.line) != 0 || len(e.batch[plain].bytes) != 0 {
			t.Errorf("%d are late, a line of %d and a batch of %d bytes are left", e.late.count, len(e.late.line), len(e.batch[plain].bytes))
		}
	})
}

// Somebody who is there gets what is for them alone before thousands who come at the same time get what is for them.
func TestNewcomersDoNotDelayWhatIsForOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, lines, _ := crowdOf(1)
		e.round()
		for range 100 {
			c := &Conn{engine: e, link: &tedious{}, slot: -1}
			e.post(op{kind: opAdd, conn: c})
			_ = c.Send(TextFrame([]byte("w")))
			c.Join()
		}
		_ = e.conns[0].Send(TextFrame([]byte("a")))
		e.round()
		if lines[0].read() != "a" {
			t.Errorf("the member has got %q in the first round", lines[0].read())
		}
		if e.takeTurns(); len(e.waiting) == 0 {
			t.Error("no newcomer waits: the test shows nothing")
		}
	})
}

// Whatever else happens to members that are late, each gets all that was said while it was one, once and in order.
func TestLateMembersMissNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const members, steps = 120, 400
				source := rand.New(rand.NewPCG(seed, 0))
				e, lines, woken := crowdOf(members)
				e.round()
				conns, want, in := slices.Clone(e.conns), make([]string, members), slices.Repeat([]bool{true}, members)
				for step := range steps {
					text := string(rune('a' + step%26))
					frame := TextFrame([]byte(text)).frame
					switch i := source.IntN(members); source.IntN(8) {
					case 0:
						conns[i].Leave()
						in[i] = false
					case 1:
						conns[i].Join()
						in[i] = true
					case 2:
						e.post(op{kind: opSend, conn: conns[i], frame: frame})
						want[i] += text
					case 3:
						e.post(op{kind: opBroadcast, frame: frame})
						for i := range want {
							if in[i] {
								want[i] += text
							}
						}
					default:
						select {
						case <-woken:
							e.run()
						default:
							time.Sleep(time.Millisecond)
						}
					}
				}
				for range 100 {
					time.Sleep(maxRest)
					e.run()
				}
				for i, l := range lines {
					if got := l.read(); got != want[i] {
						t.Errorf("member %d got %q, want %q", i, got, want[i])
					}
				}
			})
		})
	}
}
