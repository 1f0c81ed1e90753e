package websocket

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

const handshake = `GET / HTTP/1.1
Host: a.example
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==`

func TestHandshakeAnswers(t *testing.T) {
	o := echoing(Options{Subprotocols: []string{"eventwire.v1.json"}, CheckOrigin: func(r *http.Request) error {
		if r.Header.Get("Origin") == "https://evil.example" {
			return errors.New("not from there")
		}
		return nil
	}})
	_, addr := start(t, o)
	without := func(line string) string { return strings.Replace(handshake, "\n"+line, "", 1) }
	for _, test := range []struct {
		name, request string
		status        int
		header, value string
	}{
		{"accepted (RFC 6455, section 1.3)", handshake, 101, "Sec-Websocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
		{"names and tokens in any case", strings.NewReplacer("Upgrade: websocket", "uPGRADE: WebSocket", "Connection: Upgrade", "connection: keep-alive, uPgrAde").Replace(handshake), 101, "", ""},
		{"two Connection headers", handshake + "\nConnection: keep-alive", 101, "", ""},
		{"a subprotocol that we speak", handshake + "\nSec-WebSocket-Protocol: other, eventwire.v1.json", 101, "Sec-Websocket-Protocol", "eventwire.v1.json"},
		{"one that we don't", handshake + "\nSec-WebSocket-Protocol: other", 101, "Sec-Websocket-Protocol", ""},
		{"another version", strings.Replace(handshake, "Version: 13", "Version: 8", 1), 426, "Sec-Websocket-Version", "13"},
		{"no version", without("Sec-WebSocket-Version: 13"), 426, "Sec-Websocket-Version", "13"},
		{"no key", without("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 400, "", ""},
		{"a key that is not base64", strings.Replace(handshake, "dGhlIHNhbXBsZSBub25jZQ==", "!!!!!!!!!!!!!!!!!!!!!!==", 1), 400, "", ""},
		{"a key of 15 bytes", strings.Replace(handshake, "dGhlIHNhbXBsZSBub25jZQ==", "AAAAAAAAAAAAAAAAAAAA", 1), 400, "", ""},
		{"no Upgrade", without("Upgrade: websocket"), 426, "Upgrade", "websocket"},
		{"no Connection", without("Connection: Upgrade"), 400, "", ""},
		{"another method", strings.Replace(handshake, "GET", "POST", 1) + "\nContent-Length: 0", 405, "Allow", "GET"},
		{"a page that may not", handshake + "\nOrigin: https://evil.example", 403, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := request(t, addr, test.request)
			if got.StatusCode != test.status {
				t.Fatalf("got %s, want %d", got.Status, test.status)
			}
			if value := got.Header.Get(test.header); test.header != "" && value != test.value {
				t.Errorf("%s is %q, want %q", test.header, value, test.value)
			}
		})
	}
}
