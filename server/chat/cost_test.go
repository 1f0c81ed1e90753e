package chat

import (
	"log/slog"
	"strconv"
	"testing"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"

	"github.com/google/uuid"
)

// heardBy stands for sockets of so many clients, and counts what is broadcast to them.
type heardBy struct {
	clients    int
	broadcasts int
}

func (h *heardBy) Broadcast(websocket.Frame) { h.broadcasts++ }
func (h *heardBy) Count() int                { return h.clients }

// A message is decoded and encoded once and broadcast once, however many have entered.
func TestMessageCostsTheSameForAnyNumberOfClients(t *testing.T) { // not parallel: it counts what the process allocates
	cost := func(clients int) (broadcasts int, allocations float64) {
		bus := lateBus{map[string]bool{}, make(chan redisbus.Publication), nil}
		c := New(Options{ServerID: "one", Observer: bus, Logger: slog.New(slog.DiscardHandler)})
		sockets := &heardBy{clients: clients}
		c.Start(bus, sockets)
		defer func() {
			if err := c.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		}()
		c.mu.Lock()
		for range clients {
			s := &session{chat: c, entered: true, user: uuid.New()}
			c.local[s.user] = []*session{s}
		}
		c.mu.Unlock()
		data, err := (&events.ChatMessage{
			ID: uuid.NewString(), UserID: uuid.NewString(), From: "ann", Message: "hi", Timestamp: time.Now(), OriginServerID: "other",
		}).MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		say := func() {
			n++
			c.Deliver(redisbus.Message{Channel: talk, ID: today + "-" + strconv.Itoa(n), Prev: today + "-" + strconv.Itoa(n-1), Data: data})
		}
		say()
		broadcasts = sockets.broadcasts
		return broadcasts, testing.AllocsPerRun(1000, say)
	}
	one, alone := cost(1)
	many, crowded := cost(10_000)
	if one != 1 || many != 1 {
		t.Errorf("a message is broadcast %d times to one client and %d times to many, want 1", one, many)
	}
	if crowded > alone+1 { // the history grows now and then
		t.Errorf("a message allocates %v times for one client, %v for many", alone, crowded)
	}
}
