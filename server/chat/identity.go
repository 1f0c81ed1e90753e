package chat

import (
	"context"
	"time"

	"eventwire/server/websocket"
)

// Identity is who has signed in, as whatever guards the socket's path has found out.
// The zero value is nobody in particular. From Expires on, where it is set, the connection is closed with 4401.
type Identity struct {
	ID       string // the same for every connection of one person, and nobody else's
	Username string // the name, normalised; the user bears it and no other
	Expires  time.Time
}

type identityKey struct{}

// WithIdentity gives a context that says who has signed in.
func WithIdentity(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, id)
}

// nobody is who has not signed in.
var nobody = new(Identity)

// IdentityOf gives who has signed in, and one with the zero value where nobody has. It is shared: never change it.
func IdentityOf(ctx context.Context) *Identity {
	if id, ok := ctx.Value(identityKey{}).(Identity); ok {
		return &id
	}
	return nobody
}

// statusSignInExpired closes a connection whose sign-in is over. Clients take it for an end: the same token would be
// refused.
const statusSignInExpired = websocket.StatusCode(4401)

// expire closes the connections whose sign-in is over.
func (c *Chat) expire(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for s := range c.local.all() {
		if until := s.identity.Expires; !until.IsZero() && until.Before(now) {
			s.conn.Close(statusSignInExpired, "the sign-in token has expired; sign in again")
		}
	}
}
