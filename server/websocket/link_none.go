//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package websocket

import (
	"errors"
	"log/slog"
	"net"
)

// loop stands for the event loops that this platform does not have.
type loop struct{ engine *engine }

func newLoop(*engine, *slog.Logger) (*loop, error) { return nil, errors.ErrUnsupported }

func (*loop) stop() error { return nil }

func (*loop) enroll(*Conn, net.Conn, []byte) error { return errors.ErrUnsupported }

func enrollable(net.Conn) bool { return false }
