package websocket

import (
	"net/netip"
	"sync"
)

// addresses counts connections by the address that they come from.
type addresses struct {
	limit int // 0 for no bound
	mu    sync.Mutex
	count map[netip.Prefix]int
}

// network is what counts as one address: an IPv4 address, or the /64 that one IPv6 customer has at least.
func network(addr netip.Addr) netip.Prefix {
	addr = addr.Unmap().WithZone("")
	bits := min(addr.BitLen(), 64)
	prefix, _ := addr.Prefix(bits) // the bits are in range
	return prefix
}

// acquire counts one more connection, unless that is one too many.
func (a *addresses) acquire(addr netip.Addr) bool {
	if a.limit == 0 {
		return true
	}
	key := network(addr)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.count[key] >= a.limit {
		return false
	}
	if a.count == nil {
		a.count = map[netip.Prefix]int{}
	}
	a.count[key]++
	return true
}

func (a *addresses) release(addr netip.Addr) {
	if a.limit == 0 {
		return
	}
	key := network(addr)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.count[key]--; a.count[key] <= 0 {
		delete(a.count, key)
	}
}
