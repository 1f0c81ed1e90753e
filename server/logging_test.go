package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"eventwire/generated/events"
	"eventwire/server/internal/redistest"

	"github.com/golang-jwt/jwt/v5"
)

func TestLogsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	redis := redistest.StartRedis(t, "--requirepass", "redis-password")
	url := "redis://:redis-password@" + redis.Address
	secrets := []string{"redis-password", "notify-token", authSecret, "what is said", "what.is.said", "Mallory", "client-key-of-16"}
	server := serveChat(t, "REDIS_URL="+url, "NOTIFY_TOKEN=notify-token", "AUTH_JWT_SECRET="+authSecret, "LOG_LEVEL=debug")
	valid := token(t, jwt.SigningMethodHS256, []byte(authSecret), nil, map[string]any{"preferred_username": "Mallory"})
	expired := token(t, jwt.SigningMethodHS256, []byte(authSecret), nil, map[string]any{"exp": 1})
	secrets = append(secrets, valid, expired)

	p, _ := server.handshake(cookie(valid))
	secrets = append(secrets, p.line.LocalAddr().String())
	p.send(`{"resume":[],"client":"client-key-of-16-characters"}`)
	for text, want := range map[string]events.ErrorCode{
		message("m1", "what is said"): "",
		`{"event":"client.setUsername","id":"m1","data":{"username":"Mallory was here"}}`:         "forbidden",
		`{"event":"client.message","id":"m1","data":{"message":""}}`:                              events.CodeInvalid,
		`{"event":"client.message","id":"m1","data":{"message":"what is said","what is said":1}}`: "",
		`{"event":"what.is.said","id":"m1","data":{}}`:                                            events.CodeUnknownEvent,
	} {
		if got := p.answer("m1", text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	server.handshake(cookie(expired))
	server.request(http.MethodPost, "/api/notify", `{"title":"what is said","message":"what is said"}`, "Authorization: Bearer notify-token")
	server.request(http.MethodPost, "/api/notify", `{"title":"what is said"}`, "Authorization: Bearer notify-token")
	redis.Kill() // and what the lines to Redis say then
	server.eventually("Redis is away", func() bool { status, _ := server.get("/api/ready"); return status == http.StatusServiceUnavailable })
	p.answer("m2", message("m2", "what is said"))
	_ = p.line.Close()
	server.eventually("the connection's end is logged", func() bool { return strings.Contains(server.stderr.String(), "connection ended") })
	server.stop()

	for _, output := range []string{server.stdout.String(), server.stderr.String()} {
		for _, secret := range secrets {
			if before, _, ok := strings.Cut(output, secret); ok {
				start := strings.LastIndexByte(before, '\n') + 1
				line, _, _ := strings.Cut(output[start:], "\n")
				t.Errorf("%q is in the output: %s", secret, line)
			}
		}
	}
}

func TestEveryConnectionLeavesOneLine(t *testing.T) {
	t.Parallel()
	server := serveChat(t)
	p := server.connect("")
	if code := p.answer("m1", message("m1", "hi")); code != "" {
		t.Fatal(code)
	}
	p.send(`nonsense`)
	p.until("the error", func(f events.ServerFrame) bool { return f.Err != nil })
	_ = p.line.Close()
	line := regexp.MustCompile(`level=INFO msg="connection ended" server=server-1 code=1006 duration=[0-9.]+m?s frames=3 network=(127\.0\.0\.0/24|::/48) user=[0-9a-f-]{36}\n`)
	server.eventually("the line is there", func() bool { return line.MatchString(server.stderr.String()) })
	if n := strings.Count(server.stderr.String(), "connection ended"); n != 1 {
		t.Errorf("%d lines for one connection", n)
	}
}
