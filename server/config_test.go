package main

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func environment(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	c, err := loadConfig(nil, environment(nil), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if c.Port != 3000 || c.MaxMessageBytes != 65536 || c.RateLimit != 20 || c.MaxQueueBytes != 1<<20 ||
		c.ShutdownTimeout != 10*time.Second || c.DedupeWindow != 5*time.Minute || c.LeaveGrace != 5*time.Second || c.LogLevel != slog.LevelInfo {
		t.Errorf("not the documented defaults: %+v", c)
	}
	if !strings.HasPrefix(c.ServerID, "server-") || len(c.ServerID) != len("server-")+8 {
		t.Errorf("server id %q is not server- and 8 hex digits", c.ServerID)
	}
}

func TestAFlagGoesBeforeItsVariable(t *testing.T) {
	t.Parallel()
	c, err := loadConfig([]string{"-PORT", "4000"}, environment(map[string]string{"PORT": "x", "SERVER_ID": "one"}), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if c.Port != 4000 || c.ServerID != "one" {
		t.Errorf("got port %d and server %q, want 4000 and one", c.Port, c.ServerID)
	}
}

func TestEveryWrongValueIsNamedInOneLine(t *testing.T) {
	t.Parallel()
	_, err := loadConfig(nil, environment(map[string]string{
		"PORT":            "70000",
		"ALLOWED_ORIGINS": "https://a.example, nonsense",
		"TRUSTED_PROXIES": "10.0.0.0/8,proxy",
		"LOG_LEVEL":       "loud",
		"AUTH_JWT_SECRET": "short",
		"TLS_CERT":        "/does/not/exist",
		"LEAVE_GRACE":     "soon",
	}), io.Discard)
	if err == nil {
		t.Fatal("wrong values were taken")
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %q", err)
	}
	for _, want := range []string{
		`PORT: "70000" is not a whole number from 0 to 65535`,
		`ALLOWED_ORIGINS: "nonsense" is not an origin such as https://chat.example.com`,
		`TRUSTED_PROXIES: "proxy" is not an address or a network such as 10.0.0.0/8`,
		`LOG_LEVEL: "loud" is not debug, info, warn or error`,
		`AUTH_JWT_SECRET: must have at least 32 bytes`,
		`TLS_CERT: open /does/not/exist`,
		`TLS_CERT and TLS_KEY go together`,
		`LEAVE_GRACE: "soon" is not a time`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}
