package main

import (
	"net/http"
	"strings"
	"testing"

	"eventwire/generated/events"
	"eventwire/server/internal/redistest"
)

func TestNotifyAnswers(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "NOTIFY_TOKEN=open sesame")
	for _, test := range []struct {
		name, method, token, body string
		status                    int
		says                      string
	}{
		{"all is well", "POST", "open sesame", `{"title":"T","message":"M"}`, 202, `"id"`},
		{"no token", "POST", "", `{"title":"T","message":"M"}`, 401, "NOTIFY_TOKEN"},
		{"a wrong token", "POST", "open sesam", `{"title":"T","message":"M"}`, 401, "NOTIFY_TOKEN"},
		{"a longer token", "POST", "open sesame!", `{"title":"T","message":"M"}`, 401, "NOTIFY_TOKEN"},
		{"a wrong method", "GET", "open sesame", "", 405, "POST"},
		{"no JSON", "POST", "open sesame", `title=T`, 400, "malformed"},
		{"two values", "POST", "open sesame", `{"title":"T","message":"M"}{}`, 400, "malformed"},
		{"a wrong type", "POST", "open sesame", `{"title":1,"message":"M"}`, 400, `"/title"`},
		{"an empty title", "POST", "open sesame", `{"title":"","message":"M"}`, 400, `"/title"`},
		{"an unknown level", "POST", "open sesame", `{"title":"T","message":"M","level":"fatal"}`, 400, `"/level"`},
		{"an unknown member", "POST", "open sesame", `{"title":"T","message":"M","to":"x"}`, 400, `"/to"`},
		{"no user id", "POST", "open sesame", `{"title":"T","message":"M","targetUserId":"alice"}`, 400, `"/targetUserId"`},
		{"too large", "POST", "open sesame", `{"title":"T","message":"` + strings.Repeat("x", 17<<10) + `"}`, 413, "too_large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var header []string
			if test.token != "" {
				header = []string{"Authorization: Bearer " + test.token}
			}
			response, body := server.request(test.method, "/api/notify", test.body, header...)
			if response.StatusCode != test.status || !strings.Contains(body, test.says) {
				t.Errorf("got %d %s, want %d with %s", response.StatusCode, body, test.status, test.says)
			}
			if test.status == http.StatusMethodNotAllowed && response.Header.Get("Allow") != "POST" {
				t.Errorf("Allow: %q", response.Header.Get("Allow"))
			}
		})
	}
	if out := server.stdout.String(); !strings.Contains(out, "with the bearer token of NOTIFY_TOKEN") || strings.Contains(out, "sesame") {
		t.Errorf("the start block must say that a token is needed, and not which:\n%s", out)
	}
}

func TestNotifyWithoutATokenIsForThisMachine(t *testing.T) {
	t.Parallel()
	server := serveChat(t)
	const body = `{"title":"T","message":"M"}`
	if response, text := server.request("POST", "/api/notify", body); response.StatusCode != http.StatusAccepted {
		t.Errorf("from this machine: got %d %s", response.StatusCode, text)
	}
	for _, header := range []string{
		"X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.7", "Via: 1.1 proxy", "X-Real-Ip: 192.0.2.7", "Origin: https://evil.example",
	} {
		if response, _ := server.request("POST", "/api/notify", body, header); response.StatusCode != http.StatusNotFound {
			t.Errorf("with %s: got %d, want 404", header, response.StatusCode)
		}
	}
	if out := server.stdout.String(); !strings.Contains(out, "from this machine only") {
		t.Errorf("the start block does not say who may call:\n%s", out)
	}
}

func TestNotifyReachesOneUserOnAnotherInstance(t *testing.T) {
	t.Parallel()
	redis := "REDIS_URL=" + redistest.StartRedis(t).URL()
	one, two := serveChat(t, redis, "SERVER_ID=server-1"), serveChat(t, redis, "SERVER_ID=server-2")
	enter := func(server *instance) (*peer, string) {
		p := server.connect("")
		info := p.until("server.info", func(f events.ServerFrame) bool { return f.Event == events.ServerInfoEvent })
		return p, info.Data.(*events.ServerInfo).UserID
	}
	alice, id := enter(two)
	bob, _ := enter(two)
	for _, body := range []string{
		`{"title":"for Alice","message":"M","targetUserId":"` + id + `"}`,
		`{"title":"for all","message":"M"}`,
	} {
		if response, text := one.request("POST", "/api/notify", body); response.StatusCode != http.StatusAccepted {
			t.Fatalf("got %d %s", response.StatusCode, text)
		}
	}
	title := func(p *peer) string {
		f := p.until("a notification", func(f events.ServerFrame) bool { return f.Event == events.ServerNotificationEvent })
		return string(f.Data.(*events.ServerNotification).Title)
	}
	if got := title(alice); got != "for Alice" {
		t.Errorf("Alice got %q first", got)
	}
	if got := title(bob); got != "for all" {
		t.Errorf("Bob got %q, which is not for him", got)
	}
}
