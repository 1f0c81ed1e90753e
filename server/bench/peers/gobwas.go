package main

import (
	"log/slog"
	"net"
	"net/http"
	"sync"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// gobwasHub is the straightforward server on gobwas/ws: a goroutine per connection that reads
// with wsutil, and a broadcast that writes to one connection after the other.
type gobwasHub struct {
	bus   *bus
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

func runGobwas(c config) error {
	hub := &gobwasHub{bus: newBus(c), conns: map[net.Conn]struct{}{}}
	if err := hub.bus.subscribe(hub.broadcast); err != nil {
		return err
	}
	return http.ListenAndServe(c.listen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _, _, err := ws.UpgradeHTTP(r, w)
		if err != nil {
			return
		}
		go hub.serve(conn)
	}))
}

func (h *gobwasHub) serve(conn net.Conn) {
	h.mu.Lock()
	h.conns[conn] = struct{}{}
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.conns, conn)
		h.mu.Unlock()
		_ = conn.Close()
	}()
	for {
		text, err := wsutil.ReadClientText(conn)
		if err != nil {
			return
		}
		if err := h.bus.publish(text); err != nil {
			slog.Error("publish", "error", err)
		}
	}
}

func (h *gobwasHub) broadcast(text []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for conn := range h.conns {
		_ = wsutil.WriteServerText(conn, text) // its reader removes a connection that failed
	}
}
