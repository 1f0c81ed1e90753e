package chat

import (
	"testing"

	"eventwire/generated/events"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// once says something with the id that every page begins with, and returns the key by which it is deduplicated.
func (c *lateChat) once(key string) string {
	c.t.Helper()
	conn, _, _, err := ws.Dial(c.t.Context(), c.url)
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	frame, err := events.AppendClientFrame(nil, "1", &events.ClientMessage{Message: "hello"})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, text := range [][]byte{events.AppendResume(nil, key, nil), frame} {
		if err := wsutil.WriteClientText(conn, text); err != nil {
			c.t.Fatal(err)
		}
	}
	return (<-c.bus.said).Once
}

func TestEventsAreDeduplicatedPerClient(t *testing.T) {
	t.Parallel()
	const one, two = "the-key-of-a-page", "the-key-of-another-page"
	for name, identity := range map[string]Identity{"anonymous": {}, "signed in": {ID: "u1", Username: "ann"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newLateChat(t)
			c.identity = identity
			first := c.once(one)
			if again := c.once(one); again != first {
				t.Errorf("a client that comes back has key %s, want %s", again, first)
			}
			if other := c.once(two); other == first {
				t.Error("another page's event of the same id would be taken for a repetition")
			}
			if one, two := c.once(""), c.once(""); one == two {
				t.Error("two clients without a key share one")
			}
		})
	}
}
