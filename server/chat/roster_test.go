package chat

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
)

func TestRosterStaysOrderedThroughRenamesAndLeaves(t *testing.T) {
	t.Parallel()
	r := newRoster()
	ids := make([]uuid.UUID, 100)
	for i := range ids {
		ids[i] = uuid.New()
		r.put(ids[i], resident{fmt.Sprintf("user %02d", (i*37)%100), "a"})
	}
	for i := 0; i < 100; i += 3 {
		r.put(ids[i], resident{fmt.Sprintf("renamed %02d", i), "b"})
	}
	for i := 0; i < 100; i += 5 {
		server := "a"
		if i%3 == 0 {
			server = "b"
		}
		if !r.remove(ids[i], server) {
			t.Fatalf("user %d was not removed", i)
		}
	}

	var names []string
	r.first(1000, func(_ uuid.UUID, username string) { names = append(names, username) })
	if len(names) != 80 || r.len() != 80 {
		t.Fatalf("got %d listed of %d, want 80 of 80", len(names), r.len())
	}
	if !slices.IsSorted(names) {
		t.Errorf("not in the order of names: %q", names)
	}
}

func TestRosterKeepsAUserWhoMovedToAnotherInstance(t *testing.T) {
	t.Parallel()
	r := newRoster()
	id := uuid.New()
	r.put(id, resident{"alice", "a"})
	r.put(id, resident{"alice", "b"})
	if r.remove(id, "a") {
		t.Error("the old instance's late leave removed a user who had moved on")
	}
	if !r.remove(id, "b") {
		t.Error("the leave of the instance that serves the user was not taken")
	}
}
