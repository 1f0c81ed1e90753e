package main

import (
	"log/slog"
	"net/http"
	"sync"

	"github.com/lxzan/gws"
)

// gwsHub is the broadcast of the library's documentation: one prepared frame, queued for each
// connection.
type gwsHub struct {
	gws.BuiltinEventHandler
	bus   *bus
	mu    sync.RWMutex
	conns map[*gws.Conn]struct{}
}

func runGWS(c config) error {
	hub := &gwsHub{bus: newBus(c), conns: map[*gws.Conn]struct{}{}}
	if err := hub.bus.subscribe(hub.broadcast); err != nil {
		return err
	}
	upgrader := gws.NewUpgrader(hub, &gws.ServerOption{})
	return http.ListenAndServe(c.listen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r)
		if err != nil {
			return
		}
		go conn.ReadLoop()
	}))
}

func (h *gwsHub) broadcast(text []byte) {
	broadcaster := gws.NewBroadcaster(gws.OpcodeText, text)
	h.mu.RLock()
	for conn := range h.conns {
		_ = broadcaster.Broadcast(conn) // a connection that failed is about to be removed
	}
	h.mu.RUnlock()
	_ = broadcaster.Close()
}

func (h *gwsHub) OnOpen(conn *gws.Conn) {
	h.mu.Lock()
	h.conns[conn] = struct{}{}
	h.mu.Unlock()
}

func (h *gwsHub) OnClose(conn *gws.Conn, _ error) {
	h.mu.Lock()
	delete(h.conns, conn)
	h.mu.Unlock()
}

func (h *gwsHub) OnMessage(_ *gws.Conn, message *gws.Message) {
	if err := h.bus.publish(message.Bytes()); err != nil {
		slog.Error("publish", "error", err)
	}
	_ = message.Close()
}
