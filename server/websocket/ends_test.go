package websocket

import (
	"strings"
	"testing"

	"github.com/gobwas/ws"
)

// A client may close its half of the TCP connection right behind its close frame, and still read the answers.
func TestCloseFrameWithHalfClose(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		closed := ending(&o)
		_, addr := start(t, o)
		for range 50 {
			c := dial(t, addr)
			c.write([]byte(whole(ws.OpText, "last words") + whole(ws.OpPing, "p") + closing(StatusNormalClosure, "bye")))
			c.closeWrite()
			c.expect(ws.OpText, "last words")
			c.expect(ws.OpPong, "p")
			if reason := c.expectClose(StatusNormalClosure); reason != "bye" {
				t.Errorf("reason is %q", reason)
			}
			if got := <-closed; got != "1000 bye" {
				t.Errorf("OnClose got %q", got)
			}
		}
	})
}

// The same where everything comes at once: the handshake, a message, the close frame and FIN.
func TestWholeLifeInOnePacket(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		closed := ending(&o)
		_, addr := start(t, o)
		for range 50 {
			c := newClient(t, connect(t, addr))
			c.write([]byte(strings.ReplaceAll(handshake, "\n", "\r\n") + "\r\n\r\n" + whole(ws.OpText, "hello") + closing(StatusNormalClosure, "bye")))
			c.closeWrite()
			c.expectUpgrade()
			c.expect(ws.OpText, "hello")
			c.expectClose(StatusNormalClosure)
			if got := <-closed; got != "1000 bye" {
				t.Errorf("OnClose got %q", got)
			}
		}
	})
}
