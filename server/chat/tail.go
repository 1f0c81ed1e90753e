package chat

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"eventwire/server/websocket"

	"github.com/google/uuid"
)

// tail is the past of one channel with history, as ready frames in the order of their stream ids, so that
// a client that comes back is served from memory. It is not safe for concurrent use.
type tail struct {
	limit  int           // entries
	maxAge time.Duration // 0 for any age
	replay int           // entries a newcomer is given

	ids    []streamID
	events []uuid.UUID // the ids of the events themselves
	frames []websocket.Frame
	floor  streamID // the newest entry that memory has let go

	// before is where the events of a history that Redis has lost were, and with them what Redis knew of repetitions.
	before map[uuid.UUID]streamID
}

// lose takes the news that Redis has lost some of the history, and has forgotten which events it has seen.
func (t *tail) lose() {
	t.before = make(map[uuid.UUID]streamID, len(t.events))
	for i, event := range t.events {
		t.before[event] = t.ids[i]
	}
}

// repeated tells whether an event that comes at id is one that Redis has lost and that its sender, who had no answer,
// has sent again within the window in which ids of events are remembered.
func (t *tail) repeated(event uuid.UUID, id streamID, window time.Duration) bool {
	first, lost := t.before[event]
	return lost && int64(id.ms-first.ms) <= window.Milliseconds()
}

// add appends an entry. An id at or before the last one is the start of a new stream in an emptied Redis:
// what came before is let go.
func (t *tail) add(id streamID, event uuid.UUID, frame websocket.Frame) {
	if n := len(t.ids); n > 0 && id.compare(t.ids[n-1]) <= 0 {
		t.ids, t.events, t.frames, t.floor = nil, nil, nil, streamID{}
	}
	t.ids = append(t.ids, id)
	t.events = append(t.events, event)
	t.frames = append(t.frames, frame)
	if over := len(t.ids) - t.limit; over > t.limit/4 {
		t.floor = t.ids[over-1]
		t.ids = slices.Delete(t.ids, 0, over)
		t.events = slices.Delete(t.events, 0, over)
		t.frames = slices.Delete(t.frames, 0, over)
	}
}

// end is the newest entry there ever was.
func (t *tail) end() streamID {
	if n := len(t.ids); n > 0 {
		return t.ids[n-1]
	}
	return t.floor
}

// after gives the entries behind id, oldest first, and whether they are all that memory ever had behind it.
// At most max entries are given, the newest ones; 0 is no bound.
func (t *tail) after(id streamID, now time.Time, max int) (frames []websocket.Frame, complete bool) {
	at, found := slices.BinarySearchFunc(t.ids, id, streamID.compare)
	if found {
		at++
	}
	complete = id.compare(t.floor) >= 0
	start := t.young(at, now)
	if max > 0 && len(t.ids)-start > max {
		start = len(t.ids) - max
	}
	return t.frames[start:], complete && start == at
}

// newest gives what a newcomer is owed.
func (t *tail) newest(now time.Time) []websocket.Frame {
	return t.frames[t.young(max(0, len(t.ids)-t.replay), now):]
}

// young moves start past the entries that are too old.
func (t *tail) young(start int, now time.Time) int {
	if t.maxAge <= 0 {
		return start
	}
	oldest := now.Add(-t.maxAge).UnixMilli()
	for start < len(t.ids) && int64(t.ids[start].ms) < oldest {
		start++
	}
	return start
}

// streamID is the id of an entry of a Redis stream, `<milliseconds>-<sequence>`.
type streamID struct{ ms, seq uint64 }

func (a streamID) compare(b streamID) int {
	return cmp.Or(cmp.Compare(a.ms, b.ms), cmp.Compare(a.seq, b.seq))
}

// parseStreamID reads an id in the form in which Redis writes it.
func parseStreamID(s string) (streamID, bool) {
	left, right, ok := strings.Cut(s, "-")
	if !ok {
		return streamID{}, false
	}
	ms, err1 := strconv.ParseUint(left, 10, 64)
	seq, err2 := strconv.ParseUint(right, 10, 64)
	return streamID{ms, seq}, err1 == nil && err2 == nil
}
