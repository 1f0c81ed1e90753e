package main

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"testing"
	"testing/synctest"
)

// lines is a listener to which somebody connects whenever it accepts.
type lines struct{ net.Listener }

func (lines) Accept() (net.Conn, error) {
	line, _ := net.Pipe()
	return line, nil
}

func TestFewConnectionsAreOnTheirWayInAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		listener := politeListener{lines{}, make(chan struct{}, 2)}
		accepted := 0
		go func() {
			for range 3 {
				if _, err := listener.Accept(); err != nil {
					t.Error(err)
				}
				accepted++
			}
		}()
		synctest.Wait()
		if accepted != 2 {
			t.Errorf("%d were accepted, want 2", accepted)
		}
		<-listener.fresh
		synctest.Wait()
		if accepted != 3 {
			t.Errorf("%d were accepted when one had been served, want 3", accepted)
		}
	})
}

func TestSilentConnectionsKeepNobodyOut(t *testing.T) {
	t.Parallel()
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server, err := newHTTPServer(&config{MaxHeaderBytes: 8192}, answer, newMetrics(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.serve(listener) }()
	for range 10 * onTheWay * runtime.GOMAXPROCS(0) {
		silent, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
	}
	response, err := http.Get("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusNoContent {
		t.Errorf("got %d, %v", response.StatusCode, err)
	}
	if err := errors.Join(server.Close(), <-served); err != nil {
		t.Error(err)
	}
}
