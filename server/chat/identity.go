package chat

import "context"

// Identity is who has signed in, as whatever guards the socket's path has found out.
// The zero value is nobody in particular.
type Identity struct {
	ID       string // the same for every connection of one person, and nobody else's
	Username string // the name, normalised; the user bears it and no other
}

type identityKey struct{}

// WithIdentity gives a context that says who has signed in.
func WithIdentity(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, id)
}

// IdentityOf gives who has signed in, and the zero Identity where nobody has.
func IdentityOf(ctx context.Context) Identity {
	id, _ := ctx.Value(identityKey{}).(Identity)
	return id
}
