//go:build unix

package websocket

import (
	"net/http"
	"testing"

	"github.com/gobwas/ws"
)

// What many connections get together is not copied for each of them. It stays what it was for those who read it late, or
// in pieces, while the next broadcasts go out.
func TestLargeBroadcastsArriveWhole(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const clients, rounds = 2 * minSharers, 40
		o.Loops = 1
		o.MaxQueueBytes = 64 << 20
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }
		s, addr := start(t, o)
		var all []*client
		for i := range clients {
			var how []ws.Dialer
			if i%4 == 0 {
				how = append(how, narrow())
			}
			c := dial(t, addr, how...)
			c.expect(ws.OpText, "welcome")
			all = append(all, c)
		}
		sizes := []int{minSheet, 10, 3 * minSheet, 100_000, 1}
		for i := range rounds {
			s.Broadcast(TextFrame(numbered(i, sizes[i%len(sizes)])))
		}
		for _, c := range all {
			for i := range rounds {
				c.expect(ws.OpText, string(numbered(i, sizes[i%len(sizes)])))
			}
		}
	})
}
