package schema

import (
	"fmt"
	"math"
	"strconv"
)

// String is the name of the direction's section.
func (d Direction) String() string {
	switch d {
	case ClientToServer:
		return "clientToServer"
	case ServerToClient:
		return "serverToClient"
	}
	return "redis"
}

func (l *loader) eventSection(n node, direction Direction) {
	if n.absent() || n.isNull() {
		return
	}
	for _, m := range l.members(n, direction.String()) {
		event := l.event(m, direction)
		if !l.eventName(m.key) {
			continue
		}
		if before, twice := l.events[m.name]; twice {
			l.errorf(m.key, "duplicate-name", "give one of the two another name", "the event %s is already declared in %s at %s", m.name, before.Direction, at(before.Pos, m.key.pos()))
			continue
		}
		l.events[m.name] = event
		l.contract.Events = append(l.contract.Events, event)
	}
}

func (l *loader) eventName(key node) bool {
	const hint = "begin with a letter and use letters and digits, with single . : / _ or - between them, such as chat.message"
	switch {
	case !key.isString() || !eventNames.MatchString(key.Value):
		l.errorf(key, "event-name", hint, "%s cannot be the name of an event", key.what())
	case len(key.Value) > maxName:
		l.errorf(key, "event-name", "use at most 128 characters", "the name of this event has %d characters", len(key.Value))
	default:
		return true
	}
	return false
}

func (l *loader) event(m member, direction Direction) *Event {
	event := &Event{Name: m.name, Direction: direction, Pos: m.key.pos()}
	event.Payload = &Type{Kind: KindObject, Pos: m.value.pos()}
	if m.value.isNull() {
		return event
	}
	if !m.value.isMap() {
		l.errorf(m.value, "type", "write { fields: { … } }", "an event is a mapping, not %s", m.value.what())
		return event
	}
	o := l.object(m.value, "an event")
	event.Doc = l.text(o.take("doc"), "doc")
	event.Deprecated = l.deprecation(o.take("deprecated"))
	if fields := o.take("fields"); !fields.absent() {
		l.fields(event.Payload, fields, place{what: "a field", depth: 1})
	}
	l.objectRules(event.Payload, o)
	event.Formerly = l.formerNames(o.take("formerly"), eventNames.MatchString, "an event")
	event.Examples = l.literals(o.take("examples"))
	event.MaxBytes = int(l.count(o.take("maxBytes"), "maxBytes", 1, 1<<30, 0))
	for _, special := range []struct {
		key     string
		only    Direction
		because string
	}{
		{"history", Redis, "only Redis keeps a history"},
		{"rateLimit", ClientToServer, "only what clients send is limited"},
	} {
		n := o.take(special.key)
		if n.absent() {
			continue
		}
		if direction != special.only {
			l.errorf(o.key(special.key), "not-applicable", "move the event to "+special.only.String()+", or remove the key", "%s does not apply to %s: %s", special.key, direction, special.because)
			continue
		}
		if special.only == Redis {
			event.History = l.history(n)
		} else {
			event.RateLimit = l.rateLimit(n)
		}
	}
	l.strayFields(o)
	o.finish()
	return event
}

// strayFields reports what looks like fields that were written beside the keys of an event.
func (l *loader) strayFields(o *object) {
	for i, m := range o.members {
		if o.taken[i] || foreignEventKey(m.name) != "" || nearest(m.name, o.known) != "" || !m.value.isString() {
			continue
		}
		if _, isKind := kindOf(m.value.Value); isKind || typeNames.MatchString(m.value.Value) {
			o.taken[i] = true
			l.errorf(m.key, "unknown-key", fmt.Sprintf("write it under fields: { %s: %s }", m.name, m.value.Value), "an event has no key %s", quoted(m.name))
		}
	}
}

func (l *loader) history(n node) *History {
	o := l.object(n, "history")
	h := &History{}
	maxLength, maxAge, replay := o.take("maxLength"), o.take("maxAge"), o.take("replay")
	o.finish()
	if maxLength.absent() && n.isMap() {
		l.errorf(n, "history", "write how many messages are kept, such as `maxLength: 10000`", "the history has no maxLength")
	}
	h.MaxLength = l.count(maxLength, "maxLength", 1, 1e9, 0)
	if !maxAge.absent() {
		h.MaxAgeMS = l.duration(maxAge, "maxAge")
	}
	h.Replay = int(l.count(replay, "replay", 0, 10_000, 0))
	if h.MaxLength > 0 && int64(h.Replay) > h.MaxLength {
		l.errorf(replay, "bounds", "write at most "+strconv.FormatInt(h.MaxLength, 10), "replay is more than maxLength: the history never holds %d messages", h.Replay)
	}
	return h
}

func (l *loader) rateLimit(n node) *RateLimit {
	limit := &RateLimit{}
	if n.isNumber() {
		if rate := l.number(n, "rateLimit"); rate != nil {
			limit.Rate = rate.Float
		}
	} else if !n.isMap() {
		l.errorf(n, "type", "write { rate: 2, burst: 5 }", "rateLimit is a mapping, not %s", n.what())
	} else {
		o := l.object(n, "rateLimit")
		rate, burst := o.take("rate"), o.take("burst")
		o.finish()
		if rate.absent() && n.isMap() {
			l.errorf(n, "rate-limit", "write `rate: 2` for two events a second", "the limit has no rate")
			return limit
		}
		if r := l.number(rate, "rate"); r != nil {
			limit.Rate = r.Float
		}
		limit.Burst = int(l.count(burst, "burst", 1, 1_000_000, 0))
		n = rate
	}
	if !n.isNumber() {
		return limit
	}
	if limit.Rate <= 0 || limit.Rate > 1_000_000 {
		l.errorf(n, "rate-limit", "write how many events a second are allowed, more than 0 and at most 1000000", "the rate is %s", n.Value)
		return limit
	}
	if limit.Burst == 0 {
		limit.Burst = max(1, int(math.Ceil(limit.Rate)))
	}
	return limit
}
