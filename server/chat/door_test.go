package chat

import "testing"

func TestClientsComeInInTheOrderInWhichTheyKnock(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	c.door.free = 1
	first, second, third := &session{chat: c}, &session{chat: c}, &session{chat: c}
	for _, s := range []*session{first, second, third} {
		c.knock(s)
	}
	if w := c.door.waiting; len(w) != 2 || w[0] != second || w[1] != third {
		t.Errorf("%d wait, want the second and the third", len(w))
	}
	first.passDoor()
	first.passDoor() // has no effect: only one comes in for it
	if w := c.door.waiting; len(w) != 1 || w[0] != third {
		t.Errorf("%d wait, want the third", len(w))
	}
	second.passDoor()
	third.passDoor()
	if c.door.free != 1 || c.door.waiting != nil {
		t.Errorf("there is room for %d, and %d wait; want room for 1 and nobody", c.door.free, len(c.door.waiting))
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
