package chat

import (
	"testing"
	"time"

	"eventwire/server/websocket"

	"github.com/google/uuid"
)

func TestRepetitionAfterALoss(t *testing.T) {
	t.Parallel()
	const window = time.Minute
	first, again := streamID{ms: 100_000}, streamID{ms: 101_000}
	event := uuid.New()
	c := tail{limit: 10}
	c.add(first, event, websocket.Frame{})
	if c.repeated(event, again, window) {
		t.Error("a repetition, though Redis has lost nothing and would know")
	}
	c.lose(first)
	for _, row := range []struct {
		name  string
		event uuid.UUID
		at    streamID
		want  bool
	}{
		{"the same event", event, again, true},
		{"the same event, by a clock that was set back", event, streamID{ms: 99_000}, true},
		{"another event", uuid.New(), again, false},
		{"the same id, long after", event, streamID{ms: first.ms + 61_000}, false},
	} {
		if got := c.repeated(row.event, row.at, window); got != row.want {
			t.Errorf("%s: got %v, want %v", row.name, got, row.want)
		}
	}
}
