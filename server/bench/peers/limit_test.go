//go:build linux

package main

import (
	"bytes"
	"testing"
)

func TestPushMessagesAreSplitWhereverTheyAreCut(t *testing.T) {
	t.Parallel()
	stream := []byte("*3\r\n$9\r\nsubscribe\r\n$4\r\nchat\r\n:1\r\n" +
		"*3\r\n$7\r\nmessage\r\n$4\r\nchat\r\n$7\r\nfirst\r\n\r\n*3\r\n$7\r\nmessage\r\n$4\r\nchat\r\n$0\r\n\r\n")
	want := []string{"-", "first\r\n", ""}
	for cut := range len(stream) {
		var got []string
		var pending []byte
		for _, part := range [][]byte{stream[:cut], stream[cut:]} {
			pending = append(pending, part...)
			for {
				text, n, err := nextPush(pending)
				if err != nil {
					t.Fatalf("cut at %d: %v", cut, err)
				}
				if n == 0 {
					break
				}
				if pending = pending[n:]; text == nil {
					got = append(got, "-")
				} else {
					got = append(got, string(text))
				}
			}
		}
		if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
			t.Fatalf("cut at %d: %q, want %q", cut, got, want)
		}
	}
	if _, _, err := nextPush([]byte("-ERR no\r\n")); err == nil {
		t.Error("an error reply was taken for a push message")
	}
}

func TestClientFramesAreUnmasked(t *testing.T) {
	t.Parallel()
	b := []byte{0x81, 0x82, 1, 2, 3, 4, 'h' ^ 1, 'i' ^ 2, 0x88}
	for cut := range 8 {
		if _, _, n, err := nextClientFrame(bytes.Clone(b[:cut])); n != 0 || err != nil {
			t.Errorf("cut at %d: n = %d, error %v", cut, n, err)
		}
	}
	op, payload, n, err := nextClientFrame(b)
	if op != 1 || string(payload) != "hi" || n != 8 || err != nil {
		t.Errorf("op %d, payload %q, n %d, error %v", op, payload, n, err)
	}
	if _, _, _, err := nextClientFrame([]byte{0x81, 0x02}); err == nil {
		t.Error("a frame without a mask was taken")
	}
}

func TestHandshakeIsAnswered(t *testing.T) {
	t.Parallel()
	answer := accepted([]byte("GET / HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nHost: x"))
	if !bytes.Contains(answer, []byte("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")) {
		t.Errorf("answer %q", answer) // the example of RFC 6455, section 1.3
	}
}
