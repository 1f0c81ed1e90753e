package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// config is how one instance runs: from the environment, each variable with a flag of the same name that goes before it.
type config struct {
	Port                     int
	RedisURL                 string // empty: the one at localhost:6379, embedded if need be
	ServerID                 string
	AllowedOrigins           []string // empty: the request's own host
	TrustedProxies           []netip.Prefix
	MaxMessageBytes          int
	MaxJSONDepth             int
	RateLimit                int
	MaxConnections           int
	MaxConnectionsPerAddress int
	MaxQueueBytes            int
	ReplayLimit              int
	MaxHeaderBytes           int
	HandshakeTimeout         time.Duration
	IdleTimeout              time.Duration // 0: none
	NotifyToken              string
	AuthJWTSecret            string
	AuthJWKSFile             string
	TLSCert, TLSKey          string
	ShutdownTimeout          time.Duration
	DedupeWindow             time.Duration
	LeaveGrace               time.Duration
	LogLevel                 slog.Level
	LogJSON                  bool
	DebugAddr                string

	incarnation string // tells this process from an earlier one of the same ServerID
}

// loadConfig reads arguments and environment. Every wrong value is reported, each by its name, with what it may be.
func loadConfig(args []string, env func(string) string, usage io.Writer) (*config, error) {
	c := &config{incarnation: randomHex(4)}
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	flags.SetOutput(usage)

	// A variable's problem is settled by a flag of its name, so problems are counted once the flags are parsed.
	type variable struct {
		name string
		err  error
	}
	var variables []*variable
	setting := func(name, fallback, doc string, set func(string) error) {
		value := env(name)
		if value == "" {
			value = fallback
		}
		if fallback != "" {
			doc += " (default " + fallback + ")"
		}
		v := &variable{name, set(value)}
		variables = append(variables, v)
		flags.Func(name, doc, func(s string) error {
			v.err = nil
			return set(s)
		})
	}
	text := func(to *string) func(string) error {
		return func(s string) error { *to = s; return nil }
	}

	setting("PORT", "3000", "port for pages, API and WebSocket; 0 for a free one", number(&c.Port, 0, 65535))
	setting("REDIS_URL", "", "redis://, rediss://, redis+sentinel:// or redis+cluster://; empty: localhost:6379, embedded if nothing listens there", text(&c.RedisURL))
	setting("SERVER_ID", "server-"+randomHex(4), "name of this instance, 1 to 64 characters", func(s string) error {
		if s == "" || len(s) > 64 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return errors.New("must have 1 to 64 visible ASCII characters")
		}
		c.ServerID = s
		return nil
	})
	setting("ALLOWED_ORIGINS", "", "origins whose pages may connect, comma separated, * for any; empty: the page's own host", func(s string) error {
		c.AllowedOrigins = nil
		for origin := range fields(s) {
			if u, err := url.Parse(origin); origin != "*" && (err != nil || u.Scheme == "" || u.Host == "" || u.Path != "") {
				return fmt.Errorf("%q is not an origin such as https://chat.example.com", origin)
			}
			c.AllowedOrigins = append(c.AllowedOrigins, strings.ToLower(origin))
		}
		return nil
	})
	setting("TRUSTED_PROXIES", "", "addresses or networks whose X-Forwarded-For counts, comma separated", func(s string) error {
		c.TrustedProxies = nil
		for field := range fields(s) {
			prefix, err := netip.ParsePrefix(field)
			if address, addressErr := netip.ParseAddr(field); addressErr == nil {
				prefix, err = netip.PrefixFrom(address, address.BitLen()), nil
			}
			if err != nil {
				return fmt.Errorf("%q is not an address or a network such as 10.0.0.0/8", field)
			}
			c.TrustedProxies = append(c.TrustedProxies, prefix)
		}
		return nil
	})
	setting("MAX_MESSAGE_BYTES", "65536", "size of one message over all its fragments", number(&c.MaxMessageBytes, 1024, 64<<20))
	setting("MAX_JSON_DEPTH", "64", "arrays and objects inside each other in an event's data", number(&c.MaxJSONDepth, 1, 64))
	setting("RATE_LIMIT", "20", "client events per second and connection, and the burst; 0 for none", number(&c.RateLimit, 0, 30_000))
	setting("MAX_CONNECTIONS", "0", "connections in all; 0 for no limit", number(&c.MaxConnections, 0, 1<<30))
	setting("MAX_CONNECTIONS_PER_ADDRESS", "0", "connections per client address; 0 for no limit", number(&c.MaxConnectionsPerAddress, 0, 1<<30))
	setting("MAX_QUEUE_BYTES", "1048576", "unsent bytes of a connection before it is closed as too slow", number(&c.MaxQueueBytes, 4096, 1<<30))
	setting("REPLAY_LIMIT", "1000", "history messages sent to one returning connection; 0 for all that is kept", number(&c.ReplayLimit, 0, 1<<30))
	setting("MAX_HEADER_BYTES", "8192", "size of a request's headers", number(&c.MaxHeaderBytes, 1024, 1<<20))
	setting("HANDSHAKE_TIMEOUT", "5s", "time for a request's headers", duration(&c.HandshakeTimeout))
	setting("IDLE_TIMEOUT", "0s", "how long a client may say nothing, not even a heartbeat; 0s for ever", duration(&c.IdleTimeout))
	setting("NOTIFY_TOKEN", "", "bearer token of /api/notify; empty: loopback callers only", text(&c.NotifyToken))
	setting("AUTH_JWT_SECRET", "", "HMAC secret of sign-in tokens, at least 32 bytes; empty: no sign-in", func(s string) error {
		if s != "" && len(s) < 32 {
			return errors.New("must have at least 32 bytes")
		}
		c.AuthJWTSecret = s
		return nil
	})
	setting("AUTH_JWKS_FILE", "", "JSON Web Key Set of sign-in tokens; empty: no sign-in", readable(&c.AuthJWKSFile))
	setting("TLS_CERT", "", "certificate file, read again when it changes", readable(&c.TLSCert))
	setting("TLS_KEY", "", "key file of TLS_CERT", readable(&c.TLSKey))
	setting("SHUTDOWN_TIMEOUT", "10s", "time to finish what is in hand", duration(&c.ShutdownTimeout))
	setting("DEDUPE_WINDOW", "5m", "how long an event id is remembered", duration(&c.DedupeWindow))
	setting("LEAVE_GRACE", "5s", "how long a broken connection may take to come back unnoticed", duration(&c.LeaveGrace))
	setting("LOG_LEVEL", "info", "debug, info, warn or error", func(s string) error {
		if err := c.LogLevel.UnmarshalText([]byte(s)); err != nil {
			return fmt.Errorf("%q is not debug, info, warn or error", s)
		}
		return nil
	})
	setting("LOG_FORMAT", "text", "text or json", func(s string) error {
		if s != "text" && s != "json" {
			return fmt.Errorf("%q is neither text nor json", s)
		}
		c.LogJSON = s == "json"
		return nil
	})
	setting("DEBUG_ADDR", "", "address for pprof, such as localhost:6060; empty: none", text(&c.DebugAddr))

	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	var problems []string
	for _, v := range variables {
		if v.err != nil {
			problems = append(problems, v.name+": "+v.err.Error())
		}
	}
	if flags.NArg() > 0 {
		problems = append(problems, fmt.Sprintf("unexpected argument %q; -h lists the flags", flags.Arg(0)))
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		problems = append(problems, "TLS_CERT and TLS_KEY go together; one of them is empty")
	}
	if c.AuthJWTSecret != "" && c.AuthJWKSFile != "" {
		problems = append(problems, "AUTH_JWT_SECRET and AUTH_JWKS_FILE exclude each other; set one of them")
	}
	if len(problems) > 0 {
		return nil, errors.New(strings.Join(problems, "; "))
	}
	return c, nil
}

func number(to *int, least, most int) func(string) error {
	return func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is not a whole number from %d to %d", s, least, most)
		}
		*to = n
		return nil
	}
}

func duration(to *time.Duration) func(string) error {
	return func(s string) error {
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 || d > 24*time.Hour {
			return fmt.Errorf("%q is not a time from 0s to 24h, such as 10s", s)
		}
		*to = d
		return nil
	}
}

func readable(to *string) func(string) error {
	return func(s string) error {
		*to = s
		if s == "" {
			return nil
		}
		file, err := os.Open(s)
		if err != nil {
			return err
		}
		return file.Close()
	}
}

// fields gives the parts of a comma separated list, trimmed, without empty ones.
func fields(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for part := range strings.SplitSeq(s, ",") {
			if part = strings.TrimSpace(part); part != "" && !yield(part) {
				return
			}
		}
	}
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails: crypto/rand
	return hex.EncodeToString(b)
}
