//go:build linux

package main

import (
	"io"
	"unsafe"

	"golang.org/x/sys/unix"
)

// read and write enter the kernel without telling the Go scheduler: the sockets never block, and
// a C program would not pay for it either. They use recvfrom(2) and sendto(2), whose way into a
// socket is shorter than that of read(2) and write(2). Nothing done, and no error, means later.

func read(fd int, b []byte) (int, error) {
	return transfer(unix.SYS_RECVFROM, fd, b, unix.MSG_DONTWAIT)
}

func write(fd int, b []byte) (int, error) {
	return transfer(unix.SYS_SENDTO, fd, b, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
}

// transfer reads or writes b, which must not be empty.
func transfer(call uintptr, fd int, b []byte, flags uintptr) (int, error) {
	n, _, errno := unix.RawSyscall6(call, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)), flags, 0, 0)
	switch {
	case errno == unix.EAGAIN, errno == unix.EINTR:
		return 0, nil
	case errno != 0:
		return 0, errno
	case n == 0:
		return 0, io.EOF
	default:
		return int(n), nil
	}
}
