//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"context"
	"strconv"
)

// Direction says who sends an event and who receives it.
type Direction int

// The directions of a contract.
const (
	ClientToServer Direction = iota
	ServerToClient
	Redis
)

// String gives the name that the contract has for a direction.
func (d Direction) String() string {
	switch d {
	case ClientToServer:
		return "clientToServer"
	case ServerToClient:
		return "serverToClient"
	case Redis:
		return "redis"
	}
	return "Direction(" + strconv.Itoa(int(d)) + ")"
}

// CallKind tells what is done with an event.
type CallKind int

// An event is given to a handler, or published.
const (
	Dispatch CallKind = iota
	Publish
)

// String gives "dispatch" or "publish".
func (k CallKind) String() string {
	switch k {
	case Dispatch:
		return "dispatch"
	case Publish:
		return "publish"
	}
	return "CallKind(" + strconv.Itoa(int(k)) + ")"
}

// Call is what middleware knows of an event on its way.
type Call struct {
	Direction Direction
	Kind      CallKind
	Event     string // its name in the contract
	ID        string // of the client's frame, where it asks for an ack; "" elsewhere
	At        string // the event's position in a history as [Position.String] writes it; "" without one
}

// Middleware runs around every dispatched and every published event: it calls next, once, or gives an error in its place.
// It may be called concurrently.
type Middleware func(ctx context.Context, call Call, next func(context.Context) error) error

// Chain makes one middleware of several, of which the first is outermost. nil ones are left out; without any it gives nil.
func Chain(middleware ...Middleware) Middleware {
	var chain Middleware
	for i := len(middleware) - 1; i >= 0; i-- {
		outer, inner := middleware[i], chain
		switch {
		case outer == nil:
		case inner == nil:
			chain = outer
		default:
			chain = func(ctx context.Context, call Call, next func(context.Context) error) error {
				return outer(ctx, call, func(ctx context.Context) error { return inner(ctx, call, next) })
			}
		}
	}
	return chain
}
