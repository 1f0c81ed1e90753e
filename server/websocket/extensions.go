package websocket

import (
	"strings"

	"github.com/gobwas/ws/wsflate"
)

// acceptDeflate reads the lines of Sec-WebSocket-Extensions, which are one list (RFC 9110, section 5.3), and takes the
// first offer of permessage-deflate that can be met. ok reports whether the list follows the grammar (RFC 6455, section
// 9.1).
func acceptDeflate(lines []string) (accepted deflateOffer, ok bool) {
	s := scanner{strings.Join(lines, ",")}
	for {
		for s.take(',') { // an element may be empty
		}
		if s.rest == "" {
			return accepted, ok
		}
		name := s.token()
		offer := deflateOffer{possible: name == wsflate.ExtensionName}
		for name != "" && s.take(';') {
			param, value := s.token(), ""
			if s.take('=') {
				if value = s.value(); value == "" {
					return accepted, false
				}
			}
			if param == "" {
				return accepted, false
			}
			offer.add(param, value)
		}
		if name == "" || s.rest != "" && !s.take(',') {
			return accepted, false
		}
		ok = true
		if !accepted.possible {
			accepted = offer
		}
	}
}

// deflateOffer is an offer of permessage-deflate (RFC 7692, section 7.1).
type deflateOffer struct {
	possible bool   // to accept
	seen     uint8  // the parameters, a bit for each
	window   string // server_max_window_bits; "" for none
}

// add notes a parameter, whose value is "" where it has none.
func (o *deflateOffer) add(name, value string) {
	parameter, valid := uint8(0), false
	switch name {
	case "server_no_context_takeover":
		parameter, valid = 1, value == ""
	case "client_no_context_takeover":
		parameter, valid = 2, value == ""
	case "client_max_window_bits":
		parameter, valid = 4, value == "" || isWindow(value)
	case "server_max_window_bits":
		parameter, valid = 8, isWindow(value)
		o.window = value
	}
	o.possible = o.possible && valid && o.seen&parameter == 0
	o.seen |= parameter
}

func isWindow(bits string) bool {
	switch bits {
	case "8", "9", "10", "11", "12", "13", "14", "15":
		return true
	}
	return false
}

// answer accepts the offer. No context is taken over in either direction, whether or not that was asked for.
func (o *deflateOffer) answer() string {
	answer := wsflate.ExtensionName + "; server_no_context_takeover; client_no_context_takeover"
	if o.window != "" {
		answer += "; server_max_window_bits=" + o.window
	}
	return answer
}

// variant is deflated where the client has the window that compress/flate has.
func (o *deflateOffer) variant() variant {
	if o.window == "" || o.window == "15" {
		return deflated
	}
	return deflatedSmall
}

// scanner takes the pieces of a header off its beginning, with the spaces around them.
type scanner struct{ rest string }

const spaces = " \t"

func (s *scanner) take(c byte) bool {
	s.rest = strings.TrimLeft(s.rest, spaces)
	if s.rest == "" || s.rest[0] != c {
		return false
	}
	s.rest = strings.TrimLeft(s.rest[1:], spaces)
	return true
}

// token gives "" where there is none.
func (s *scanner) token() string {
	n := 0
	for n < len(s.rest) && isTokenByte(s.rest[n]) {
		n++
	}
	token := s.rest[:n]
	s.rest = strings.TrimLeft(s.rest[n:], spaces)
	return token
}

// value is a token or a quoted string, which must be a token too when it is unquoted. It gives "" where there is none.
func (s *scanner) value() string {
	if s.rest == "" || s.rest[0] != '"' {
		return s.token()
	}
	var value []byte
	for i := 1; i < len(s.rest); i++ {
		c := s.rest[i]
		if c == '"' {
			s.rest = strings.TrimLeft(s.rest[i+1:], spaces)
			return string(value)
		}
		if c == '\\' {
			if i++; i == len(s.rest) {
				break
			}
			c = s.rest[i]
		}
		if !isTokenByte(c) {
			break
		}
		value = append(value, c)
	}
	return ""
}
