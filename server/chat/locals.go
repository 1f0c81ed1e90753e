package chat

import (
	"iter"
	"slices"

	"github.com/google/uuid"
)

// locals are the users who have entered on this instance, with their connections: one as a rule, which costs no list of its
// own. It is not safe for concurrent use.
type locals struct {
	one  map[uuid.UUID]*session
	more map[uuid.UUID][]*session // the others of those who have several
}

func newLocals() locals {
	return locals{one: map[uuid.UUID]*session{}, more: map[uuid.UUID][]*session{}}
}

func (l *locals) add(s *session) {
	if _, here := l.one[s.user]; here {
		l.more[s.user] = append(l.more[s.user], s)
	} else {
		l.one[s.user] = s
	}
}

func (l *locals) remove(s *session) {
	others := l.more[s.user]
	switch {
	case l.one[s.user] != s:
		others = slices.DeleteFunc(others, func(other *session) bool { return other == s })
	case len(others) > 0:
		l.one[s.user] = others[0]
		others = slices.Delete(others, 0, 1)
	default:
		delete(l.one, s.user)
	}
	if len(others) > 0 {
		l.more[s.user] = others
	} else {
		delete(l.more, s.user)
	}
}

// has reports whether a user is here.
func (l *locals) has(user uuid.UUID) bool { return l.one[user] != nil }

// of gives the connections of a user.
func (l *locals) of(user uuid.UUID) []*session {
	if !l.has(user) {
		return nil
	}
	return append([]*session{l.one[user]}, l.more[user]...)
}

// all gives every connection.
func (l *locals) all() iter.Seq[*session] {
	return func(yield func(*session) bool) {
		for user, s := range l.one {
			if !yield(s) {
				return
			}
			for _, s := range l.more[user] {
				if !yield(s) {
					return
				}
			}
		}
	}
}
