package main

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// The limits are those of gorilla's chat example.
const (
	gorillaWriteWait  = 10 * time.Second
	gorillaPongWait   = 60 * time.Second
	gorillaPingPeriod = gorillaPongWait * 9 / 10
)

// gorillaHub is the hub of gorilla's chat example: a goroutine that owns the set of clients, and
// for each client one that reads, one that writes and a channel of 256 messages.
type gorillaHub struct {
	bus        *bus
	clients    map[*gorillaClient]struct{}
	broadcast  chan []byte
	register   chan *gorillaClient
	unregister chan *gorillaClient
}

type gorillaClient struct {
	hub  *gorillaHub
	conn *websocket.Conn
	send chan []byte
}

func runGorilla(c config) error {
	hub := &gorillaHub{
		bus:        newBus(c),
		clients:    map[*gorillaClient]struct{}{},
		broadcast:  make(chan []byte),
		register:   make(chan *gorillaClient),
		unregister: make(chan *gorillaClient),
	}
	go hub.run()
	if err := hub.bus.subscribe(func(text []byte) { hub.broadcast <- text }); err != nil {
		return err
	}
	upgrader := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 1024}
	return http.ListenAndServe(c.listen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		client := &gorillaClient{hub: hub, conn: conn, send: make(chan []byte, 256)}
		hub.register <- client
		go client.write()
		go client.read()
	}))
}

func (h *gorillaHub) run() {
	for {
		select {
		case client := <-h.register:
			h.clients[client] = struct{}{}
		case client := <-h.unregister:
			h.remove(client)
		case text := <-h.broadcast:
			for client := range h.clients {
				select {
				case client.send <- text:
				default:
					h.remove(client)
				}
			}
		}
	}
}

func (h *gorillaHub) remove(client *gorillaClient) {
	if _, ok := h.clients[client]; ok {
		delete(h.clients, client)
		close(client.send)
	}
}

func (c *gorillaClient) read() {
	defer func() {
		c.hub.unregister <- c
		_ = c.conn.Close()
	}()
	c.conn.SetReadLimit(64 << 10)
	_ = c.conn.SetReadDeadline(time.Now().Add(gorillaPongWait))
	c.conn.SetPongHandler(func(string) error {
		return c.conn.SetReadDeadline(time.Now().Add(gorillaPongWait))
	})
	for {
		_, text, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		if err := c.hub.bus.publish(text); err != nil {
			slog.Error("publish", "error", err)
		}
	}
}

// write sends what is queued, all of it in one message with a line for each, as the example does.
func (c *gorillaClient) write() {
	ticker := time.NewTicker(gorillaPingPeriod)
	defer func() {
		ticker.Stop()
		_ = c.conn.Close()
	}()
	for {
		select {
		case text, ok := <-c.send:
			_ = c.conn.SetWriteDeadline(time.Now().Add(gorillaWriteWait))
			if !ok {
				_ = c.conn.WriteMessage(websocket.CloseMessage, nil)
				return
			}
			w, err := c.conn.NextWriter(websocket.TextMessage)
			if err != nil {
				return
			}
			_, _ = w.Write(text) // an error comes again from Close
			for range len(c.send) {
				_, _ = w.Write([]byte{'\n'})
				_, _ = w.Write(<-c.send)
			}
			if err := w.Close(); err != nil {
				return
			}
		case <-ticker.C:
			_ = c.conn.SetWriteDeadline(time.Now().Add(gorillaWriteWait))
			if err := c.conn.WriteMessage(websocket.PingMessage, nil); err != nil {
				return
			}
		}
	}
}
