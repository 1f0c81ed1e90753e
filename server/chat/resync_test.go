package chat

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"

	"github.com/google/uuid"
)

// census is a bus that knows who is present, and in which state that is.
type census struct {
	lateBus
	members []redisbus.Member
	state   string
	given   int // how often members were given
}

func (b *census) Members(_ context.Context, since string) ([]redisbus.Member, string, error) {
	if since != "" && since == b.state {
		return nil, since, nil
	}
	b.given++
	return b.members, b.state, nil
}

// The roster is compared with Redis as long as one of them may know something that the other does not.
func TestRosterIsComparedWhereSomethingChanged(t *testing.T) {
	t.Parallel()
	person := func(name string) (uuid.UUID, redisbus.Member) {
		id := uuid.New()
		value, err := (&events.UserJoined{
			UserID: id.String(), Username: events.Username(name), ServerID: "one", Timestamp: time.Now(),
		}).MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		return id, redisbus.Member{ID: id.String(), Value: value}
	}
	annID, ann := person("ann")
	_, bob := person("bob")
	bus := &census{state: "1", members: []redisbus.Member{ann}}
	c := New(Options{ServerID: "one", Observer: bus, Logger: slog.New(slog.DiscardHandler)})
	c.bus, c.sockets = bus, &heardBy{}
	check := func(what string, all, compared bool, want ...string) {
		t.Helper()
		before := bus.given
		c.resync(t.Context(), all)
		var names []string
		c.roster.first(func(_ uuid.UUID, username string) { names = append(names, username) })
		if (bus.given > before) != compared || !slices.Equal(names, want) {
			t.Errorf("%s: compared is %v, want %v; the roster is %v, want %v", what, bus.given > before, compared, names, want)
		}
	}
	check("at first", false, true, "ann")
	check("nothing happened", false, false, "ann")
	check("everything shall be", true, true, "ann")
	check("nothing happened", false, false, "ann")

	bus.members, bus.state = []redisbus.Member{ann, bob}, "2"
	check("somebody came", false, true, "ann", "bob")
	check("nothing happened", false, false, "ann", "bob")

	bus.members, bus.state = []redisbus.Member{bob}, "3"
	check("somebody is missing", false, true, "ann", "bob")
	check("is still missing", false, true, "bob")
	check("nothing happened", false, false, "bob")

	c.mu.Lock()
	c.put(annID, newResident("ann", "one")) // as a message does that comes late
	c.mu.Unlock()
	check("the roster changed", false, true, "ann", "bob")
	check("Redis does not know of it", false, true, "bob")
	check("nothing happened", false, false, "bob")

	bus.state = ""
	check("the state is unknown", false, true, "bob")
	check("the state is unknown", false, true, "bob")
}
