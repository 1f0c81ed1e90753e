package chat

import (
	"bytes"
	"errors"
	"log/slog"
	"reflect"
	"runtime"
	"strconv"
	"testing"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
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
			c.local.add(s)
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

// There are as many of these as connections. 128 bytes are a size of the allocator's.
func TestSessionIsSmall(t *testing.T) {
	t.Parallel()
	if size := reflect.TypeFor[session]().Size(); size > 128 {
		t.Errorf("a session takes %d bytes by itself, want at most 128", size)
	}
}

// A client that sends what has no limit of its own needs no memory for such limits.
func TestUnlimitedEventsNeedNoLimiter(t *testing.T) {
	t.Parallel()
	s := &session{}
	for range 100 {
		if !s.allow(events.ClientMessageEvent) || !s.allow(events.ClientSetUsernameEvent) {
			t.Fatal("an event without a limit was refused")
		}
	}
	if s.limiter != nil {
		t.Error("they have a limiter")
	}
	passed := 0
	for range 100 {
		if s.allow(events.ClientTypingEvent) {
			passed++
		}
	}
	if passed < 5 || passed > 10 {
		t.Errorf("%d of 100 events passed at once, with a limit of 2 a second and a burst of 5", passed)
	}
}

// Somebody who is here costs an instance no more than this in its roster, whatever instance they are on.
func TestResidentIsSmall(t *testing.T) { // not parallel: it measures what the whole process has
	const count = 50_000
	ids, names := newIDs(), make([]string, count)
	for i := range names {
		names[i] = "user " + strconv.Itoa(i)
	}
	r := newRoster(listedUsers)
	before := heapInUse()
	for _, name := range names {
		r.put(ids.next(), newResident(name, "some instance"))
	}
	if bytes := (heapInUse() - before) / count; bytes > 110 {
		t.Errorf("somebody who is here costs %d bytes", bytes)
	}
	runtime.KeepAlive(names)
	runtime.KeepAlive(r)
}

func heapInUse() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse)
}

// A client that has joined and says nothing has no goroutine, whatever its joining took. Some wait for the work of all.
func TestNamedClientsHaveNoGoroutines(t *testing.T) { // not parallel: it counts what the whole process has
	const clients = 300
	c := newLateChat(t)
	c.CaughtUp(time.Now())
	before := runtime.NumGoroutine()
	for i := range clients {
		conn, _, _, err := ws.Dial(t.Context(), c.url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		frame, err := events.AppendClientFrame(nil, "name", &events.ClientSetUsername{Username: events.Username("user " + strconv.Itoa(i))})
		for _, text := range [][]byte{events.AppendResume(nil, "", nil), frame} {
			if err = errors.Join(err, wsutil.WriteClientText(conn, text)); err != nil {
				t.Fatal(err)
			}
		}
		for text := []byte(nil); !bytes.Contains(text, []byte(`"ack":"name"`)); {
			if text, err = wsutil.ReadServerText(conn); err != nil {
				t.Fatal(err)
			}
		}
	}
	most := before + spareHands
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > most; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines with %d clients, %d without, and %d that wait for work", runtime.NumGoroutine(), clients, before, spareHands)
		}
	}
}
