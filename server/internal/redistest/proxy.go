package redistest

import (
	"net"
	"sync"
	"testing"
	"time"
)

// Proxy is a TCP proxy on the loopback interface that does to its links what networks do.
type Proxy struct {
	Address string

	listener net.Listener
	target   string

	mu     sync.Mutex
	change *sync.Cond
	links  map[*link]struct{}
	refuse bool
	stall  bool
	delay  time.Duration
	closed bool

	cutRequests, cutReplies int
}

type link struct {
	client, server net.Conn
	frozen, ended  bool // under the proxy's mu
}

// StartProxy starts a proxy before an address. It ends with the test.
func StartProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{Address: listener.Addr().String(), listener: listener, target: target, links: map[*link]struct{}{}}
	p.change = sync.NewCond(&p.mu)
	var tasks sync.WaitGroup
	tasks.Go(func() { p.accept(&tasks) })
	t.Cleanup(func() {
		p.mu.Lock()
		p.closed = true
		p.mu.Unlock()
		p.change.Broadcast()
		_ = listener.Close()
		p.Cut()
		tasks.Wait()
	})
	return p
}

// URL returns redis://host:port of the proxy.
func (p *Proxy) URL() string { return "redis://" + p.Address }

// Cut closes all links. New ones are accepted.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		_ = l.client.Close()
		_ = l.server.Close()
	}
}

// HalfClose closes only the direction from the server to the client of all links.
func (p *Proxy) HalfClose() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		if client, ok := l.client.(*net.TCPConn); ok {
			_ = client.CloseWrite()
		}
	}
}

// Refuse makes the proxy close new links at once, or accept them again. Links that exist stay: see Cut.
func (p *Proxy) Refuse(on bool) { p.set(func() { p.refuse = on }) }

// Stall stops and restarts the flow of bytes: links stay open, nothing is lost.
func (p *Proxy) Stall(on bool) { p.set(func() { p.stall = on }) }

// Freeze stops the flow of bytes on the links that exist, for ever, as when a router has forgotten them: both ends find
// them open and silent. New links work.
func (p *Proxy) Freeze() {
	p.set(func() {
		for l := range p.links {
			l.frozen = true
		}
	})
}

// Delay holds every piece of data up for this long.
func (p *Proxy) Delay(d time.Duration) { p.set(func() { p.delay = d }) }

// CutNextRequests drops the next n pieces of data from the client, each with its link: the server never sees them.
func (p *Proxy) CutNextRequests(n int) { p.set(func() { p.cutRequests = n }) }

// CutNextReplies drops the next n pieces of data from the server, each with its link: what the client asked for is
// done, and it does not learn of it.
func (p *Proxy) CutNextReplies(n int) { p.set(func() { p.cutReplies = n }) }

func (p *Proxy) set(f func()) {
	p.mu.Lock()
	f()
	p.mu.Unlock()
	p.change.Broadcast()
}

func (p *Proxy) accept(tasks *sync.WaitGroup) {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		refuse := p.refuse || p.closed
		p.mu.Unlock()
		server, err := net.Dial("tcp", p.target)
		if refuse || err != nil {
			_ = client.Close()
			if err == nil {
				_ = server.Close()
			}
			continue
		}
		l := &link{client: client, server: server}
		p.mu.Lock()
		p.links[l] = struct{}{}
		p.mu.Unlock()
		tasks.Go(func() { p.copy(l, client, server) })
		tasks.Go(func() { p.copy(l, server, client) })
	}
}

func (p *Proxy) copy(l *link, from, to net.Conn) {
	defer func() {
		_ = l.client.Close()
		_ = l.server.Close()
		p.set(func() {
			l.ended = true
			delete(p.links, l)
		})
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		p.mu.Lock()
		for (p.stall || l.frozen) && !l.ended && !p.closed {
			p.change.Wait()
		}
		delay := p.delay
		left := &p.cutRequests
		if from == l.server {
			left = &p.cutReplies
		}
		cut := *left > 0
		if cut {
			*left--
		}
		p.mu.Unlock()
		if cut {
			return
		}
		time.Sleep(delay)
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}
