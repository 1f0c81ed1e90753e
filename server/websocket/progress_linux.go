package websocket

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// tcpProgress counts the bytes that the peer's kernel has acknowledged, modulo 2^32, and says whether more wait for
// that here. A peer whose window is full and who does not read acknowledges nothing.
func tcpProgress(fd int) (acknowledged uint32, waiting bool) {
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return 0, false // no TCP connection, or none any more
	}
	return uint32(info.Bytes_acked), info.Unacked > 0 || info.Notsent_bytes > 0
}

// lineProgress is tcpProgress of the TCP connection that line is or, with TLS, runs over.
func lineProgress(line net.Conn) (acknowledged uint32, waiting bool) {
	if conn, ok := underTLS(line).(syscall.Conn); ok {
		if raw, err := conn.SyscallConn(); err == nil {
			_ = raw.Control(func(fd uintptr) { acknowledged, waiting = tcpProgress(int(fd)) }) // fails when it is closed
		}
	}
	return acknowledged, waiting
}
