//go:build linux

package main

import (
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
)

const (
	handshakeGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
	// maxFrameBytes is the longest client frame that a limit takes.
	maxFrameBytes = 64 << 10
)

var errFrame = errors.New("a client frame that is no masked text, ping or pong of up to 64 KiB")

// accepted returns the answer to a handshake whose head is given (RFC 6455, section 4.2.2).
func accepted(head []byte) []byte {
	const field = "Sec-WebSocket-Key: "
	_, key, _ := bytes.Cut(head, []byte(field))
	key, _, _ = bytes.Cut(key, []byte("\r\n"))
	sum := sha1.Sum(append(bytes.Clone(key), handshakeGUID...))
	return []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: " + base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n")
}

// nextClientFrame unmasks the first frame of b in place and returns its opcode, its payload and
// its length in b, which is zero where b ends before the frame does.
func nextClientFrame(b []byte) (op byte, payload []byte, length int, err error) {
	if len(b) < 2 {
		return 0, nil, 0, nil
	}
	head, size := 2, int(b[1]&0x7F)
	if b[0]&0xF0 != 0x80 || b[1]&0x80 == 0 || size == 127 {
		return 0, nil, 0, errFrame
	}
	if size == 126 {
		if len(b) < 4 {
			return 0, nil, 0, nil
		}
		head, size = 4, int(binary.BigEndian.Uint16(b[2:]))
	}
	if size > maxFrameBytes {
		return 0, nil, 0, errFrame
	}
	if len(b) < head+4+size {
		return 0, nil, 0, nil
	}
	mask, payload := b[head:head+4], b[head+4:head+4+size]
	for i := range payload {
		payload[i] ^= mask[i&3]
	}
	return b[0] & 0x0F, payload, head + 4 + size, nil
}

// appendTextFrame appends a server's text frame.
func appendTextFrame(dst, text []byte) []byte {
	dst = append(dst, 0x81)
	if len(text) < 126 {
		dst = append(dst, byte(len(text)))
	} else {
		dst = append(dst, 126)
		dst = binary.BigEndian.AppendUint16(dst, uint16(len(text)))
	}
	return append(dst, text...)
}

// appendPublish appends the Redis command that publishes text.
func appendPublish(dst, text []byte) []byte {
	dst = fmt.Appendf(dst, "*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%d\r\n", len(channel), channel, len(text))
	return append(append(dst, text...), "\r\n"...)
}

// nextPush splits the first push message (an array of three bulk strings or integers) off b and
// returns its last bulk string, nil where that is an integer. A length of zero means that b ends
// before the message does.
func nextPush(b []byte) (text []byte, length int, err error) {
	line, rest, ok := bytes.Cut(b, []byte("\r\n"))
	if !ok {
		return nil, 0, nil
	}
	if string(line) != "*3" {
		return nil, 0, fmt.Errorf("redis sent %q where a push message was due", line)
	}
	for range 3 {
		if line, rest, ok = bytes.Cut(rest, []byte("\r\n")); !ok {
			return nil, 0, nil
		}
		if text = nil; line[0] == ':' {
			continue
		}
		size, err := strconv.Atoi(string(line[1:]))
		if err != nil || line[0] != '$' || size < 0 {
			return nil, 0, fmt.Errorf("redis sent %q where a bulk string was due", line)
		}
		if len(rest) < size+2 {
			return nil, 0, nil
		}
		text, rest = rest[:size], rest[size+2:]
	}
	return text, len(b) - len(rest), nil
}
