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

func newHTTPServer(c *config, handler http.Handler, m *metrics, logger *slog.Logger) (*http.Server, error) {
	requests := &requestWatch{unfinished: m.unfinished.Inc}
	server := &http.Server{
		Handler:           requests.mark(handler),
		ConnContext:       requests.open,
		ConnState:         requests.change,
		ReadHeaderTimeout: c.HandshakeTimeout,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    c.MaxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
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

// requestWatch counts the connections that end without one whole request: too slow, too long, or given up by the peer.
type requestWatch struct {
	unfinished func()
	lines      sync.Map // of *atomic.Bool, whether there was a request, by net.Conn
}

type requestKey struct{}

func (w *requestWatch) open(ctx context.Context, line net.Conn) context.Context {
	requested := new(atomic.Bool)
	w.lines.Store(line, requested)
	return context.WithValue(ctx, requestKey{}, requested)
}

func (w *requestWatch) mark(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if requested, ok := r.Context().Value(requestKey{}).(*atomic.Bool); ok {
			requested.Store(true)
		}
		next.ServeHTTP(rw, r)
	})
}

func (w *requestWatch) change(line net.Conn, state http.ConnState) {
	if state != http.StateHijacked && state != http.StateClosed {
		return
	}
	if requested, ok := w.lines.LoadAndDelete(line); ok && !requested.(*atomic.Bool).Load() {
		w.unfinished()
	}
}

// serve accepts until the server is shut down, which is no error.
func serve(server *http.Server, listener net.Listener) error {
	var err error
	listener = politeListener{listener}
	if server.TLSConfig != nil {
		err = server.ServeTLS(listener, "", "")
	} else {
		err = server.Serve(listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// politeListener lets those who came before be served first: of thousands that knock at once only a few are on the
// scheduler's queues at any time, and whoever is connected already does not wait behind all of them.
type politeListener struct{ net.Listener }

func (l politeListener) Accept() (net.Conn, error) {
	runtime.Gosched()
	return l.Listener.Accept()
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
		if err := serve(server, listener); err != nil {
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
