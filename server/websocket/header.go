package websocket

import (
	"encoding/binary"

	"github.com/gobwas/ws"
)

// protocolError is a breach of RFC 6455 by the peer, with the code to close with.
type protocolError struct {
	code   StatusCode
	reason string
}

func (e *protocolError) Error() string { return e.code.String() + " " + e.reason }

func violation(reason string) *protocolError { return &protocolError{StatusProtocolError, reason} }

// parseHeader reads the frame header at the start of data (RFC 6455, section 5.2) and gives its length, 0 where data
// ends before the header does.
func parseHeader(data []byte) (h ws.Header, n int, err *protocolError) {
	if len(data) < 2 {
		return h, 0, nil
	}
	h.Fin = data[0]&0x80 != 0
	h.Rsv = data[0] >> 4 & 7
	h.OpCode = ws.OpCode(data[0] & 0x0f)
	h.Masked = data[1]&0x80 != 0
	n = 2
	switch length := data[1] & 0x7f; length {
	case 126:
		n += 2
		if len(data) < n {
			return h, 0, nil
		}
		h.Length = int64(binary.BigEndian.Uint16(data[2:]))
		if h.Length < 126 {
			return h, 0, violation("frame length is not in its shortest form")
		}
	case 127:
		n += 8
		if len(data) < n {
			return h, 0, nil
		}
		long := binary.BigEndian.Uint64(data[2:])
		if long>>63 != 0 {
			return h, 0, violation("frame length has its highest bit set")
		}
		h.Length = int64(long)
		if h.Length < 1<<16 {
			return h, 0, violation("frame length is not in its shortest form")
		}
	default:
		h.Length = int64(length)
	}
	if h.Masked {
		n += len(h.Mask)
		if len(data) < n {
			return h, 0, nil
		}
		copy(h.Mask[:], data[n-len(h.Mask):])
	}
	return h, n, nil
}

// checkHeader says what is wrong with a client's frame header where it stands: fragmented after a data frame without
// FIN, compression where permessage-deflate was agreed on (RFC 6455, section 5.4; RFC 7692, section 6).
func checkHeader(h ws.Header, fragmented, compression bool) *protocolError {
	state := ws.StateServerSide
	if fragmented {
		state = state.Set(ws.StateFragmented)
	}
	if compression && h.Rsv1() && (h.OpCode == ws.OpText || h.OpCode == ws.OpBinary) {
		_, r2, r3 := ws.RsvBits(h.Rsv)
		h.Rsv = ws.Rsv(false, r2, r3) // the one reserved bit that has a meaning, and only there
	}
	if err := ws.CheckHeader(h, state); err != nil {
		return violation(err.Error())
	}
	return nil
}
