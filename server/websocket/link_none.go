//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package websocket

import (
	"errors"
	"net"
)

// loop stands for the event loops that this platform does not have.
type loop struct{ engine *engine }

func newLoop(*engine) (*loop, error) { return nil, errors.ErrUnsupported }

func (*loop) stop() error { return nil }

func (*loop) take(*Conn, net.Conn) error { return errors.ErrUnsupported }

func (*loop) serve(*Conn, []byte) {}

func enrollable(net.Conn) bool { return false }
