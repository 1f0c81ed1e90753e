package chat

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
	"github.com/google/uuid"
)

const talk = "chat:message"

// today begins the ids of this test's messages: older ones than the history keeps are given to nobody.
var today = strconv.FormatInt(time.Now().UnixMilli(), 10)

// lateBus is a bus whose messages are delivered by the test. Of the history it knows the ids.
type lateBus struct {
	history map[string]bool
	said    chan redisbus.Publication // messages that clients have published
	asked   map[string]func()         // what happens as soon as a position was found in the history
}

func (b lateBus) Publish(_ context.Context, p redisbus.Publication) (redisbus.Receipt, error) {
	if p.Channel == talk {
		b.said <- p
	}
	return redisbus.Receipt{ID: today + "-0"}, nil
}

func (b lateBus) Complete(_, after string) bool {
	id := strings.TrimPrefix(after, today+"-")
	if then := b.asked[id]; then != nil {
		defer then()
	}
	return b.history[id]
}
func (lateBus) Position(string) string                      { return today + "-0" }
func (lateBus) Join(context.Context, redisbus.Member) error { return nil }
func (lateBus) Leave(context.Context, string) error         { return nil }
func (lateBus) Members(context.Context, string) ([]redisbus.Member, string, error) {
	return nil, "", nil
}
func (lateBus) Answered(string) {}
func (lateBus) Resumed(bool)    {}

// lateChat is an instance that gets its messages from the test.
type lateChat struct {
	*Chat
	t        *testing.T
	bus      lateBus
	url      string
	identity Identity // of whoever comes
}

func newLateChat(t *testing.T, history ...string) *lateChat {
	bus := lateBus{map[string]bool{}, make(chan redisbus.Publication, 10), map[string]func(){}}
	for _, id := range history {
		bus.history[id] = true
	}
	logger := slog.New(slog.NewTextHandler(t.Output(), nil))
	c := New(Options{ServerID: "late", Observer: bus, Logger: logger})
	sockets, err := websocket.New(websocket.Options{OnOpen: c.Open, OnText: c.Text, OnClose: c.Closed, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	c.Start(bus, sockets)
	late := &lateChat{Chat: c, t: t, bus: bus}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sockets.ServeHTTP(w, r.WithContext(WithIdentity(r.Context(), late.identity)))
	}))
	late.url = "ws" + server.URL[len("http"):]
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := sockets.Shutdown(ctx, websocket.StatusGoingAway, "the test ends", 0); err != nil {
			t.Error(err)
		}
		server.Close()
		if err := c.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return late
}

// deliver has the bus bring messages with these numbers in their ids.
func (c *lateChat) deliver(ids ...string) {
	c.t.Helper()
	for _, id := range ids {
		number, err := strconv.Atoi(id)
		if err != nil {
			c.t.Fatal(err)
		}
		data, err := (&events.ChatMessage{
			ID: uuid.NewString(), UserID: uuid.NewString(), From: "ann", Message: events.MessageText(id), Timestamp: time.Now(), OriginServerID: "other",
		}).MarshalJSON()
		if err != nil {
			c.t.Fatal(err)
		}
		c.Deliver(redisbus.Message{Channel: talk, ID: today + "-" + id, Prev: today + "-" + strconv.Itoa(number-1), Data: data})
	}
}

// come connects a client that has had everything up to these positions, and returns what it is told, in short. It has
// been told where it is by then.
func (c *lateChat) come(positions ...string) (next func() string) {
	c.t.Helper()
	conn, early, _, err := ws.Dial(c.t.Context(), c.url)
	if err != nil || early != nil {
		c.t.Fatal(err, early)
	}
	c.t.Cleanup(func() { _ = conn.Close() })
	var resume []events.Position
	for _, id := range positions {
		resume = append(resume, events.Position{Channel: talk, ID: today + "-" + id})
	}
	if err := wsutil.WriteClientText(conn, events.AppendResume(nil, "", resume)); err != nil {
		c.t.Fatal(err)
	}
	next = func() string {
		c.t.Helper()
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			c.t.Fatal(err)
		}
		text, err := wsutil.ReadServerText(conn)
		if err != nil {
			c.t.Fatal(err)
		}
		frame, err := events.DecodeServerFrame(text)
		switch {
		case err != nil:
			c.t.Fatal(err)
		case frame.Resumed != nil:
			r := frame.Resumed[0]
			return fmt.Sprintf("complete: %v, after %s", r.Complete, strings.TrimPrefix(r.At.ID, today+"-"))
		case frame.At.ID != "":
			return strings.TrimPrefix(frame.At.ID, today+"-")
		}
		return frame.Event
	}
	c.expect(next, "server.info")
	return next
}

func (c *lateChat) expect(next func() string, want ...string) {
	c.t.Helper()
	for i, w := range want {
		if got := next(); got != w {
			c.t.Fatalf("frame %d: got %s, want %s", i, got, w)
		}
	}
}

func TestNobodyIsGivenTheHistoryWhileItIsRead(t *testing.T) {
	t.Parallel()
	var history []string // more than a newcomer is given
	for i := range 60 {
		history = append(history, strconv.Itoa(i+1))
	}
	c := newLateChat(t, history...)
	newcomer, returning := c.come(), c.come("58")
	c.deliver(history...)
	c.CaughtUp(time.Now())
	c.expect(newcomer, "server.presence", "complete: true, after 10")
	c.expect(newcomer, history[10:]...)
	c.expect(returning, "server.presence", "complete: true, after 58", "59", "60")
	c.deliver("61")
	c.expect(newcomer, "61")
	c.expect(returning, "61")
}

func TestClientIsAheadOfTheInstance(t *testing.T) {
	t.Parallel()
	c := newLateChat(t, "1", "2", "3")
	c.CaughtUp(time.Now())
	c.deliver("1")
	here, ahead := c.come("1"), c.come("3")
	c.expect(here, "server.presence", "complete: true, after 1")
	before := time.Now().Add(-time.Hour)
	c.deliver("2")
	c.CaughtUp(before) // says nothing about what was published since
	c.deliver("3", "4")
	c.expect(here, "2", "3", "4")
	c.expect(ahead, "server.presence", "complete: true, after 3", "4")
}

func TestPositionThatRedisHasLost(t *testing.T) {
	t.Parallel()
	c := newLateChat(t, "1")
	c.CaughtUp(time.Now())
	c.deliver("1")
	ahead := c.come("3")
	c.CaughtUp(time.Now())
	c.expect(ahead, "server.presence", "complete: false, after 1")
	c.deliver("4")
	c.expect(ahead, "4")
}

func TestNewcomerKnowsWhereItIsBeforeTheFirstMessage(t *testing.T) {
	t.Parallel()
	c := newLateChat(t, "0")
	c.CaughtUp(time.Now())
	newcomer := c.come()
	c.expect(newcomer, "server.presence", "complete: true, after 0")
	for i := range 60 { // more than a newcomer is given
		c.deliver(strconv.Itoa(i + 1))
	}
	back := c.come("0")
	c.expect(back, "server.presence", "complete: true, after 0")
	for i := range 60 {
		id := strconv.Itoa(i + 1)
		c.expect(newcomer, id)
		c.expect(back, id)
	}
}

func TestWhoeverIsToldOfALossKnowsWhereItGoesOn(t *testing.T) {
	t.Parallel()
	c := newLateChat(t, "500")
	c.CaughtUp(time.Now())
	c.deliver("1")
	here := c.come()
	c.expect(here, "server.presence", "complete: true, after 0", "1")
	c.Reset(redisbus.Reset{Channel: talk, Reason: redisbus.ResetEpoch, From: today + "-1", To: today + "-500"})
	c.expect(here, "complete: false, after 500")
	c.expect(c.come("1"), "server.presence", "complete: false, after 500")
	c.expect(c.come(), "server.presence", "complete: true, after 0", "1", "complete: true, after 500")
	back := c.come("500") // and does not wait for anything
	c.expect(back, "server.presence", "complete: true, after 500")
	c.deliver("501")
	c.expect(back, "501")
	c.expect(c.come("500"), "server.presence", "complete: true, after 500", "501")
}

func TestLossWhileAClientComesBackIsTold(t *testing.T) {
	t.Parallel()
	c := newLateChat(t, "1")
	c.CaughtUp(time.Now())
	c.deliver("1", "2")
	c.bus.asked["1"] = func() {
		c.Reset(redisbus.Reset{Channel: talk, Reason: redisbus.ResetEpoch, From: today + "-2", To: today + "-500"})
	}
	c.expect(c.come("1"), "server.presence", "complete: false, after 1", "2", "complete: true, after 500")
}
