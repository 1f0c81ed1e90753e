package chat

import "testing"

// TestVersedClientHasTimeToResume shows that a client of ours, whose first frame is late on a slow line, is not taken for a newcomer.
func TestVersedClientHasTimeToResume(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	s := &session{chat: c, active: true, versed: true}
	for range patience - 1 {
		c.overdue(s)
	}
	if s.inbox.len() != 0 || len(c.entering.items) != patience-1 {
		t.Errorf("it has %d tasks and waits %d times", s.inbox.len(), len(c.entering.items))
	}
	if c.overdue(s); s.inbox.len() != 1 {
		t.Errorf("a client that never speaks has %d tasks, want 1", s.inbox.len())
	}
}

// TestSilenceAmongMany shows that a client is taken for a newcomer after a silence, but later while many are silent.
func TestSilenceAmongMany(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	c.silent.Store(crowd)
	alone := &session{chat: c, active: true} // nobody serves the inbox
	c.overdue(alone)
	if got := alone.inbox.len(); got != 1 {
		t.Errorf("a silent client has %d tasks, want 1", got)
	}
	if got := c.silent.Load(); got != crowd-1 {
		t.Errorf("%d clients are silent, want %d", got, crowd-1)
	}

	c.silent.Store(crowd + 1)
	one := &session{chat: c, active: true}
	for round := 1; round < patience; round++ {
		c.overdue(one)
		if one.inbox.len() != 0 || len(c.entering.items) != round {
			t.Fatalf("after %d silences of many, one has %d tasks and waits %d times", round, one.inbox.len(), len(c.entering.items))
		}
	}
	c.overdue(one)
	if got := one.inbox.len(); got != 1 {
		t.Errorf("after %d silences a client has %d tasks, want 1", patience, got)
	}
}
