package main

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// quietSeconds is how long the kernel keeps a connection that says nothing to itself.
const quietSeconds = 1

// onlySpoken has the kernel hand out a connection when its first bytes have come (TCP_DEFER_ACCEPT), so that thousands
// that are on their way do not stand in line before the answers that the server waits for itself.
func onlySpoken(_, _ string, raw syscall.RawConn) error {
	var err error
	return errors.Join(raw.Control(func(fd uintptr) {
		err = os.NewSyscallError("setsockopt", unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, quietSeconds))
	}), err)
}
