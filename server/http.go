package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// httpServer takes connections in, those that only want a page and those that become WebSocket connections.
type httpServer struct {
	*http.Server
	fresh chan struct{} // of the requestWatch
}

func newHTTPServer(c *config, handler http.Handler, m *metrics, logger *slog.Logger) (*httpServer, error) {
	requests := newRequestWatch(m.unfinished.Inc)
	server := &httpServer{fresh: requests.fresh, Server: &http.Server{
		Handler:           requests.mark(handler),
		ConnContext:       requests.open,
		ConnState:         requests.change,
		ReadHeaderTimeout: c.HandshakeTimeout,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    c.MaxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}}
	if c.TLSCert == "" {
		return server, nil
	}
	certificate := &certificateFile{cert: c.TLSCert, key: c.TLSKey}
	if _, err := certificate.get(nil); err != nil {
		return nil, fmt.Errorf("TLS_CERT, TLS_KEY: %w", err)
	}
	server.TLSConfig = &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: certificate.get,
		NextProtos:     []string{"http/1.1"}, // WebSocket over HTTP/2 (RFC 8441) is not spoken here
	}
	return server, nil
}

// requestWatch counts the connections that end without one whole request: too slow, too long, or given up by the peer. And it
// tells which are on their way in.
type requestWatch struct {
	unfinished func()
	lines      sync.Map      // of *arrival, by net.Conn
	fresh      chan struct{} // holds a token for each connection that is on its way in
}

// arrival is a connection before it is a WebSocket connection or ends.
type arrival struct {
	requested atomic.Bool // whether there was a request
	settle    func()      // it is not on its way in any more
}

type requestKey struct{}

// onTheWay is how many connections are on their way in at once for each processor, and for how long one counts as such at most.
const (
	onTheWay = 2
	freshFor = 5 * time.Millisecond
)

func newRequestWatch(unfinished func()) *requestWatch {
	return &requestWatch{unfinished: unfinished, fresh: make(chan struct{}, onTheWay*runtime.GOMAXPROCS(0))}
}

func (w *requestWatch) open(ctx context.Context, line net.Conn) context.Context {
	settle := sync.OnceFunc(func() { <-w.fresh })
	time.AfterFunc(freshFor, settle)
	a := &arrival{settle: settle}
	w.lines.Store(line, a)
	return context.WithValue(ctx, requestKey{}, a)
}

func (w *requestWatch) mark(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if a, ok := r.Context().Value(requestKey{}).(*arrival); ok {
			a.requested.Store(true)
		}
		next.ServeHTTP(rw, r)
	})
}

func (w *requestWatch) change(line net.Conn, state http.ConnState) {
	if state != http.StateHijacked && state != http.StateClosed {
		return
	}
	if found, ok := w.lines.LoadAndDelete(line); ok {
		a := found.(*arrival)
		a.settle()
		if !a.requested.Load() {
			w.unfinished()
		}
	}
}

// serve accepts until the server is shut down, which is no error.
func (s *httpServer) serve(listener net.Listener) error {
	var err error
	listener = politeListener{listener, s.fresh}
	if s.TLSConfig != nil {
		err = s.ServeTLS(listener, "", "")
	} else {
		err = s.Serve(listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// politeListener lets those who came before be served first: of thousands that knock at once only a few are on the
// scheduler's queues at any time, and whoever is connected already does not wait behind all of them.
type politeListener struct {
	net.Listener
	fresh chan struct{}
}

func (l politeListener) Accept() (net.Conn, error) {
	l.fresh <- struct{}{}
	line, err := l.Listener.Accept()
	if err != nil {
		<-l.fresh
	}
	return line, err
}

// certificateFile is a certificate that is read again when its file has changed.
// A renewal that can't be read leaves the old one in use.
type certificateFile struct {
	cert, key string

	mu       sync.Mutex
	loaded   *tls.Certificate
	modified time.Time
	checked  time.Time
}

func (f *certificateFile) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.loaded != nil && time.Since(f.checked) < time.Second {
		return f.loaded, nil
	}
	f.checked = time.Now()
	info, err := os.Stat(f.cert)
	if err == nil && f.loaded != nil && info.ModTime().Equal(f.modified) {
		return f.loaded, nil
	}
	if err == nil {
		var certificate tls.Certificate
		if certificate, err = tls.LoadX509KeyPair(f.cert, f.key); err == nil {
			f.loaded, f.modified = &certificate, info.ModTime()
		}
	}
	if f.loaded != nil {
		return f.loaded, nil
	}
	return nil, err
}

// debugServer serves pprof on an address of its own. Its zero value serves nothing.
type debugServer struct{ server *http.Server }

func startDebug(address string, logger *slog.Logger) (debugServer, error) {
	if address == "" {
		return debugServer{}, nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return debugServer{}, fmt.Errorf("DEBUG_ADDR: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			logger.Warn("the debug address is not served any more", "error", err)
		}
	}()
	return debugServer{server}, nil
}

// Close ends the debug server at once.
func (d debugServer) Close() error {
	if d.server == nil {
		return nil
	}
	return d.server.Close()
}
