//go:build linux

package main

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// transfer reads or writes b, which must not be empty; -1 without an error means later.
func transfer(call uintptr, fd int, b []byte) (int, error) {
	n, _, errno := unix.RawSyscall(call, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
	switch errno {
	case 0:
		return int(n), nil
	case unix.EAGAIN, unix.EINTR:
		return -1, nil
	default:
		return -1, errno
	}
}
