package websocket

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gobwas/ws"
)

// refusal is an HTTP answer to a handshake that is not accepted.
type refusal struct {
	status  int
	message string
	header  [2]string // one more header, its name and value
}

func unavailable(message string) *refusal {
	return &refusal{http.StatusServiceUnavailable, message, [2]string{"Retry-After", "5"}}
}

func (r *refusal) write(w http.ResponseWriter) {
	if r.header[0] != "" {
		w.Header().Set(r.header[0], r.header[1])
	}
	if r.status == http.StatusUpgradeRequired {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
	}
	http.Error(w, r.message, r.status)
}

// checkRequest says why a request is no opening handshake that can be accepted (RFC 6455, section 4.2.1), or nil.
func checkRequest(r *http.Request) *refusal {
	bad := func(message string) *refusal { return &refusal{status: http.StatusBadRequest, message: message} }
	keys := r.Header["Sec-Websocket-Key"]
	switch {
	case r.Method != http.MethodGet:
		return &refusal{http.StatusMethodNotAllowed, "a WebSocket handshake is a GET request", [2]string{"Allow", "GET"}}
	case r.ProtoMajor != 1 || r.ProtoMinor < 1:
		return &refusal{status: http.StatusHTTPVersionNotSupported, message: "a WebSocket handshake needs HTTP/1.1"}
	case r.Host == "":
		return bad("no Host header")
	case !hasToken(r.Header["Upgrade"], "websocket"):
		return &refusal{status: http.StatusUpgradeRequired, message: "this address speaks WebSocket only"}
	case !hasToken(r.Header["Connection"], "upgrade"):
		return bad("the Connection header does not say Upgrade")
	case !slices.Equal(r.Header["Sec-Websocket-Version"], []string{"13"}):
		return &refusal{http.StatusUpgradeRequired, "the WebSocket version is not 13", [2]string{"Sec-WebSocket-Version", "13"}}
	case len(keys) != 1:
		return bad("there is not exactly one Sec-WebSocket-Key header")
	}
	if key, err := base64.StdEncoding.Strict().DecodeString(keys[0]); err != nil || len(key) != 16 {
		return bad("Sec-WebSocket-Key is not 16 bytes in base64")
	}
	return nil
}

// upgrade answers the handshake and takes the connection over from net/http. early are the bytes that came right
// behind the request. When there is an error the connection is closed.
func (s *Server) upgrade(c *Conn, w http.ResponseWriter, r *http.Request) (line net.Conn, early []byte, err error) {
	// gobwas/ws looks at the first of several equal headers only, so it gets what they say together.
	header := http.Header{
		"Upgrade":               {"websocket"},
		"Connection":            {"Upgrade"},
		"Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key":     r.Header["Sec-Websocket-Key"],
	}
	upgrader := ws.HTTPUpgrader{Timeout: s.options.CloseTimeout}
	for i, protocol := range s.options.Subprotocols {
		if slices.Contains(tokens(r.Header["Sec-Websocket-Protocol"]), protocol) {
			c.subprotocol = uint8(i + 1)
			header["Sec-Websocket-Protocol"] = []string{protocol}
			upgrader.Protocol = func(string) bool { return true }
			break
		}
	}
	compression := false
	if s.options.Compression {
		header["Sec-Websocket-Extensions"] = r.Header["Sec-Websocket-Extensions"]
		upgrader.Negotiate = negotiateDeflate(&compression)
	}
	line, buffered, _, err := upgrader.Upgrade(&http.Request{
		Method: r.Method, Proto: r.Proto, ProtoMajor: r.ProtoMajor, ProtoMinor: r.ProtoMinor, Host: r.Host, Header: header,
	}, w)
	if err != nil {
		if line != nil {
			err = errors.Join(err, line.Close())
		}
		return nil, nil, fmt.Errorf("upgrade: %w", err)
	}
	if compression {
		c.variant = deflated
	}
	if n := buffered.Reader.Buffered(); n > 0 {
		early = make([]byte, n)
		_, _ = buffered.Reader.Read(early) // what is buffered is there without reading
	}
	return line, early, nil
}

// SameOrigin admits a request without Origin header, which is none of a browser, and one whose Origin has the host
// and port that the request was sent to (RFC 6454).
func SameOrigin(r *http.Request) error {
	origins := r.Header["Origin"]
	if len(origins) == 0 {
		return nil
	}
	if origin, err := url.Parse(origins[0]); err == nil && len(origins) == 1 && strings.EqualFold(origin.Host, r.Host) {
		return nil
	}
	return fmt.Errorf("origin %q is not allowed here", strings.Join(origins, ", "))
}

// tokens are the elements of a header that is a comma-separated list, however many lines it has (RFC 9110, section 5.3).
func tokens(lines []string) []string {
	var list []string
	for _, line := range lines {
		for element := range strings.SplitSeq(line, ",") {
			if element = strings.Trim(element, " \t"); element != "" {
				list = append(list, element)
			}
		}
	}
	return list
}

func hasToken(lines []string, token string) bool {
	return slices.ContainsFunc(tokens(lines), func(t string) bool { return strings.EqualFold(t, token) })
}

// isToken reports whether s is a token (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("!#$%&'*+-.^_`|~", r):
		default:
			return false
		}
	}
	return s != ""
}
