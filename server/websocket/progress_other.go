//go:build !linux

package websocket

import "net"

// tcpProgress knows nothing about what the peer has read, and so says that something may wait.
func tcpProgress(int) (acknowledged uint32, waiting bool) { return 0, true }

// lineProgress is tcpProgress of the TCP connection that line is or, with TLS, runs over.
func lineProgress(net.Conn) (acknowledged uint32, waiting bool) { return 0, true }
