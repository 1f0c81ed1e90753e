package redisbus

import (
	"sync"
	"time"
)

// tail is the newest part of a history, kept in memory: what was delivered here, each message linked to the one before.
// It answers for recent positions without Redis.
type tail struct {
	maxLength int
	maxBytes  int
	maxAge    time.Duration

	mu       sync.RWMutex
	epoch    string // "" until the history was read for the first time
	base     string // the position before the oldest message held
	messages []Message
	first    uint64            // the number of messages[0]
	numbers  map[string]uint64 // by id
	bytes    int
}

func newTail(options *Options, history *History) *tail {
	t := &tail{
		maxLength: options.TailLength, maxBytes: options.TailBytes, maxAge: history.MaxAge,
		numbers: map[string]uint64{},
	}
	if history.MaxLength > 0 && history.MaxLength < int64(t.maxLength) {
		t.maxLength = int(history.MaxLength)
	}
	return t
}

// restart forgets everything: the history continues after base, in this epoch.
func (t *tail) restart(epoch, base string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.epoch, t.base = epoch, base
	t.messages, t.bytes = nil, 0
	clear(t.numbers)
}

// cut forgets the messages after a position that the tail holds, or all where it does not.
func (t *tail) cut(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	keep := 0
	if number, held := t.numbers[id]; held {
		keep = int(number-t.first) + 1
	} else {
		t.base = id
	}
	for _, m := range t.messages[keep:] {
		delete(t.numbers, m.ID)
		t.bytes -= len(m.Data)
	}
	clear(t.messages[keep:])
	t.messages = t.messages[:keep]
}

// append adds the message after the end, and drops the oldest where there are too many.
func (t *tail) append(m Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.numbers[m.ID] = t.first + uint64(len(t.messages))
	t.messages = append(t.messages, m)
	t.bytes += len(m.Data)
	for len(t.messages) > t.maxLength || t.bytes > t.maxBytes && len(t.messages) > 1 {
		t.dropOldest()
	}
}

func (t *tail) dropOldest() {
	oldest := &t.messages[0]
	delete(t.numbers, oldest.ID)
	t.base = oldest.ID
	t.bytes -= len(oldest.Data)
	*oldest = Message{}
	t.messages = t.messages[1:]
	t.first++
}

// state returns the epoch and the position of the end.
func (t *tail) state() (epoch, last string) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.epoch, t.last()
}

func (t *tail) last() string {
	if n := len(t.messages); n > 0 {
		return t.messages[n-1].ID
	}
	return t.base
}

// holds reports whether the position is one of the tail's.
func (t *tail) holds(id string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	_, held := t.numbers[id]
	return held || t.epoch != "" && id == t.base
}

// answer says what memory knows of a position.
type answer int

const (
	askRedis answer = iota
	complete
	incomplete
)

// look says whether everything after the position is in the history.
func (t *tail) look(after string) answer {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.find(after)
}

func (t *tail) find(after string) answer {
	_, held := t.numbers[after]
	switch {
	case t.epoch == "":
		return askRedis
	case held || after == t.base:
		return complete
	case isAfter(after, t.base) && isAfter(t.last(), after):
		return incomplete
	default: // older than the tail, or not yet delivered here
		return askRedis
	}
}

// slice returns messages after a position that the tail holds.
func (t *tail) slice(after string, limit int) ([]Message, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dropAged(time.Now())
	if t.find(after) != complete {
		return nil, false
	}
	start := 0
	if number, held := t.numbers[after]; held {
		start = int(number-t.first) + 1
	}
	end := min(len(t.messages), start+limit)
	return append([]Message(nil), t.messages[start:end]...), true
}

// dropAged drops what Redis has dropped, or soon will: the id of a message says when it was published.
func (t *tail) dropAged(now time.Time) {
	if t.maxAge <= 0 {
		return
	}
	oldest := now.Add(-t.maxAge).UnixMilli()
	for len(t.messages) > 0 {
		if p, _ := parsePosition(t.messages[0].ID); int64(p.ms) >= oldest {
			return
		}
		t.dropOldest()
	}
}
