package chat

import (
	"cmp"
	"slices"
	"strings"
	"unique"

	"github.com/google/uuid"
)

// roster is who is here on all instances together, in the order of their names.
// It is not safe for concurrent use.
type roster struct {
	users  map[uuid.UUID]resident
	byName []uuid.UUID // ordered by name, then id
}

// resident is one user of the roster: the name and the instance that serves the user now.
type resident struct {
	username string
	serverID string
}

func newRoster() *roster { return &roster{users: map[uuid.UUID]resident{}} }

func (r *roster) len() int { return len(r.users) }

// put adds a user or changes the one there is, and gives back what was known before.
func (r *roster) put(id uuid.UUID, now resident) (before resident, known bool) {
	// Decoded names are parts of the whole message, which would stay in memory with them.
	now.username, now.serverID = strings.Clone(now.username), unique.Make(now.serverID).Value()
	before, known = r.users[id]
	if known && before.username != now.username {
		r.unlist(id, before.username)
	}
	r.users[id] = now
	if !known || before.username != now.username {
		at, _ := r.find(id, now.username)
		r.byName = slices.Insert(r.byName, at, id)
	}
	return before, known
}

// remove takes a user out, unless another instance than serverID serves the user by now.
func (r *roster) remove(id uuid.UUID, serverID string) bool {
	user, known := r.users[id]
	if !known || user.serverID != serverID {
		return false
	}
	r.unlist(id, user.username)
	delete(r.users, id)
	return true
}

// first gives at most n users in the order of their names.
func (r *roster) first(n int, each func(id uuid.UUID, username string)) {
	for _, id := range r.byName[:min(n, len(r.byName))] {
		each(id, r.users[id].username)
	}
}

func (r *roster) unlist(id uuid.UUID, username string) {
	if at, ok := r.find(id, username); ok {
		r.byName = slices.Delete(r.byName, at, at+1)
	}
}

// find gives the place of a user in byName; the users there must all be in r.users.
func (r *roster) find(id uuid.UUID, username string) (int, bool) {
	return slices.BinarySearchFunc(r.byName, id, func(a, b uuid.UUID) int {
		return cmp.Or(strings.Compare(r.users[a].username, username), slices.Compare(a[:], b[:]))
	})
}
