package redisbus

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	dialTimeout  = time.Second
	replyTimeout = 1500 * time.Millisecond
)

// newClient returns a client that never retries by itself, as a publication repeated blindly would be published twice,
// and that speaks RESP2, where a message on a subscribed connection is an ordinary reply.
func (t Target) newClient() (redis.UniversalClient, error) {
	config, err := t.tlsConfig()
	if err != nil {
		return nil, err
	}
	switch t.topology {
	case sentinel:
		return redis.NewFailoverClient(&redis.FailoverOptions{
			MasterName: t.master, SentinelAddrs: t.addresses,
			SentinelUsername: t.sentinel.username, SentinelPassword: t.sentinel.password,
			Username: t.username, Password: t.password, DB: t.db, TLSConfig: config,
			Protocol: 2, DisableIdentity: true, ContextTimeoutEnabled: true, MaxRetries: -1,
			DialTimeout: dialTimeout, DialerRetries: 1, ReadTimeout: replyTimeout, WriteTimeout: replyTimeout,
		}), nil
	case cluster:
		return redis.NewClusterClient(&redis.ClusterOptions{
			Addrs:    t.addresses,
			Username: t.username, Password: t.password, TLSConfig: config,
			Protocol: 2, DisableIdentity: true, ContextTimeoutEnabled: true, MaxRetries: -1,
			DialTimeout: dialTimeout, DialerRetries: 1, ReadTimeout: replyTimeout, WriteTimeout: replyTimeout,
			MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		}), nil
	default:
		network := "tcp"
		if t.topology == socket {
			network = "unix"
		}
		return redis.NewClient(&redis.Options{
			Network: network, Addr: t.addresses[0],
			Username: t.username, Password: t.password, DB: t.db, TLSConfig: config,
			Protocol: 2, DisableIdentity: true, ContextTimeoutEnabled: true, MaxRetries: -1,
			DialTimeout: dialTimeout, DialerRetries: 1, ReadTimeout: replyTimeout, WriteTimeout: replyTimeout,
			MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		}), nil
	}
}

// lookAgain has a Redis Cluster asked who holds what now, after an error that a failover may have caused: by itself
// go-redis goes on to ask a dead node for up to a minute. It returns at once.
func lookAgain(ctx context.Context, client redis.UniversalClient) {
	if c, ok := client.(*redis.ClusterClient); ok {
		c.ReloadState(ctx)
	}
}

func (t Target) tlsConfig() (*tls.Config, error) {
	if !t.tls {
		return nil, nil
	}
	options := t.tlsOptions
	config := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		ServerName:         options.serverName,
		InsecureSkipVerify: options.skipVerify, //nolint:gosec // asked for by name
	}
	if options.caFile != "" {
		pem, err := os.ReadFile(options.caFile)
		if err != nil {
			return nil, fmt.Errorf("tls_ca_file: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls_ca_file: %s holds no certificate in PEM", options.caFile)
		}
	}
	if options.certFile != "" {
		pair, err := tls.LoadX509KeyPair(options.certFile, options.keyFile)
		if err != nil {
			return nil, fmt.Errorf("tls_cert_file, tls_key_file: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// clientLog sends what go-redis says of its connections to the debug level: the bus reports what matters itself.
type clientLog struct{ logger *slog.Logger }

func (l clientLog) Printf(ctx context.Context, format string, args ...any) {
	if l.logger.Enabled(ctx, slog.LevelDebug) {
		l.logger.DebugContext(ctx, "go-redis", "message", fmt.Sprintf(format, args...))
	}
}
