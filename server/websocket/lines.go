package websocket

import (
	"sync"
	"sync/atomic"
)

// lines finds connections by file descriptor. Reading it takes no lock.
type lines struct {
	mu     sync.Mutex
	blocks atomic.Pointer[[]*lineBlock]
}

type lineBlock [512]atomic.Pointer[Conn]

func (l *lines) get(fd int) *Conn {
	blocks := l.blocks.Load()
	if i := fd / len(lineBlock{}); blocks != nil && i < len(*blocks) {
		return (*blocks)[i][fd%len(lineBlock{})].Load()
	}
	return nil
}

func (l *lines) put(fd int, c *Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var blocks []*lineBlock
	if all := l.blocks.Load(); all != nil {
		blocks = *all
	}
	i := fd / len(lineBlock{})
	if i >= len(blocks) {
		if c == nil {
			return
		}
		blocks = append([]*lineBlock(nil), blocks...) // those who read have the old one
		for i >= len(blocks) {
			blocks = append(blocks, new(lineBlock))
		}
		l.blocks.Store(&blocks)
	}
	blocks[i][fd%len(lineBlock{})].Store(c)
}
