package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestOriginCheck(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		allowed []string
		origin  string
		refused bool
	}{
		{"no origin: no browser", nil, "", false},
		{"same host", nil, "http://chat.example:3000", false},
		{"same host, other case", nil, "http://Chat.Example:3000", false},
		{"other host", nil, "https://evil.example", true},
		{"other port", nil, "http://chat.example:3001", true},
		{"null", nil, "null", true},
		{"allowed", []string{"https://a.example"}, "https://a.example", false},
		{"not in the list", []string{"https://a.example"}, "http://chat.example:3000", true},
		{"suffix of an allowed one", []string{"https://a.example"}, "https://a.example.evil.example", true},
		{"any", []string{"*"}, "https://evil.example", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "http://chat.example:3000/ws", nil)
			if test.origin != "" {
				r.Header.Set("Origin", test.origin)
			}
			if err := originCheck(test.allowed)(r); (err != nil) != test.refused {
				t.Errorf("got %v, want refused: %v", err, test.refused)
			}
		})
	}
}

func TestNotifyGuard(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, token, peer, host string
		header                  http.Header
		want                    int
	}{
		{"this machine", "", "127.0.0.1:5000", "localhost:3000", nil, 200},
		{"this machine, IPv6", "", "[::1]:5000", "[::1]:3000", nil, 200},
		{"another machine", "", "192.0.2.7:5000", "localhost:3000", nil, 404},
		{"through a proxy", "", "127.0.0.1:5000", "localhost:3000", http.Header{"X-Forwarded-For": {"192.0.2.7"}}, 404},
		{"a name that resolves here", "", "127.0.0.1:5000", "evil.example", http.Header{"Origin": {"http://evil.example"}}, 404},
		{"a page from elsewhere", "", "127.0.0.1:5000", "localhost:3000", http.Header{"Origin": {"https://evil.example"}}, 404},
		{"our own page", "", "127.0.0.1:5000", "localhost:3000", http.Header{"Origin": {"http://localhost:3000"}}, 200},
		{"the right token", "secret", "192.0.2.7:5000", "chat.example", http.Header{"Authorization": {"Bearer secret"}}, 200},
		{"a wrong token", "secret", "127.0.0.1:5000", "localhost:3000", http.Header{"Authorization": {"Bearer secre"}}, 401},
		{"no token", "secret", "127.0.0.1:5000", "localhost:3000", nil, 401},
		{"another scheme", "secret", "127.0.0.1:5000", "localhost:3000", http.Header{"Authorization": {"Basic secret"}}, 401},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "http://"+test.host+"/api/notify", nil)
			r.RemoteAddr = test.peer
			maps.Copy(r.Header, test.header)
			w := httptest.NewRecorder()
			notifyGuard(test.token, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
			if w.Code != test.want {
				t.Errorf("got %d, want %d", w.Code, test.want)
			}
			if test.want == 401 && w.Header().Get("WWW-Authenticate") != "Bearer" {
				t.Error("401 without WWW-Authenticate: Bearer")
			}
		})
	}
}

func TestTrustedProxiesNameTheClient(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, test := range []struct{ name, peer, forwarded, want string }{
		{"a client of a trusted proxy", "10.0.0.1:80", "203.0.113.5", "203.0.113.5:0"},
		{"a chain of proxies", "10.0.0.1:80", "203.0.113.5, 10.0.0.2", "203.0.113.5:0"},
		{"what the client claims in front", "10.0.0.1:80", "198.51.100.1, 203.0.113.5", "203.0.113.5:0"},
		{"a peer that is no proxy", "203.0.113.9:80", "198.51.100.1", "203.0.113.9:80"},
		{"nonsense", "10.0.0.1:80", "unknown", "10.0.0.1:80"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = test.peer
			r.Header.Set("X-Forwarded-For", test.forwarded)
			var got string
			behindProxies(trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).ServeHTTP(httptest.NewRecorder(), r)
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
