package websocket_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"time"

	"eventwire/server/websocket"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// member is the client's end of a connection.
type member struct {
	net.Conn
	in io.Reader
}

func (m member) Read(p []byte) (int, error) { return m.in.Read(p) }

// dialRoom connects a client. What the server says at once may come together with the handshake's answer, and is in
// the reader that Dial gives then.
func dialRoom(url string) (member, error) {
	conn, early, _, err := ws.Dial(context.Background(), url)
	if err != nil {
		return member{}, err
	}
	if early != nil {
		return member{conn, early}, nil
	}
	return member{conn, conn}, nil
}

// A chat room: what one client says, all of them get.
func Example() {
	var room *websocket.Server
	room, err := websocket.New(websocket.Options{
		MaxMessageBytes: 4 << 10,
		OnOpen: func(c *websocket.Conn, r *http.Request) {
			c.SetSession(r.URL.Query().Get("name"))
			_ = c.Send(websocket.TextFrame([]byte("welcome"))) // an error says that the client has left already
			c.Join()
		},
		OnText: func(c *websocket.Conn, text []byte) {
			room.Broadcast(websocket.TextFrame(fmt.Appendf(nil, "%s: %s", c.Session(), text)))
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/room", room)
	server := httptest.NewServer(mux) // a program has http.Server, with ReadHeaderTimeout and MaxHeaderBytes
	defer server.Close()

	// Any WebSocket client will do.
	client, err := dialRoom("ws://" + server.Listener.Addr().String() + "/room?name=Ada")
	if err != nil {
		log.Fatal(err)
	}
	if err := wsutil.WriteClientText(client, []byte("hello")); err != nil {
		log.Fatal(err)
	}
	for range 2 {
		text, err := wsutil.ReadServerText(client)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(text))
	}
	if err := client.Close(); err != nil {
		log.Fatal(err)
	}

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	// A rolling update spreads the close frames, so that the clients do not all return at once.
	if err := room.Shutdown(ctx, websocket.StatusServiceRestart, "restart", 0); err != nil {
		log.Fatal(err)
	}
	// Output:
	// welcome
	// Ada: hello
}

// A client is told why it is turned away.
func ExampleConn_Close() {
	server, err := websocket.New(websocket.Options{
		OnOpen: func(c *websocket.Conn, _ *http.Request) {
			c.Close(websocket.StatusPolicyViolation, "members only")
		},
		OnClose: func(_ *websocket.Conn, code websocket.StatusCode, reason string) {
			fmt.Println("closed with", code, reason)
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	h := httptest.NewServer(server)
	defer h.Close()

	client, err := dialRoom("ws://" + h.Listener.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	_, err = wsutil.ReadServerText(client)
	fmt.Println("client:", err)
	if err := client.Close(); err != nil {
		log.Fatal(err)
	}
	if err := server.Shutdown(context.Background(), websocket.StatusGoingAway, "", 0); err != nil {
		log.Fatal(err)
	}
	// Output:
	// client: ws closed: 1008 members only
	// closed with 1008 members only
}
