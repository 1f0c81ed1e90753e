package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestPagesFromElsewhereAreRefusedBeforeTheUpgrade(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "ALLOWED_ORIGINS=https://chat.example")
	for origin, want := range map[string]int{
		"https://chat.example": 101, "https://evil.example": 403, "https://chat.example.evil.example": 403, "null": 403, "http://" + server.host: 403,
	} {
		if _, status := server.handshake(http.Header{"Origin": {origin}}); status != want {
			t.Errorf("%s: got %d, want %d", origin, status, want)
		}
	}
	server.counts(`eventwire_handshakes_refused_total{status="403"}`, "4")

	usual := serveChat(t)
	for origin, want := range map[string]int{"http://" + usual.host: 101, "http://localhost:1": 403} {
		if _, status := usual.handshake(http.Header{"Origin": {origin}}); status != want {
			t.Errorf("without ALLOWED_ORIGINS, %s: got %d, want %d", origin, status, want)
		}
	}
}

func TestEveryAnswerHasTheHeadersOfASafePage(t *testing.T) {
	t.Parallel()
	server := serveChat(t)
	for _, path := range []string{"/", "/nowhere", "/api/health", "/api/nowhere", "/metrics"} {
		response, _ := server.request(http.MethodGet, path, "")
		policy := response.Header.Get("Content-Security-Policy")
		for _, directive := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, directive) {
				t.Errorf("%s: the policy lacks %s: %q", path, directive, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
			t.Errorf("%s: the policy is open: %q", path, policy)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}
