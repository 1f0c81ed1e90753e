package websocket

import (
	"crypto/sha1" // what the handshake is made of
	"encoding/base64"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
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
	case r.ContentLength != 0: // its bytes would be taken for frames, which a proxy in front takes for the body
		return bad("a WebSocket handshake has no body")
	case !hasToken(r.Header["Upgrade"], "websocket"):
		return &refusal{status: http.StatusUpgradeRequired, message: "this address speaks WebSocket only"}
	case !hasToken(r.Header["Connection"], "upgrade"):
		return bad("the Connection header does not say Upgrade")
	case !slices.Equal(r.Header["Sec-Websocket-Version"], []string{"13"}):
		return &refusal{http.StatusUpgradeRequired, "the WebSocket version is not 13", [2]string{"Sec-WebSocket-Version", "13"}}
	case len(keys) != 1:
		return bad("there is not exactly one Sec-WebSocket-Key header")
	}
	if !isKey(keys[0]) {
		return bad("Sec-WebSocket-Key is not 16 bytes in base64")
	}
	return nil
}

const keyLength = 24 // 16 bytes in base64

func isKey(s string) bool {
	if len(s) != keyLength {
		return false
	}
	var text, key [keyLength]byte
	copy(text[:], s)
	n, err := strictBase64.Decode(key[:], text[:])
	return err == nil && n == 16
}

var strictBase64 = base64.StdEncoding.Strict()

// agreement is what an opening handshake is answered with.
type agreement struct {
	key         string
	subprotocol uint8        // 1 + index in Options.Subprotocols; 0 for none
	deflate     deflateOffer // that is accepted, if one is possible
}

// agree chooses among what the client offers. The request has passed checkRequest.
func (s *Server) agree(r *http.Request) (agreement, *refusal) {
	a := agreement{key: r.Header["Sec-Websocket-Key"][0]}
	if offered := r.Header["Sec-Websocket-Protocol"]; len(offered) > 0 {
		offered = slices.Collect(tokens(offered))
		a.subprotocol = uint8(1 + slices.IndexFunc(s.options.Subprotocols, func(protocol string) bool {
			return slices.Contains(offered, protocol)
		}))
	}
	if extensions := r.Header["Sec-Websocket-Extensions"]; len(extensions) > 0 {
		accepted, ok := acceptDeflate(extensions)
		if !ok {
			return a, &refusal{status: http.StatusBadRequest, message: "the Sec-WebSocket-Extensions header cannot be read"}
		}
		if s.options.Compression {
			a.deflate = accepted
		}
	}
	return a, nil
}

// acceptGUID is what makes the key of a handshake its answer (RFC 6455, section 1.3).
const acceptGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// appendAnswer appends the answer to a handshake that is accepted (RFC 6455, section 4.2.2).
func (s *Server) appendAnswer(dst []byte, a agreement) []byte {
	var text [keyLength + len(acceptGUID)]byte
	sum := sha1.Sum(append(append(text[:0], a.key...), acceptGUID...))
	dst = append(dst, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "...)
	dst = base64.StdEncoding.AppendEncode(dst, sum[:])
	if a.subprotocol > 0 {
		dst = append(append(dst, "\r\nSec-WebSocket-Protocol: "...), s.options.Subprotocols[a.subprotocol-1]...)
	}
	if a.deflate.possible {
		dst = append(append(dst, "\r\nSec-WebSocket-Extensions: "...), a.deflate.answer()...)
	}
	return append(dst, "\r\n\r\n"...)
}

// upgrade takes the connection over from net/http and answers the handshake. early are the bytes that came right
// behind the request. When there is an error the connection is closed, where there is one.
func (s *Server) upgrade(a agreement, w http.ResponseWriter) (line net.Conn, early []byte, err error) {
	line, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, nil, fmt.Errorf("upgrade: %w", err)
	}
	var space [256]byte
	if err := answer(line, s.appendAnswer(space[:0], a), s.options.CloseTimeout); err != nil {
		return nil, nil, fmt.Errorf("upgrade: %w", errors.Join(err, line.Close()))
	}
	if n := buffered.Reader.Buffered(); n > 0 {
		early = make([]byte, n)
		_, _ = buffered.Reader.Read(early) // what is buffered is there without reading
	}
	return line, early, nil
}

// answer writes the first bytes on a connection, which a TCP connection takes at once. Others get a time limit.
func answer(line net.Conn, text []byte, limit time.Duration) error {
	if _, ok := line.(*net.TCPConn); ok {
		_, err := line.Write(text)
		return err
	}
	err := line.SetWriteDeadline(time.Now().Add(limit))
	if err == nil {
		_, err = line.Write(text)
	}
	return errors.Join(err, line.SetWriteDeadline(time.Time{}))
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
func tokens(lines []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, line := range lines {
			for element := range strings.SplitSeq(line, ",") {
				if element = strings.Trim(element, " \t"); element != "" && !yield(element) {
					return
				}
			}
		}
	}
}

func hasToken(lines []string, token string) bool {
	for t := range tokens(lines) {
		if strings.EqualFold(t, token) {
			return true
		}
	}
	return false
}

// isToken reports whether s is a token (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	for i := range len(s) {
		if !isTokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

func isTokenByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}
