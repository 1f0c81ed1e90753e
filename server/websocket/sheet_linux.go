package websocket

import (
	"errors"

	"golang.org/x/sys/unix"
)

// sheet is a file in memory with what many connections get. sendfile(2) gives each of them references to its pages
// where write(2) gives each a copy of its own.
type sheet struct {
	file   int // 0 for none yet
	held   bool
	broken bool // the system has no such thing
}

// hold puts p on the sheet, unless it is there already, and gives nil where that cannot be done.
func (s *sheet) hold(p []byte) *sheet {
	if s.held || s.broken {
		return s.orNone()
	}
	var err error
	if s.file == 0 {
		s.file, err = unix.MemfdCreate("websocket", unix.MFD_CLOEXEC)
	}
	if err == nil {
		// The pages go with this. Sockets that still refer to them keep what they refer to.
		err = unix.Ftruncate(s.file, 0)
	}
	for off := 0; off < len(p) && err == nil; {
		var n int
		n, err = unix.Pwrite(s.file, p[off:], int64(off))
		off += max(n, 0)
	}
	s.held, s.broken = err == nil, err != nil
	return s.orNone()
}

func (s *sheet) orNone() *sheet {
	if s.broken {
		return nil
	}
	return s
}

// send writes what the sheet holds from off on, at most count bytes.
func (s *sheet) send(fd, off, count int) (int, error) {
	from := int64(off)
	n, err := unix.Sendfile(fd, s.file, &from, count)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		s.broken = true
	}
	return n, err
}

func (s *sheet) close() {
	if s.file > 0 {
		_ = unix.Close(s.file) // in memory only
	}
}
