package redistest

import (
	"net"
	"testing"
	"time"
)

// A port that somebody has taken since it was free is theirs for a while, or for good.
func TestStartWhereThePortIsTaken(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	taken := listener.Addr().String()

	r := &Redis{t: t, directory: t.TempDir()}
	addresses := []string{taken, FreeAddress(t)}
	r.start(func() { r.Address, addresses = addresses[0], addresses[min(1, len(addresses)-1):] })
	defer r.Kill()
	if r.Address == taken {
		t.Errorf("it is said to be ready on %s, where we listen", taken)
	}

	late := &Redis{t: t, directory: t.TempDir(), Address: taken}
	if log := late.launch(time.Now().Add(10 * time.Second)); log == "" {
		t.Error("it is said to be ready where we listen")
	}
	_ = listener.Close()
	late.Start()
	late.Kill()
}
