//go:build unix

package main

import (
	"errors"
	"net"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"eventwire/generated/events"

	"github.com/gobwas/ws"
)

func TestAClientThatDoesNotReadIsClosedAndComesBack(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "RATE_LIMIT=0", "REPLAY_LIMIT=0", "MAX_QUEUE_BYTES=65536")
	narrow := &net.Dialer{Control: func(_, _ string, raw syscall.RawConn) (err error) {
		return errors.Join(raw.Control(func(fd uintptr) {
			err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 16<<10)
		}), err)
	}}
	slow, _ := server.dial(ws.Dialer{NetDial: narrow.DialContext})
	slow.send(string(events.AppendResume(nil, aliceKey, nil)))
	at := slow.resumed().At

	bob := server.connect(bobKey)
	text := strings.Repeat("x", 900)
	said := 0
	server.eventually("the slow one is closed", func() bool {
		for range 100 {
			said++
			if code := bob.answer(strconv.Itoa(said), message(strconv.Itoa(said), strconv.Itoa(said)+text)); code != "" {
				t.Fatal(code)
			}
		}
		return server.metric("eventwire_slow_closes_total") == "1"
	})
	if code := slow.closed(); code != 1013 {
		t.Errorf("closed with %d, want 1013", code)
	}
	_ = slow.line.Close()
	server.eventually("the end is logged", func() bool {
		return strings.Contains(server.stderr.String(), `msg="connection ended" server=server-1 code=1013`)
	})

	// What it has missed may be more than it takes at once: then it comes again for the rest.
	for got := 0; got < said; {
		back := server.back(aliceKey, at)
		for code := ws.StatusCode(0); code == 0 && got < said; {
			var f events.ServerFrame
			f, code = back.next()
			for _, r := range f.Resumed {
				if !r.Complete {
					t.Fatalf("after %d messages: %+v", got, r)
				}
			}
			if m, ok := f.Data.(*events.ServerMessage); ok {
				if got++; string(m.Message) != strconv.Itoa(got)+text {
					t.Fatalf("got %.10s…, want %d", m.Message, got)
				}
				at = f.At
			}
		}
		_ = back.line.Close()
	}
}
