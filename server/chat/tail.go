package chat

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"eventwire/generated/events"
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
	floor  streamID // the position before the oldest entry
	head   streamID // the position behind the newest one: its own, unless Redis has lost the history since

	// lost is where the events of a history that Redis has lost were, and with them what Redis knew of repetitions.
	lost map[uuid.UUID]streamID
}

// lose takes the news that Redis has lost some of the history, and has forgotten which events it has seen. It goes on
// after head.
func (t *tail) lose(head streamID) {
	t.head = head
	t.lost = make(map[uuid.UUID]streamID, len(t.events))
	for i, event := range t.events {
		t.lost[event] = t.ids[i]
	}
}

// repeated tells whether an event that comes at id is one that Redis has lost and that its sender, who had no answer,
// has sent again within the window in which ids of events are remembered.
func (t *tail) repeated(event uuid.UUID, id streamID, window time.Duration) bool {
	first, lost := t.lost[event]
	return lost && int64(id.ms-first.ms) <= window.Milliseconds()
}

// begin says where the history begins, or goes on, of which nothing has come yet.
func (t *tail) begin(at streamID) {
	if len(t.ids) == 0 {
		t.floor, t.head = at, at
	}
}

// expect takes the news that an entry comes after prev. An id at or before the last one is the start of a new stream in
// an emptied Redis: what came before is let go.
func (t *tail) expect(prev, id streamID) {
	if n := len(t.ids); n > 0 && id.compare(t.ids[n-1]) <= 0 {
		t.ids, t.events, t.frames = nil, nil, nil
	}
	t.begin(prev)
}

// add appends the entry that was expected.
func (t *tail) add(id streamID, event uuid.UUID, frame websocket.Frame) {
	t.head = id
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

// end is the greatest position there ever was.
func (t *tail) end() streamID {
	if n := len(t.ids); n > 0 && t.ids[n-1].compare(t.head) > 0 {
		return t.ids[n-1]
	}
	return t.head
}

// broken tells whether the history goes on somewhere else than after the newest entry, because Redis has lost that.
func (t *tail) broken() bool {
	n := len(t.ids)
	return n > 0 && t.ids[n-1] != t.head
}

// after gives the entries behind id, oldest first, the position before them, and whether they are all that there ever
// was behind id. At most max entries are given, the newest ones; 0 is no bound.
func (t *tail) after(id streamID, now time.Time, max int) (frames []websocket.Frame, from streamID, complete bool) {
	at, found := slices.BinarySearchFunc(t.ids, id, streamID.compare)
	if found {
		at++
	}
	complete = id.compare(t.floor) >= 0
	start := t.young(at, now)
	if max > 0 && len(t.ids)-start > max {
		start = len(t.ids) - max
	}
	return t.frames[start:], t.before(start), complete && start == at
}

// newest gives what a newcomer is owed, and the position before it.
func (t *tail) newest(now time.Time) (frames []websocket.Frame, from streamID) {
	start := t.young(max(0, len(t.ids)-t.replay), now)
	return t.frames[start:], t.before(start)
}

// before is the position before the entry at an index, or before what comes next.
func (t *tail) before(index int) streamID {
	switch index {
	case len(t.ids):
		return t.head
	case 0:
		return t.floor
	}
	return t.ids[index-1]
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

// position is the id as a client is told it, zero where it is not known.
func (a streamID) position(channel string) events.Position {
	if a == (streamID{}) {
		return events.Position{}
	}
	return events.Position{Channel: channel, ID: strconv.FormatUint(a.ms, 10) + "-" + strconv.FormatUint(a.seq, 10)}
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
