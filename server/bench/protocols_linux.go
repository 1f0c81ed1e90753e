package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"eventwire/server/bench/internal/load"
)

// protocolOf returns what a target speaks, at a path where that is its own.
func protocolOf(target, path string) load.Protocol {
	switch target {
	case chat:
		return eventwire(path)
	case "centrifuge":
		return centrifuge()
	default:
		return plain()
	}
}

// plain is what most peers speak: a text is published as it is and delivered as it was.
func plain() load.Protocol {
	return load.Protocol{
		Path:     "/",
		Hello:    func(int, bool, string) [][]byte { return nil },
		Welcome:  func(bool, string) string { return "" },
		Publish:  func(dst, text []byte) []byte { return append(dst, text...) },
		Delivery: load.Marker,
	}
}

// centrifuge is the JSON protocol of centrifugal/centrifuge: commands and replies, one on a line.
func centrifuge() load.Protocol {
	return load.Protocol{
		Path: "/connection/websocket",
		Hello: func(int, bool, string) [][]byte {
			return [][]byte{[]byte(`{"id":1,"connect":{}}`)}
		},
		Welcome: func(bool, string) string { return `{"id":1,"connect":` },
		Publish: func(dst, text []byte) []byte {
			dst = append(dst, `{"id":2,"publish":{"channel":"chat","data":"`...)
			return append(append(dst, text...), `"}}`...)
		},
		Delivery:  `{"push":`,
		Heartbeat: `{}`,
		Failure:   `{"id":2,"error":`,
	}
}

// eventwire is the chat's protocol: the client says who it is, takes a name, and sends messages
// that come back with a position in the history.
func eventwire(path string) load.Protocol {
	return load.Protocol{
		Path: path,
		Hello: func(n int, named bool, position string) [][]byte {
			resume := ""
			if position != "" {
				resume = `"` + position + `"`
			}
			hello := [][]byte{fmt.Appendf(nil, `{"resume":[%s],"client":"%s"}`, resume, clientKey(n))}
			if named && position == "" {
				hello = append(hello, fmt.Appendf(nil,
					`{"event":"client.setUsername","id":"name","data":{"username":"user %d"}}`, n))
			}
			return hello
		},
		Welcome: func(named bool, position string) string {
			switch {
			case position != "":
				return `{"resumed":`
			case named:
				return `{"ack":"name"}` // without an error
			default:
				return `{"event":"server.info"`
			}
		},
		Publish: func(dst, text []byte) []byte {
			dst = append(dst, `{"event":"client.message","data":{"message":"`...)
			return append(append(dst, text...), `"}}`...)
		},
		Delivery: `{"event":"server.message"`,
		Position: `"at":"`,
		Failure:  `{"error":`,
	}
}

// clientKey is the secret by which the server knows client n again.
func clientKey(n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "bench client %d", n))
	return hex.EncodeToString(sum[:16])
}
