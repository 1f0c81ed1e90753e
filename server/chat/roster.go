package chat

import (
	"cmp"
	"slices"
	"strings"
	"unique"

	"eventwire/server/internal/compact"

	"github.com/google/uuid"
)

// roster is who is here on all instances together. It is not safe for concurrent use.
type roster struct {
	listed int // how many first gives
	users  map[uuid.UUID]resident
	names  compact.Texts // of all users

	// head are the first users, ordered by name, then id: listed to twice as many, or all there are.
	head []uuid.UUID
}

// resident is one user of the roster: the name and the instance that serves the user now.
type resident struct {
	username string
	serverID unique.Handle[string]
}

func newResident(username, serverID string) resident {
	return resident{username, unique.Make(serverID)}
}

// newRoster makes a roster that can say who are the first so many.
func newRoster(listed int) *roster { return &roster{listed: listed, users: map[uuid.UUID]resident{}} }

func (r *roster) len() int { return len(r.users) }

// put adds a user or changes the one there is, and gives back what was known before.
func (r *roster) put(id uuid.UUID, now resident) (before resident, known bool) {
	before, known = r.users[id]
	if known && before.username == now.username {
		now.username = before.username
		r.users[id] = now
		return before, known
	}
	if known {
		r.drop(id, before.username)
	}
	r.add(id, now)
	r.tidy()
	return before, known
}

// remove takes a user out, unless another instance than serverID serves the user by now.
func (r *roster) remove(id uuid.UUID, serverID string) bool {
	user, known := r.users[id]
	if !known || user.serverID.Value() != serverID {
		return false
	}
	r.drop(id, user.username)
	r.tidy()
	return true
}

// first gives the first users in the order of their names, as many as the roster was made for.
func (r *roster) first(each func(id uuid.UUID, username string)) {
	for _, id := range r.head[:min(r.listed, len(r.head))] {
		each(id, r.users[id].username)
	}
}

// add takes in a user who is not there.
func (r *roster) add(id uuid.UUID, user resident) {
	all := len(r.head) == len(r.users)
	user.username = r.names.Add(user.username)
	r.users[id] = user
	if at, _ := r.find(id, user.username); all || at < len(r.head) {
		r.list(at, id)
	}
}

// drop takes out a user who is there.
func (r *roster) drop(id uuid.UUID, username string) {
	if at, ok := r.find(id, username); ok {
		r.head = slices.Delete(r.head, at, at+1)
	}
	delete(r.users, id)
	r.names.Drop(username)
}

// list puts a user among the first, at a place.
func (r *roster) list(at int, id uuid.UUID) {
	r.head = slices.Insert(r.head, at, id)
	r.head = r.head[:min(len(r.head), 2*r.listed)]
}

// tidy sees to it that enough of the first are known, and that the names take no more memory than they need.
func (r *roster) tidy() {
	if len(r.head) < min(r.listed, len(r.users)) {
		r.head = r.head[:0]
		for id, user := range r.users {
			if at, _ := r.find(id, user.username); at < 2*r.listed {
				r.list(at, id)
			}
		}
	}
	if r.names.Sparse() {
		r.names = compact.Texts{}
		for id, user := range r.users {
			user.username = r.names.Add(user.username)
			r.users[id] = user
		}
	}
}

// find gives the place of a user in head; the users there must all be in r.users.
func (r *roster) find(id uuid.UUID, username string) (int, bool) {
	return slices.BinarySearchFunc(r.head, id, func(a, b uuid.UUID) int {
		return cmp.Or(strings.Compare(r.users[a].username, username), slices.Compare(a[:], b[:]))
	})
}
