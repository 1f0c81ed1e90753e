package redisbus

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// pageLength is how many entries are read from Redis at once.
const pageLength = 250

type direction string

const (
	forward  direction = "forward"
	backward direction = "backward"
)

// page is a part of a history, read in one step with the state that it belongs to.
type page struct {
	epoch   string
	last    string // the id of the newest entry ever added, or the beginning of the epoch
	entries []envelope
	rows    int  // entries read, with those that are no messages
	full    bool // as many entries as were asked for: there may be more
}

func (f *follower) read(ctx context.Context, d direction, from, to string) (page, error) {
	return f.readCount(ctx, d, from, to, pageLength)
}

func (f *follower) readCount(ctx context.Context, d direction, from, to string, count int) (page, error) {
	b := f.bus
	reply, err := b.scripts.read.run(ctx, b.client, []string{f.stream, f.meta},
		string(d), from, to, count, strconv.FormatInt(f.channel.History.MaxAge.Milliseconds(), 10), b.newToken(), newNumber())
	if err != nil {
		return page{}, fmt.Errorf("read %s: %w", f.stream, err)
	}
	p, ok := parsePage(reply)
	if !ok {
		return page{}, fmt.Errorf("read %s: the reply has an unknown form", f.stream)
	}
	p.full = p.rows >= count
	return p, nil
}

// parsePage reads {epoch, last, {{id, {field, value, …}}, …}}. Entries without our fields are left out: something else
// has written them, and the links tell that they are no messages.
func parsePage(reply any) (page, bool) {
	parts, _ := reply.([]any)
	if len(parts) != 3 {
		return page{}, false
	}
	epoch, ok1 := parts[0].(string)
	last, ok2 := parts[1].(string)
	rows, ok3 := parts[2].([]any)
	if !ok1 || !ok2 || !ok3 {
		return page{}, false
	}
	p := page{epoch: epoch, last: last, rows: len(rows), entries: make([]envelope, 0, len(rows))}
	for _, row := range rows {
		if e, ok := parseEntry(row); ok {
			p.entries = append(p.entries, e)
		}
	}
	return p, true
}

func parseEntry(row any) (envelope, bool) {
	pair, _ := row.([]any)
	if len(pair) != 2 {
		return envelope{}, false
	}
	id, _ := pair[0].(string)
	fields, _ := pair[1].([]any)
	e := envelope{ID: id}
	for i := 0; i+1 < len(fields); i += 2 {
		name, _ := fields[i].(string)
		value, _ := fields[i+1].(string)
		switch name {
		case "data":
			e.Data = []byte(value)
		case "prev":
			e.Prev = value
		}
	}
	_, linked := parsePosition(e.Prev)
	return e, e.ID != "" && linked && e.Data != nil
}

var errNoHistory = errors.New("channel has no history")

func (b *Bus) history(channel string) (*follower, error) {
	f := b.followers[channel]
	switch {
	case f == nil:
		return nil, fmt.Errorf("redis channel %q: %w", channel, errUnknownChannel)
	case f.tail == nil:
		return nil, fmt.Errorf("redis channel %q: %w", channel, errNoHistory)
	}
	return f, nil
}

// Range returns messages of a channel with history that come after the position, oldest first, limit at most (1000 where
// it is greater or not positive). complete tells that nothing between the position and the last of them is missing, and
// where there are fewer than limit, nothing after it. After "" it starts with the oldest message kept. Recent positions
// are answered from memory, and then a message may be among them that Deliver has been called with but has not returned
// from. Concurrent calls for the same page ask Redis once. The error is ErrUnavailable where Redis does not answer.
func (b *Bus) Range(ctx context.Context, channel, after string, limit int) (messages []Message, complete bool, err error) {
	f, err := b.history(channel)
	if err != nil {
		return nil, false, err
	}
	if limit <= 0 || limit > 1000 {
		limit = 1000
	}
	if after != "" {
		if _, ok := parsePosition(after); !ok {
			return nil, false, nil
		}
		if messages, ok := f.tail.slice(after, limit); ok {
			return messages, true, nil
		}
	}
	p, err := b.readOnce(ctx, f, after, limit)
	if err != nil {
		return nil, false, err
	}
	last := after
	complete = true
	for _, e := range p.entries {
		complete = complete && (e.Prev == last || last == "")
		last = e.ID
		messages = append(messages, Message{Channel: channel, ID: e.ID, Data: e.Data})
	}
	if !p.full {
		complete = complete && (p.last == last || last == "")
	}
	return messages, complete, nil
}

// readOnce reads a page forward; those who ask for the same one at the same time share the reply.
func (b *Bus) readOnce(ctx context.Context, f *follower, after string, limit int) (page, error) {
	key := strings.Join([]string{f.stream, after, strconv.Itoa(limit)}, "\n")
	result := b.reads.DoChan(key, func() (any, error) {
		shared, cancel := context.WithTimeout(b.ctx, replyTimeout)
		defer cancel()
		from := "-"
		if after != "" {
			from = "(" + after
		}
		return f.readCount(shared, forward, from, "+", limit)
	})
	select {
	case r := <-result:
		if r.Err != nil {
			return page{}, fmt.Errorf("%w: %w", ErrUnavailable, r.Err)
		}
		return r.Val.(page), nil
	case <-ctx.Done():
		return page{}, fmt.Errorf("%w: %w", ErrUnavailable, context.Cause(ctx))
	}
}

// Complete reports whether everything after this position is still in the history. It answers from memory for recent
// positions, asks Redis for others (1.5 seconds at most), and says false where it cannot know.
func (b *Bus) Complete(channel, after string) bool {
	f, err := b.history(channel)
	if err != nil {
		return false
	}
	if _, ok := parsePosition(after); !ok {
		return false
	}
	switch f.tail.look(after) {
	case complete:
		return true
	case incomplete:
		return false
	}
	ctx, cancel := context.WithTimeout(b.ctx, replyTimeout)
	defer cancel()
	_, all, err := b.Range(ctx, channel, after, 1)
	return err == nil && all
}

// Position returns the id up to which a channel with history has been delivered here. Before its first message that is
// the id at which the history begins, and "" before the bus has first come up.
func (b *Bus) Position(channel string) string {
	f, err := b.history(channel)
	if err != nil {
		return ""
	}
	_, last := f.tail.state()
	return last
}
