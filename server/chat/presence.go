package chat

import (
	"context"
	"errors"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"

	"github.com/google/uuid"
)

// departure is somebody whose connection is gone and who may yet come back.
type departure struct {
	user     uuid.UUID
	username string
}

// gone ends a session. A client that said goodbye leaves at once; one that vanished has LeaveGrace to come back.
func (c *Chat) gone(s *session, code websocket.StatusCode) {
	c.mu.Lock()
	delete(c.behind, s)
	c.local.remove(s)
	c.mu.Unlock()
	if s.username == "" || c.ctx.Err() != nil {
		return
	}
	d := departure{s.user, s.username}
	if code == websocket.StatusNormalClosure || code == websocket.StatusGoingAway {
		c.depart(d)
		return
	}
	c.leaving.push(d)
}

// depart announces that somebody has left, unless they are back, here or on another instance.
// While Redis is away it is tried again after another grace.
func (c *Chat) depart(d departure) {
	c.mu.Lock()
	back := c.local.has(d.user)
	c.mu.Unlock()
	if back || c.ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(c.ctx, publishWithin)
	defer cancel()
	err := c.bus.Leave(ctx, d.user.String())
	if errors.Is(err, redisbus.ErrNotHeld) {
		return
	}
	if err == nil {
		err = c.announceLeft(ctx, d.user.String(), d.username, c.options.ServerID)
	}
	if err != nil {
		c.leaving.push(d)
	}
}

func (c *Chat) announceLeft(ctx context.Context, user, username, serverID string) error {
	_, err := c.redis.UserLeft(ctx, &events.UserLeft{
		UserID:    user,
		Username:  events.Username(username),
		ServerID:  events.ServerID(serverID),
		Timestamp: time.Now(),
	})
	return err
}

// Lost takes the members of an instance that died without a word and announces that they have left.
// Those who have come back elsewhere by then are known there, and stay.
func (c *Chat) Lost(members []redisbus.Member) {
	<-c.started
	for _, m := range members {
		var joined events.UserJoined
		if err := joined.UnmarshalJSON(m.Value); err != nil {
			c.options.Logger.Warn("a lost member's record can't be read; it is passed over", "member", m.ID, "error", err)
			continue
		}
		ctx, cancel := context.WithTimeout(c.ctx, publishWithin)
		if err := c.announceLeft(ctx, joined.UserID, string(joined.Username), string(joined.ServerID)); err != nil {
			c.options.Logger.Warn("a lost member's leave could not be announced; the next comparison mends it", "error", err)
		}
		cancel()
	}
}

// Restored takes this instance's members that another one had declared lost by mistake, and announces them again.
func (c *Chat) Restored(members []redisbus.Restored) {
	<-c.started
	for _, m := range members {
		var joined events.UserJoined
		if err := joined.UnmarshalJSON(m.Value); err != nil {
			c.options.Logger.Warn("a restored member's record can't be read; it is passed over", "member", m.ID, "error", err)
			continue
		}
		ctx, cancel := context.WithTimeout(c.ctx, publishWithin)
		if _, err := c.redis.UserJoined(ctx, &joined); err != nil {
			c.options.Logger.Warn("a restored member could not be announced; the next comparison mends it", "error", err)
		}
		cancel()
	}
}

// presenceFrame gives server.presence of the roster as it is. It is called with mu held.
func (c *Chat) presenceFrame(now time.Time) websocket.Frame {
	if c.fresh {
		return c.presence
	}
	list := events.ServerPresence{Users: []events.User{}, Total: int64(c.roster.len()), Timestamp: now}
	c.roster.first(func(id uuid.UUID, username string) {
		list.Users = append(list.Users, events.User{UserID: id.String(), Username: events.Username(username)})
	})
	var frame capture
	if err := c.clients.ServerPresence(c.ctx, &frame, events.Position{}, &list); err != nil {
		c.options.Logger.Error("the list of who is here could not be written", "error", err)
	}
	c.presence, c.fresh = websocket.TextFrame(frame), true
	return c.presence
}

// capture is an audience that keeps the frame.
type capture []byte

// Deliver implements [events.Audience].
func (f *capture) Deliver(_ context.Context, frame []byte) error {
	*f = frame
	return nil
}

// put changes the roster. It is called with mu held.
func (c *Chat) put(id uuid.UUID, now resident) (before resident, known bool) {
	c.changes(id)
	return c.roster.put(id, now)
}

// remove changes the roster. It is called with mu held.
func (c *Chat) remove(id uuid.UUID, serverID string) bool {
	if !c.roster.remove(id, serverID) {
		return false
	}
	c.changes(id)
	return true
}

// changes notes that the roster knows something else of a user. It is called with mu held.
func (c *Chat) changes(id uuid.UUID) {
	c.fresh, c.compared = false, ""
	delete(c.missing, id)
	if c.touched != nil {
		c.touched[id] = struct{}{}
	}
}

// keepRoster compares the roster with Redis now and then, and when the bus says that something was missed.
func (c *Chat) keepRoster(ctx context.Context) {
	ticker := time.NewTicker(resyncPeriod)
	defer ticker.Stop()
	for period := 0; ; {
		c.resync(ctx, period%recheck == 0)
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			c.expire(now)
			period++
		case <-c.resyncNow:
			period = 0
		}
	}
}

func (c *Chat) resyncSoon() {
	select {
	case c.resyncNow <- struct{}{}:
	default: // one is due already
	}
}

// resync takes over what Redis knows and the roster does not. Users that change meanwhile are left as they are, and
// one that Redis does not know is removed when the next comparison misses it too: it may be between two instances. Where
// neither has changed since both knew the same, nothing is compared, unless all of it shall be.
func (c *Chat) resync(ctx context.Context, all bool) {
	c.mu.Lock()
	c.touched = map[uuid.UUID]struct{}{}
	since := c.compared
	c.mu.Unlock()
	if all {
		since = ""
	}
	members, state, err := c.bus.Members(ctx, since)

	c.mu.Lock()
	defer c.mu.Unlock()
	touched := c.touched
	c.touched = nil
	if err != nil {
		return // away; the bus says when it is back
	}
	if since != "" && state == since {
		return
	}
	here := make(map[uuid.UUID]struct{}, len(members))
	changed := false
	for _, m := range members {
		var joined events.UserJoined
		id, err := uuid.Parse(m.ID)
		if err == nil {
			err = joined.UnmarshalJSON(m.Value)
		}
		if err != nil {
			c.options.Logger.Warn("a member's record can't be read; it is passed over", "member", m.ID, "error", err)
			continue
		}
		here[id] = struct{}{}
		now := newResident(string(joined.Username), string(joined.ServerID))
		if _, ok := touched[id]; !ok && c.roster.users[id] != now {
			c.put(id, now)
			changed = true
		}
	}
	missing := map[uuid.UUID]struct{}{}
	for id, user := range c.roster.users {
		_, present := here[id]
		_, moved := touched[id]
		if present || moved {
			continue
		}
		if _, again := c.missing[id]; again {
			changed = c.remove(id, user.serverID.Value()) || changed
		} else {
			missing[id] = struct{}{}
		}
	}
	c.missing = missing
	if len(touched) == 0 && len(missing) == 0 {
		c.compared = state
	}
	if changed {
		c.sockets.Broadcast(c.presenceFrame(time.Now()))
	}
}
