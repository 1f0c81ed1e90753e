// Package breaking finds which changes of a contract break somebody who still has the old one.
//
// A change has two sides. It narrows where a value that was valid before no longer is: whoever still writes by the old contract is
// refused. It widens where a value becomes valid that was not before: whoever still reads by the old contract refuses
// it. Who writes and who reads depends on the direction of the event, and so does who breaks:
//
//	clientToServer  narrowed: old clients     widened: old servers
//	serverToClient  narrowed: old servers     widened: old clients
//	redis           narrowed: messages already in the history, and rolling peers that publish
//	                widened:  rolling peers that read
package breaking

import (
	"fmt"
	"slices"
	"time"

	"eventwire/gen/internal/schema"
)

// Party is who breaks.
type Party string

// The parties.
const (
	OldClient   Party = "old client"
	OldServer   Party = "old server"
	RollingPeer Party = "rolling peer on Redis"
	InHistory   Party = "message already in the history"
)

// Parties lists them.
func Parties() []Party { return []Party{OldClient, OldServer, RollingPeer, InHistory} }

// Rules lists the rules with what each finds.
func Rules() [][2]string {
	return [][2]string{
		{"event-removed", "an event is gone"},
		{"event-renamed", "an event has a new name, with `formerly`"},
		{"field-removed", "a field is gone that somebody requires, or that must not be there any more"},
		{"field-renamed", "a field has a new name, with `formerly`"},
		{"field-required", "a field is required that was not, or is new and required"},
		{"field-optional", "a field may be absent that was required"},
		{"field-added", "a field is new in a type without additional properties"},
		{"former-name-removed", "a name in `formerly` is gone, by which older peers and messages may still speak"},
		{"fields-closed", "a type takes no additional properties any more"},
		{"default-changed", "an absent value means something else"},
		{"reserved-name-reused", "a reserved name has come back"},
		{"nullable, not-nullable", "a value may be null that was not, or may not that was"},
		{"type-widened, type-narrowed, type-changed", "a value has another type"},
		{"bound-loosened, bound-tightened", "a limit on lengths, numbers or counts has moved"},
		{"pattern-changed", "texts match another pattern"},
		{"const-changed", "a constant has another value"},
		{"enum-value-added, enum-value-removed", "a closed enum has other values"},
		{"enum-closed, enum-opened", "unknown values of an enum are not taken any more, or may be written now"},
		{"variant-added, variant-removed", "a union has other variants"},
		{"discriminator-changed", "another member tells the variants of a union apart"},
		{"max-bytes-lowered, max-bytes-raised", "an event's data may have another size"},
		{"rate-limit-lowered", "clients may send an event less often"},
		{"history-removed, history-shortened", "an event keeps no history any more, or less of it"},
	}
}

// Break is one change that breaks somebody.
type Break struct {
	Rule      string // "field-required"
	Direction schema.Direction
	Event     string
	Path      string // JSON Pointer into the event's data; items and values of maps are *
	Parties   []Party
	Message   string          // what changed, and what happens to whom
	Pos       schema.Position // in the new contract; in the old one where the thing is gone
	Gone      bool            // Pos is in the old contract
}

// Compare gives every change from one contract to another that breaks somebody, in the order of the old contract's events and then of the new names.
func Compare(before, after *schema.Contract) []Break {
	c := &comparison{after: after}
	for _, old := range before.Events {
		c.event(old)
	}
	for _, event := range after.Events {
		if slices.Contains(before.Reserved, event.Name) {
			c.old, c.current = event, event
			c.narrower("reserved-name-reused", "", event.Pos, "the name %s was reserved, for peers that still know another event by it", event.Name)
		}
	}
	return c.found
}

type comparison struct {
	after   *schema.Contract
	found   []Break
	old     *schema.Event // of the comparison under way
	current *schema.Event
	seen    map[[2]*schema.TypeDecl]bool
}

func (c *comparison) event(old *schema.Event) {
	successor, renamed := c.successor(old)
	if successor == nil {
		c.removed(old)
		return
	}
	c.old, c.current = old, successor
	c.seen = make(map[[2]*schema.TypeDecl]bool)
	if renamed {
		c.unseen("event-renamed", "", successor.Pos, "%s is now called %s, and only new peers know that name: old readers do not know what new ones write", old.Name, successor.Name)
	}
	for _, former := range old.Formerly {
		if former != successor.Name && !slices.Contains(successor.Formerly, former) {
			c.narrower("former-name-removed", "", successor.Pos, "%s is not understood by its former name %s any more", successor.Name, former)
		}
	}
	c.eventRules(old, successor)
	c.object("", old.Payload, successor.Payload)
}

// successor finds the event that takes an old one's place: by its name, or by `formerly`.
func (c *comparison) successor(old *schema.Event) (event *schema.Event, renamed bool) {
	for _, e := range c.after.Events {
		if e.Name == old.Name && e.Direction == old.Direction {
			return e, false
		}
	}
	for _, e := range c.after.Events {
		if e.Direction == old.Direction && slices.Contains(e.Formerly, old.Name) {
			return e, true
		}
	}
	return nil, false
}

func (c *comparison) removed(old *schema.Event) {
	b := Break{Rule: "event-removed", Direction: old.Direction, Event: old.Name, Pos: old.Pos, Gone: true}
	switch old.Direction {
	case schema.ClientToServer:
		b.Parties, b.Message = []Party{OldClient}, fmt.Sprintf("%s is gone: what old clients send is refused as an unknown event", old.Name)
	case schema.ServerToClient:
		b.Parties, b.Message = []Party{OldClient}, fmt.Sprintf("%s is gone: old clients wait for it in vain", old.Name)
	default:
		b.Parties, b.Message = []Party{RollingPeer}, fmt.Sprintf("%s is gone: what old instances publish is not read any more", old.Name)
		if old.History != nil {
			b.Parties = append(b.Parties, InHistory)
		}
	}
	c.found = append(c.found, b)
}

func (c *comparison) eventRules(old, successor *schema.Event) {
	if limit := successor.MaxBytes; limit > 0 && (old.MaxBytes == 0 || limit < old.MaxBytes) {
		c.narrower("max-bytes-lowered", "", successor.Pos, "maxBytes is now %d", limit)
	} else if old.MaxBytes > 0 && (limit == 0 || limit > old.MaxBytes) {
		c.wider("max-bytes-raised", "", successor.Pos, "maxBytes was %d", old.MaxBytes)
	}
	if limit := successor.RateLimit; limit != nil && (old.RateLimit == nil || limit.Rate < old.RateLimit.Rate || limit.Burst < old.RateLimit.Burst) {
		c.add("rate-limit-lowered", "", successor.Pos, []Party{OldClient}, fmt.Sprintf("%s is now limited to %g events a second and %d at once", successor.Name, limit.Rate, limit.Burst))
	}
	if old.History != nil && successor.History == nil {
		c.add("history-removed", "", successor.Pos, []Party{RollingPeer, InHistory}, fmt.Sprintf("%s keeps no history any more: nobody is given what was missed", successor.Name))
	} else if old.History != nil {
		c.history(old.History, successor)
	}
}

// history notes what a shorter history loses.
func (c *comparison) history(old *schema.History, successor *schema.Event) {
	now := successor.History
	age := func(ms int64) string {
		if ms == 0 {
			return "without a limit"
		}
		return (time.Duration(ms) * time.Millisecond).String()
	}
	shortened := func(party Party, format string, args ...any) {
		c.add("history-shortened", "", successor.Pos, []Party{party}, fmt.Sprintf(format, args...))
	}
	if now.MaxLength < old.MaxLength {
		shortened(InHistory, "maxLength of the history was %d and is %d: older messages are thrown away", old.MaxLength, now.MaxLength)
	}
	if now.MaxAgeMS > 0 && (old.MaxAgeMS == 0 || now.MaxAgeMS < old.MaxAgeMS) {
		shortened(InHistory, "maxAge of the history was %s and is %s: older messages are thrown away", age(old.MaxAgeMS), age(now.MaxAgeMS))
	}
	if now.Replay < old.Replay {
		shortened(OldClient, "replay of the history was %d and is %d: who comes new is given less", old.Replay, now.Replay)
	}
}

// narrower notes that some values of old writers are refused from now on.
func (c *comparison) narrower(rule, path string, pos schema.Position, format string, args ...any) {
	var parties []Party
	switch c.old.Direction {
	case schema.ClientToServer:
		parties = []Party{OldClient}
	case schema.ServerToClient:
		parties = []Party{OldServer}
	default:
		parties = []Party{RollingPeer}
		if c.old.History != nil {
			parties = append(parties, InHistory)
		}
	}
	c.add(rule, path, pos, parties, fmt.Sprintf(format, args...)+": new readers refuse what old ones wrote")
}

// wider notes that some values of new writers are refused by old readers.
func (c *comparison) wider(rule, path string, pos schema.Position, format string, args ...any) {
	c.unseen(rule, path, pos, format+": old readers refuse what new ones write", args...)
}

// unseen notes that old readers miss, or misread, what new writers say. The message says how.
func (c *comparison) unseen(rule, path string, pos schema.Position, format string, args ...any) {
	party := map[schema.Direction]Party{schema.ClientToServer: OldServer, schema.ServerToClient: OldClient, schema.Redis: RollingPeer}[c.old.Direction]
	c.add(rule, path, pos, []Party{party}, fmt.Sprintf(format, args...))
}

// gone says of every break that was found since there were n that its place is in the old contract.
func (c *comparison) gone(n int) {
	for i := range c.found[n:] {
		c.found[n+i].Gone = true
	}
}

func (c *comparison) add(rule, path string, pos schema.Position, parties []Party, message string) {
	c.found = append(c.found, Break{
		Rule: rule, Direction: c.old.Direction, Event: c.current.Name, Path: path, Parties: parties, Message: message, Pos: pos,
	})
}
