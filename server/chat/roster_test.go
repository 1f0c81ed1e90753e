package chat

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestRosterStaysOrderedThroughRenamesAndLeaves(t *testing.T) {
	t.Parallel()
	r := newRoster(1000)
	ids := make([]uuid.UUID, 100)
	for i := range ids {
		ids[i] = uuid.New()
		r.put(ids[i], newResident(fmt.Sprintf("user %02d", (i*37)%100), "a"))
	}
	for i := 0; i < 100; i += 3 {
		r.put(ids[i], newResident(fmt.Sprintf("renamed %02d", i), "b"))
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
	r.first(func(_ uuid.UUID, username string) { names = append(names, username) })
	if len(names) != 80 || r.len() != 80 {
		t.Fatalf("got %d listed of %d, want 80 of 80", len(names), r.len())
	}
	if !slices.IsSorted(names) {
		t.Errorf("not in the order of names: %q", names)
	}
}

func TestRosterKeepsAUserWhoMovedToAnotherInstance(t *testing.T) {
	t.Parallel()
	r := newRoster(10)
	id := uuid.New()
	r.put(id, newResident("alice", "a"))
	r.put(id, newResident("alice", "b"))
	if r.remove(id, "a") {
		t.Error("the old instance's late leave removed a user who had moved on")
	}
	if !r.remove(id, "b") {
		t.Error("the leave of the instance that serves the user was not taken")
	}
}

// However users come, leave and change their names, the roster lists the first of them, as sorting all of them would.
func TestRosterListsTheFirst(t *testing.T) {
	t.Parallel()
	const listed, users, steps = 10, 200, 20_000
	source := rand.New(rand.NewPCG(3, 4))
	r, ids, want := newRoster(listed), make([]uuid.UUID, users), map[uuid.UUID]string{}
	for i := range ids {
		ids[i] = uuid.New()
	}
	for step := range steps {
		id := ids[source.IntN(users)]
		name := fmt.Sprintf("user %d", source.IntN(users/2)) // not of one user alone
		before, here := want[id]
		if source.IntN(100) < 30+step*40/steps {
			if removed := r.remove(id, "a"); removed != here {
				t.Fatalf("step %d: removed is %v, want %v", step, removed, here)
			}
			delete(want, id)
		} else {
			if was, known := r.put(id, newResident(name, "a")); known != here || was.username != before {
				t.Fatalf("step %d: was %q, %v; want %q, %v", step, was.username, known, before, here)
			}
			want[id] = name
		}
		order := slices.SortedFunc(maps.Keys(want), func(a, b uuid.UUID) int {
			return cmp.Or(strings.Compare(want[a], want[b]), slices.Compare(a[:], b[:]))
		})
		var got []uuid.UUID
		r.first(func(id uuid.UUID, username string) {
			if got = append(got, id); username != want[id] {
				t.Fatalf("step %d: got the name %q, want %q", step, username, want[id])
			}
		})
		if !slices.Equal(got, order[:min(listed, len(order))]) || r.len() != len(order) {
			t.Fatalf("step %d: the first are %v of %d, want %v of %d", step, got, r.len(), order[:min(listed, len(order))], len(order))
		}
		if len(r.head) > 2*listed {
			t.Fatalf("step %d: %d are kept in order", step, len(r.head))
		}
	}
}
