package main

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"eventwire/server/chat"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"
)

// site is everything on the one port: pages, API and the way in for WebSockets.
type site struct {
	http.Handler
	draining atomic.Bool // set when the instance is about to stop
}

func newSite(c *config, auth *signIn, room *chat.Chat, bus *redisbus.Bus, sockets *websocket.Server, m *metrics) (*site, error) {
	pages, err := newPages()
	if err != nil {
		return nil, err
	}
	s := &site{}
	mux := http.NewServeMux()
	mux.Handle("/ws", s.admission(auth.guard(sockets)))
	mux.HandleFunc("GET /api/health", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"status": "ok", "serverId": c.ServerID, "connectedClients": sockets.Count()})
	})
	mux.HandleFunc("GET /api/ready", func(w http.ResponseWriter, _ *http.Request) {
		switch {
		case s.draining.Load():
			writeJSON(w, http.StatusServiceUnavailable, map[string]any{"ready": false, "reason": "stopping"})
		case !bus.Ready():
			writeJSON(w, http.StatusServiceUnavailable, map[string]any{"ready": false, "reason": "redis is away"})
		default:
			writeJSON(w, http.StatusOK, map[string]any{"ready": true})
		}
	})
	mux.Handle("/api/notify", notifyGuard(c.NotifyToken, http.HandlerFunc(room.Notify)))
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusNotFound, map[string]any{"error": map[string]string{"code": "not_found", "message": "there is /api/health, /api/ready and /api/notify"}})
	})
	mux.Handle("GET /metrics", m.handler(sockets))
	mux.Handle("/", pages)
	s.Handler = secureHeaders(c.TLSCert != "", behindProxies(c.TrustedProxies, mux))
	return s, nil
}

// admission turns new connections away while the instance is about to stop.
func (s *site) admission(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.draining.Load() {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "the server is stopping", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// secureHeaders sets what a browser must know about every answer. The page has no inline script and no inline style,
// and speaks to its own host only.
func secureHeaders(tls bool, next http.Handler) http.Handler {
	fixed := http.Header{
		"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
			"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
		"X-Content-Type-Options":       {"nosniff"},
		"Referrer-Policy":              {"no-referrer"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {"camera=(), geolocation=(), microphone=()"},
	}
	if tls {
		fixed.Set("Strict-Transport-Security", "max-age=31536000")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), fixed) // the values are shared: nobody appends to them
		next.ServeHTTP(w, r)
	})
}

// behindProxies replaces the peer's address by the one that trusted proxies say they act for: the last address of
// X-Forwarded-For that is no trusted proxy itself. It keeps the header, so that later handlers see that there was a proxy.
func behindProxies(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	isTrusted := func(address netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(address.Unmap()) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err == nil && isTrusted(peer.Addr()) {
			hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			for _, hop := range slices.Backward(hops) {
				address, err := netip.ParseAddr(strings.TrimSpace(hop))
				if err != nil {
					break
				}
				r.RemoteAddr = netip.AddrPortFrom(address, 0).String()
				if !isTrusted(address) {
					break
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}

// notifyGuard lets through who may call /api/notify: with a token set, whoever bears it; without one, callers on this
// machine that come without a proxy. To others there is no such path then.
func notifyGuard(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token == "" {
			if !isLoopback(r.RemoteAddr) || !isLocalHost(r.Host) || viaProxy(r.Header) || r.Header.Get("Origin") != "" && !sameHost(r) {
				http.NotFound(w, r)
				return
			}
		} else if !bears(r, token) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			writeJSON(w, http.StatusUnauthorized, map[string]any{"error": map[string]string{"code": "unauthorized", "message": "send Authorization: Bearer with the token of NOTIFY_TOKEN"}})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func bears(r *http.Request, token string) bool {
	scheme, given, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return ok && strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

func isLoopback(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	address, parseErr := netip.ParseAddr(host)
	return err == nil && parseErr == nil && address.Unmap().IsLoopback()
}

// isLocalHost reports whether a Host header names this machine; a page that has its name resolve to this machine does not.
func isLocalHost(host string) bool {
	name := (&url.URL{Host: host}).Hostname()
	address, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && address.IsLoopback()
}

// viaProxy reports whether a request was passed on by a proxy that says so.
func viaProxy(h http.Header) bool {
	for _, name := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip"} {
		if h.Get(name) != "" {
			return true
		}
	}
	return false
}

// originCheck refuses pages of other origins. Requests without an Origin come from no browser and are let through.
func originCheck(allowed []string) func(*http.Request) error {
	return func(r *http.Request) error {
		origin := strings.ToLower(r.Header.Get("Origin"))
		if origin == "" || slices.Contains(allowed, "*") || slices.Contains(allowed, origin) || len(allowed) == 0 && sameHost(r) {
			return nil
		}
		return errors.New("pages of this origin may not connect; see ALLOWED_ORIGINS")
	}
}

// sameHost reports whether the request's page is from the host that it speaks to.
func sameHost(r *http.Request) bool {
	u, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller is gone if this fails
}
