package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"eventwire/generated/events"

	"github.com/gobwas/ws"
)

func message(id, text string) string {
	return fmt.Sprintf(`{"event":"client.message","id":%q,"data":{"message":%s}}`, id, quoted(text))
}

// quoted is the text as JSON.
func quoted(text string) []byte {
	quoted, _ := json.Marshal(text) // a string never fails
	return quoted
}

// counts waits until a metric has the value.
func (i *instance) counts(name, want string) {
	i.t.Helper()
	i.eventually(name+" is "+want, func() bool { return i.metric(name) == want })
}

func TestMessageSizeIsLimited(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "MAX_MESSAGE_BYTES=2048")
	p := server.connect("")
	if code := p.answer("m1", message("m1", strings.Repeat("x", 1000))); code != "" {
		t.Errorf("a message of 1,000 characters: %s", code)
	}
	p.send(message("m2", strings.Repeat("x", 2048)))
	if code := p.closed(); code != ws.StatusMessageTooBig {
		t.Errorf("closed with %d, want 1009", code)
	}
	server.counts(`eventwire_connections_closed_total{code="1009"}`, "1")
}

func TestEventRateIsLimited(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "RATE_LIMIT=5")
	p := server.connect("")
	refused := 0
	var closed ws.StatusCode
	for n := 0; closed == 0; n++ {
		if n > 1000 {
			t.Fatal("1,000 events at once, and the connection is still open")
		}
		if ws.WriteFrame(p.line, ws.MaskFrame(ws.NewTextFrame([]byte(`{"event":"client.typing","id":"t`+strconv.Itoa(n)+`","data":{"typing":true}}`)))) != nil {
			break // the server has closed; its frames are still to be read
		}
		var f events.ServerFrame
		for f.Ack == "" && closed == 0 {
			f, closed = p.next()
		}
		if f.Err != nil {
			if f.Err.Code != events.CodeRateLimited {
				t.Fatalf("refused with %v", f.Err)
			}
			refused++
		}
	}
	if closed == 0 {
		closed = p.closed()
	}
	if refused == 0 || closed != ws.StatusPolicyViolation {
		t.Errorf("%d errors, then closed with %d; want an error first, then 1008", refused, closed)
	}
	server.counts(`eventwire_connections_closed_total{code="1008"}`, "1")
	if got := server.metric(`eventwire_answers_total{code="rate_limited"}`); got != strconv.Itoa(refused) {
		t.Errorf("eventwire_answers_total counts %s, the client %d", got, refused)
	}
}

func TestConnectionsAreLimited(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"MAX_CONNECTIONS=2", "MAX_CONNECTIONS_PER_ADDRESS=2"} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			server := serveChat(t, setting)
			first := server.connect("")
			server.connect("")
			if _, status := server.handshake(nil); status != http.StatusServiceUnavailable {
				t.Errorf("the third connection: got %d, want 503", status)
			}
			server.counts(`eventwire_handshakes_refused_total{status="503"}`, "1")
			_ = first.line.Close()
			server.eventually("there is room again", func() bool {
				_, status := server.handshake(nil)
				return status == http.StatusSwitchingProtocols
			})
		})
	}
}

func TestConnectionsBehindAProxyAreCountedByTheirClient(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "MAX_CONNECTIONS_PER_ADDRESS=1", "TRUSTED_PROXIES=127.0.0.0/8,::1")
	from := func(address string) int {
		_, status := server.handshake(http.Header{"X-Forwarded-For": {address}})
		return status
	}
	if got := []int{from("203.0.113.5"), from("203.0.113.6"), from("203.0.113.5")}; got[0] != 101 || got[1] != 101 || got[2] != 503 {
		t.Errorf("got %v, want 101 101 503", got)
	}
}

func TestHeadersAreLimited(t *testing.T) {
	t.Parallel()
	server := serveChat(t)
	line, reader := server.raw()
	fmt.Fprintf(line, "GET /ws HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n\r\n", strings.Repeat("x", 32<<10))
	status, err := reader.ReadString('\n')
	if err != nil || !strings.Contains(status, " 431 ") {
		t.Errorf("a header of 32 KiB: got %q, %v; want 431", status, err)
	}
	_ = line.Close()
	server.counts("eventwire_requests_unfinished_total", "1")
}

func TestSlowHandshakesEnd(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "HANDSHAKE_TIMEOUT=200ms")
	line, reader := server.raw()
	fmt.Fprint(line, "GET /ws HTTP/1.1\r\nHost: localhost\r\n") // and nothing more
	if _, err := io.ReadAll(reader); err != nil {
		t.Errorf("the connection did not end: %v", err)
	}
	server.counts("eventwire_requests_unfinished_total", "1")
}

func TestIdleConnectionsEnd(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "IDLE_TIMEOUT=1s")
	idle, busy := server.connect(""), server.connect("")
	stop := make(chan struct{})
	defer close(stop)
	go func() { // a heartbeat is a sign of life
		ticker := time.NewTicker(100 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				_ = ws.WriteFrame(busy.line, ws.MaskFrame(ws.NewTextFrame([]byte(`{"ping":true}`))))
			case <-stop:
				return
			}
		}
	}()
	if code := idle.closed(); code != ws.StatusGoingAway {
		t.Errorf("closed with %d, want 1001", code)
	}
	busy.until("a pong, after the other's end", func(f events.ServerFrame) bool { return f.IsPong })
	server.counts(`eventwire_connections`, "1")
}

func TestDepthOfJSONIsLimited(t *testing.T) {
	t.Parallel()
	for setting, most := range map[string]int{"MAX_JSON_DEPTH=": 64, "MAX_JSON_DEPTH=3": 3} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			server := serveChat(t, setting)
			p := server.connect("")
			nested := func(levels int) string { // data is the first of them
				deep := strings.Repeat("[", levels-1) + strings.Repeat("]", levels-1)
				return `{"event":"client.message","id":"m1","data":{"message":"[[[[ hi","more":` + deep + `}}`
			}
			if code := p.answer("m1", nested(most)); code != "" {
				t.Errorf("%d levels: %s", most, code)
			}
			p.send(nested(most + 1))
			f := p.until("an error", func(f events.ServerFrame) bool { return f.Err != nil })
			if f.Err.Code != events.CodeMalformed || !strings.Contains(f.Err.Message, fmt.Sprintf("deeper than %d levels", most)) {
				t.Errorf("%d levels: %v, want malformed", most+1, f.Err)
			}
			server.counts(`eventwire_answers_total{code="malformed"}`, "1")
			if code := p.answer("m2", message("m2", "still here")); code != "" {
				t.Errorf("afterwards: %s", code)
			}
		})
	}
}

func TestReplayIsLimited(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "REPLAY_LIMIT=3", "RATE_LIMIT=0")
	p := server.connect("")
	var first events.Position
	for n := range 8 {
		id := "m" + strconv.Itoa(n)
		p.send(message(id, id))
		acked, said := false, false // in either order
		p.until("the ack and the message", func(f events.ServerFrame) bool {
			if f.Ack == id {
				acked = true
				if n == 0 {
					first = f.At
				}
			}
			if m, ok := f.Data.(*events.ServerMessage); ok && string(m.Message) == id {
				said = true
			}
			return acked && said
		})
	}
	back, _ := server.handshake(nil)
	back.send(string(events.AppendResume(nil, "", []events.Position{first})))
	resumed := back.until("resumed", func(f events.ServerFrame) bool { return f.Resumed != nil })
	if resumed.Resumed[0].Complete {
		t.Error("4 of 7 messages are left out, and the client is told that it got everything")
	}
	for _, want := range []string{"m5", "m6", "m7"} {
		f := back.until("a message", func(f events.ServerFrame) bool { return f.Event == events.ServerMessageEvent })
		if got := string(f.Data.(*events.ServerMessage).Message); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	server.counts(`eventwire_resumes_total{complete="no"}`, "1")
}
