package load

import (
	"bytes"
	"encoding/hex"
	"time"
)

// Marker opens every text that a Generator publishes; the time of sending follows it.
const Marker = "bench:"

const stampLength = len(Marker) + 16

// Protocol says what a kind of server wants to be told and how a delivery looks.
type Protocol struct {
	// Path is the request target of the handshake.
	Path string
	// Hello returns the texts that the client numbered n sends after the handshake, named or
	// nameless, and the resume position where it returns ("" where it is new).
	Hello func(n int, named bool, position string) [][]byte
	// Welcome is how the text begins that ends the joining of a connection: named or nameless,
	// new or returning. An empty one means that the handshake is all.
	Welcome func(named bool, position string) string
	// Publish appends what a client sends to publish a text of plain ASCII.
	Publish func(dst, text []byte) []byte
	// Delivery is how a delivered message begins.
	Delivery string
	// Position is what stands before a message's resume position, which ends at a quote.
	Position string
	// Heartbeat is a text that is to be answered with the same; "" where there is none.
	Heartbeat string
	// Failure is how a text begins in which the server refuses something; "" where it never does.
	Failure string
}

// appendText appends a text of size bytes that carries the time of sending.
func appendText(dst []byte, sent time.Duration, size int) []byte {
	var stamp [8]byte
	for i := range stamp {
		stamp[i] = byte(sent >> (56 - 8*i))
	}
	start := len(dst)
	dst = append(dst, Marker...)
	dst = hex.AppendEncode(dst, stamp[:])
	for len(dst)-start < size {
		dst = append(dst, 'x')
	}
	return dst
}

// sentAt finds the time of sending in a delivered message.
func sentAt(message []byte) (time.Duration, bool) {
	at := bytes.Index(message, []byte(Marker))
	if at < 0 || len(message) < at+stampLength {
		return 0, false
	}
	var stamp [8]byte
	if _, err := hex.Decode(stamp[:], message[at+len(Marker):at+stampLength]); err != nil {
		return 0, false
	}
	var sent time.Duration
	for _, b := range stamp {
		sent = sent<<8 | time.Duration(b)
	}
	return sent, true
}
