package chat

import (
	"slices"
	"testing"

	"github.com/google/uuid"
)

func TestUserMayHaveSeveralConnections(t *testing.T) {
	t.Parallel()
	l := newLocals()
	ann, bob := uuid.New(), uuid.New()
	first, second, third, other := &session{user: ann}, &session{user: ann}, &session{user: ann}, &session{user: bob}
	check := func(of ...*session) {
		t.Helper()
		same := func(got []*session, want ...*session) bool {
			return len(got) == len(want) && !slices.ContainsFunc(want, func(s *session) bool { return !slices.Contains(got, s) })
		}
		if got := l.of(ann); !same(got, of...) || l.has(ann) != (len(of) > 0) {
			t.Errorf("the user has %d connections, want %d", len(got), len(of))
		}
		if got := l.of(bob); !same(got, other) || !l.has(bob) {
			t.Errorf("the other user has %d connections, want 1", len(got))
		}
		if got := slices.Collect(l.all()); !same(got, append(of, other)...) {
			t.Errorf("there are %d connections, want %d", len(got), len(of)+1)
		}
	}
	l.add(other)
	check()
	l.add(first)
	check(first)
	l.add(second)
	l.add(third)
	check(first, second, third)
	l.remove(first)
	check(second, third)
	l.remove(third)
	check(second)
	l.remove(third)
	check(second)
	l.remove(second)
	check()
	if len(l.one) != 1 || len(l.more) != 0 {
		t.Errorf("room is kept for those who left: %d and %d", len(l.one), len(l.more))
	}
}
