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

func TestHandshakeAnswers(t *testing.T) { transports(t, testHandshakeAnswers) }

func testHandshakeAnswers(t *testing.T, o Options) {
	o.Subprotocols = []string{"eventwire.v1.json"}
	o.CheckOrigin = func(r *http.Request) error {
		if r.Header.Get("Origin") == "https://evil.example" {
			return errors.New("not from there")
		}
		return nil
	}
	_, addr := start(t, echoing(o))
	without := func(line string) string { return strings.Replace(handshake, "\n"+line, "", 1) }
	for _, test := range []struct {
		name, request string
		status        int
		header, value string
	}{
		{"accepted (RFC 6455, section 1.3)", handshake, 101, "Sec-Websocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
		{"names and tokens in any case", strings.NewReplacer("Upgrade: websocket", "uPGRADE: WebSocket", "Connection: Upgrade", "connection: keep-alive, uPgrAde").Replace(handshake), 101, "", ""},
		{"two Connection headers", handshake + "\nConnection: keep-alive", 101, "", ""},
		{"header names in any case", strings.NewReplacer("Sec-WebSocket", "sec-webSOCKET", "Upgrade:", "upgrade:").Replace(handshake), 101, "", ""},
		{"a subprotocol that we speak", handshake + "\nSec-WebSocket-Protocol: other, eventwire.v1.json", 101, "Sec-Websocket-Protocol", "eventwire.v1.json"},
		{"one that we don't", handshake + "\nSec-WebSocket-Protocol: other", 101, "Sec-Websocket-Protocol", ""},
		{"another version", strings.Replace(handshake, "Version: 13", "Version: 8", 1), 426, "Sec-Websocket-Version", "13"},
		{"no version", without("Sec-WebSocket-Version: 13"), 426, "Sec-Websocket-Version", "13"},
		{"no key", without("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 400, "", ""},
		{"a key that is not base64", strings.Replace(handshake, "dGhlIHNhbXBsZSBub25jZQ==", "!!!!!!!!!!!!!!!!!!!!!!==", 1), 400, "", ""},
		{"a key of 15 bytes", strings.Replace(handshake, "dGhlIHNhbXBsZSBub25jZQ==", "AAAAAAAAAAAAAAAAAAAA", 1), 400, "", ""},
		{"a key of 24 characters that are not base64", strings.Replace(handshake, "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=A", 1), 400, "", ""},
		{"a key of 16 bytes with bits left over", strings.Replace(handshake, "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZR==", 1), 400, "", ""},
		{"two keys", handshake + "\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 400, "", ""},
		{"two versions", strings.Replace(handshake, "Version: 13", "Version: 13, 8", 1), 426, "Sec-Websocket-Version", "13"},
		{"two subprotocol headers", handshake + "\nSec-WebSocket-Protocol: other\nSec-WebSocket-Protocol: eventwire.v1.json", 101, "Sec-Websocket-Protocol", "eventwire.v1.json"},
		{"a subprotocol in another case", handshake + "\nSec-WebSocket-Protocol: EVENTWIRE.v1.json", 101, "Sec-Websocket-Protocol", ""},
		{"HTTP/1.0", strings.Replace(handshake, "HTTP/1.1", "HTTP/1.0", 1), 505, "", ""},
		{"no Host", without("Host: a.example"), 400, "", ""},
		{"no Upgrade", without("Upgrade: websocket"), 426, "Upgrade", "websocket"},
		{"no Connection", without("Connection: Upgrade"), 400, "", ""},
		{"another method", strings.Replace(handshake, "GET", "POST", 1) + "\nContent-Length: 0", 405, "Allow", "GET"},
		{"an empty body", handshake + "\nContent-Length: 0", 101, "", ""},
		{"a body, which would be read as frames", handshake + "\nContent-Length: 5\n\nhello", 400, "", ""},
		{"a body in chunks", handshake + "\nTransfer-Encoding: chunked\n\n0", 400, "", ""},
		{"a body that waits for an answer", handshake + "\nContent-Length: 5\nExpect: 100-continue", 400, "", ""},
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

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		origins []string
		ok      bool
	}{
		{nil, true},
		{[]string{"http://chat.example"}, true},
		{[]string{"https://CHAT.example"}, true},
		{[]string{"https://chat.example:8443"}, false},
		{[]string{"https://chat.example.evil.example"}, false},
		{[]string{"https://evil.example/chat.example"}, false},
		{[]string{"https://evil.example?chat.example"}, false},
		{[]string{"https://evil.example#@chat.example"}, false},
		{[]string{"null"}, false},
		{[]string{""}, false},
		{[]string{"://"}, false},
		{[]string{"https://chat.example", "https://evil.example"}, false},
	} {
		r := &http.Request{Host: "chat.example", Header: http.Header{}}
		if test.origins != nil {
			r.Header["Origin"] = test.origins
		}
		if err := SameOrigin(r); (err == nil) != test.ok {
			t.Errorf("origins %q: %v", test.origins, err)
		}
	}
}
