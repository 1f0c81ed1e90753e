package load

import (
	"encoding/binary"
	"errors"
	"math"
)

// Opcodes of RFC 6455, section 5.2.
const (
	opContinuation = 0x0
	opText         = 0x1
	opBinary       = 0x2
	opClose        = 0x8
	opPing         = 0x9
	opPong         = 0xA
)

var (
	errReserved = errors.New("a frame with reserved bits set")
	errMasked   = errors.New("a masked frame from the server")
	errTooLong  = errors.New("a frame longer than the read buffer")
)

// frame is one WebSocket frame from a server. The payload aliases the bytes it was parsed from.
type frame struct {
	fin     bool
	op      byte
	payload []byte
}

// parseFrame splits the first frame off b and returns its length in b. A length of zero with no
// error means that b ends before the frame does. limit is the longest payload that is accepted.
func parseFrame(b []byte, limit int) (frame, int, error) {
	if len(b) < 2 {
		return frame{}, 0, nil
	}
	if b[0]&0x70 != 0 {
		return frame{}, 0, errReserved
	}
	if b[1]&0x80 != 0 {
		return frame{}, 0, errMasked
	}
	head, size := 2, uint64(b[1])
	switch size {
	case 126:
		if len(b) < 4 {
			return frame{}, 0, nil
		}
		head, size = 4, uint64(binary.BigEndian.Uint16(b[2:]))
	case 127:
		if len(b) < 10 {
			return frame{}, 0, nil
		}
		head, size = 10, binary.BigEndian.Uint64(b[2:])
	}
	if size > uint64(limit) {
		return frame{}, 0, errTooLong
	}
	end := head + int(size)
	if len(b) < end {
		return frame{}, 0, nil
	}
	return frame{fin: b[0]&0x80 != 0, op: b[0] & 0x0F, payload: b[head:end]}, end, nil
}

// appendFrame appends a final frame with the given opcode, masked with mask as a client must
// (RFC 6455, section 5.3).
func appendFrame(dst []byte, op byte, mask [4]byte, payload []byte) []byte {
	dst = append(dst, 0x80|op)
	switch n := len(payload); {
	case n < 126:
		dst = append(dst, 0x80|byte(n))
	case n <= math.MaxUint16:
		dst = append(dst, 0x80|126)
		dst = binary.BigEndian.AppendUint16(dst, uint16(n))
	default:
		dst = append(dst, 0x80|127)
		dst = binary.BigEndian.AppendUint64(dst, uint64(n))
	}
	dst = append(dst, mask[:]...)
	start := len(dst)
	dst = append(dst, payload...)
	for i := range payload {
		dst[start+i] ^= mask[i&3]
	}
	return dst
}

// closeCode returns the status code in the payload of a close frame, and 1005 (no status) where
// there is none.
func closeCode(payload []byte) int {
	if len(payload) < 2 {
		return 1005
	}
	return int(binary.BigEndian.Uint16(payload))
}
