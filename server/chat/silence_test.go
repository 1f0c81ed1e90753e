package chat

import "testing"

// TestSilenceAmongMany shows that a client is taken for a newcomer after a silence, but later while many are silent.
func TestSilenceAmongMany(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	c.silent.Store(crowd)
	alone := &session{chat: c, active: true} // nobody serves the inbox
	c.overdue(alone)
	if got := len(alone.inbox); got != 1 {
		t.Errorf("a silent client has %d tasks, want 1", got)
	}
	if got := c.silent.Load(); got != crowd-1 {
		t.Errorf("%d clients are silent, want %d", got, crowd-1)
	}

	c.silent.Store(crowd + 1)
	one := &session{chat: c, active: true}
	for round := 1; round < patience; round++ {
		c.overdue(one)
		if len(one.inbox) != 0 || len(c.entering.items) != round {
			t.Fatalf("after %d silences of many, one has %d tasks and waits %d times", round, len(one.inbox), len(c.entering.items))
		}
	}
	c.overdue(one)
	if got := len(one.inbox); got != 1 {
		t.Errorf("after %d silences a client has %d tasks, want 1", patience, got)
	}
}
