// Command peers runs one of the servers that the chat is measured against. Every peer does the
// same job: a text that comes in from a client goes to a Redis channel, and what comes from that
// channel goes to all clients of this process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	_ "net/http/pprof" // lets the load generator force a garbage collection before it reads memory
	"os"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// channel is the Redis channel that all instances of a peer share.
const channel = "chat"

// config is what every peer is started with.
type config struct {
	listen string // host:port of the WebSocket server
	redis  string // host:port of Redis
}

// peers are the servers by name. Each runs until it fails.
func peers() map[string]func(config) error {
	return map[string]func(config) error{
		"one-write":  func(c config) error { return runLimit(c, false) },
		"coalescing": func(c config) error { return runLimit(c, true) },
		"gws":        runGWS,
		"gorilla":    runGorilla,
		"gobwas":     runGobwas,
		"centrifuge": runCentrifuge,
	}
}

func main() {
	names := strings.Join(slices.Sorted(maps.Keys(peers())), ", ")
	name := flag.String("peer", "", "which peer to run: "+names)
	listen := flag.String("listen", "127.0.0.1:0", "host:port to serve WebSocket on")
	redisAddress := flag.String("redis", "127.0.0.1:6379", "host:port of Redis")
	debug := flag.String("debug", "", "host:port to serve net/http/pprof on, empty for none")
	flag.Parse()

	run, ok := peers()[*name]
	if !ok {
		fmt.Fprintf(os.Stderr, "peers: no peer %q; there are: %s\n", *name, names)
		os.Exit(2)
	}
	if *debug != "" {
		go func() {
			slog.Error("serve pprof", "error", http.ListenAndServe(*debug, nil))
		}()
	}
	if err := run(config{listen: *listen, redis: *redisAddress}); err != nil {
		slog.Error("run", "peer", *name, "error", err)
		os.Exit(1)
	}
}

// bus is the Redis side that the peers on net/http share.
type bus struct{ client *redis.Client }

func newBus(c config) *bus {
	return &bus{client: redis.NewClient(&redis.Options{Addr: c.redis})}
}

func (b *bus) publish(text []byte) error {
	return b.client.Publish(context.Background(), channel, text).Err()
}

// subscribe calls deliver, in order, for every text on the channel, until the connection to
// Redis fails.
func (b *bus) subscribe(deliver func(text []byte)) error {
	subscription := b.client.Subscribe(context.Background(), channel)
	if _, err := subscription.Receive(context.Background()); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	go func() {
		for message := range subscription.Channel(redis.WithChannelSize(4096), redis.WithChannelSendTimeout(time.Minute)) {
			deliver([]byte(message.Payload))
		}
		slog.Error("receive", "error", errors.New("the subscription ended"))
		os.Exit(1)
	}()
	return nil
}
