// The server of the chat: any number of instances of it, on one Redis, are one chat.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"eventwire/generated/events"
	"eventwire/server/chat"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"
)

func main() {
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	if err := run(os.Args[1:], os.Getenv, os.Stdout, os.Stderr, interrupts); err != nil {
		fmt.Fprintln(os.Stderr, "eventwire:", err)
		os.Exit(1)
	}
}

// run serves until a signal comes and everything in hand is finished. An error is one line for the operator.
func run(args []string, env func(string) string, stdout, stderr io.Writer, interrupts <-chan os.Signal) error {
	config, err := loadConfig(args, env, stderr)
	if err != nil {
		return err
	}
	logger := newLogger(stderr, config)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer keepMemory(env)()

	traces, err := startTracing(ctx, config.ServerID, env, logger)
	if err != nil {
		return err
	}
	metrics := newMetrics()
	// TCP's own keep-alive would be four system calls for each connection: pings and the HTTP server's timeouts do its job.
	listener, err := (&net.ListenConfig{KeepAlive: -1, Control: onlySpoken}).Listen(ctx, "tcp", net.JoinHostPort("", strconv.Itoa(config.Port)))
	if err != nil {
		return fmt.Errorf("PORT: %w; is another instance running there? try another PORT", err)
	}
	defer listener.Close()

	// Client events go to the chat, what it publishes goes through Redis to every instance's chat, and from there
	// to every client.
	room := chat.New(chat.Options{
		ServerID:     config.ServerID,
		RateLimit:    config.RateLimit,
		MaxDepth:     config.MaxJSONDepth,
		LeaveGrace:   config.LeaveGrace,
		DedupeWindow: config.DedupeWindow,
		ReplayLimit:  config.ReplayLimit,
		Middleware:   events.Chain(traces.middleware, metrics.timing, logging(logger)), // your own goes here
		Trace:        traces.trace,
		Observer:     metrics,
		Logger:       logger,
	})
	bus, err := redisbus.Open(ctx, redisbus.Options{
		URL:          config.RedisURL,
		InstanceID:   config.ServerID + "." + config.incarnation,
		Channels:     busChannels(),
		DedupeWindow: config.DedupeWindow,
		TailLength:   tailLength(),
		Deliver:      room.Deliver,
		Reset:        room.Reset,
		CaughtUp:     room.CaughtUp,
		Lost:         room.Lost,
		Restored:     room.Restored,
		Observer:     metrics,
		Logger:       logger,
	})
	if err != nil {
		return fmt.Errorf("REDIS_URL: %w", err)
	}
	sockets, err := websocket.New(websocket.Options{
		Subprotocols:             []string{"eventwire.v1.json"},
		CheckOrigin:              originCheck(config.AllowedOrigins),
		MaxMessageBytes:          config.MaxMessageBytes,
		MaxQueueBytes:            config.MaxQueueBytes,
		MaxConnections:           config.MaxConnections,
		MaxConnectionsPerAddress: config.MaxConnectionsPerAddress,
		IdleTimeout:              config.IdleTimeout,
		OnOpen:                   room.Open,
		OnText:                   room.Text,
		OnClose:                  room.Closed,
		Observer:                 metrics,
		Logger:                   logger,
	})
	if err != nil {
		return err
	}
	room.Start(bus, sockets)

	auth, err := newSignIn(config, logger)
	if err != nil {
		return err
	}
	site, err := newSite(config, auth, room, bus, sockets, metrics)
	if err != nil {
		return err
	}
	server, err := newHTTPServer(config, site, metrics, logger)
	if err != nil {
		return err
	}
	debug, err := startDebug(config.DebugAddr, logger)
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- server.serve(listener) }()
	printStart(stdout, config, listener.Addr().(*net.TCPAddr).Port, bus)

	var stopped os.Signal
	select {
	case stopped = <-interrupts:
	case err := <-failed:
		return err
	}
	fmt.Fprintf(stdout, "\nStopping (%s); a second signal stops at once.\n", stopped)
	ctx, cancelStop := context.WithTimeout(ctx, config.ShutdownTimeout)
	defer cancelStop()
	go func() {
		<-interrupts
		cancelStop()
	}()
	err = errors.Join(shutDown(ctx, stopped, site, server.Server, sockets, room, bus), debug.Close())
	traces.shutdown(ctx)
	return err
}

// shutDown stops in the order in which a message flows, so that whatever was taken in is finished: no new
// connections, then the clients are told, then what they sent is stored.
//
// An operator at the keyboard (Ctrl-C) wants it now: 1001. SIGTERM is a rolling restart: clients are told 1012, spread over
// a third of the time there is, so that they do not all knock at the next instance together.
func shutDown(ctx context.Context, cause os.Signal, site *site, server *http.Server, sockets *websocket.Server, room *chat.Chat, bus *redisbus.Bus) error {
	site.draining.Store(true)
	code, reason, spread := websocket.StatusGoingAway, "the server stops", time.Duration(0)
	if cause == syscall.SIGTERM {
		code, reason = websocket.StatusServiceRestart, "the server restarts"
		if deadline, ok := ctx.Deadline(); ok {
			spread = time.Until(deadline) / 3
		}
	}
	served := make(chan error, 1)
	go func() { served <- server.Shutdown(ctx) }()
	return errors.Join(
		sockets.Shutdown(ctx, code, reason, spread),
		<-served,
		room.Stop(ctx),
		bus.Close(ctx),
	)
}

// busChannels gives the contract's channels in the terms of the bus.
func busChannels() []redisbus.Channel {
	var channels []redisbus.Channel
	for _, c := range events.RedisChannels() {
		channel := redisbus.Channel{Name: c.Name}
		if c.History != nil {
			channel.History = &redisbus.History{MaxLength: c.History.MaxLength, MaxAge: c.History.MaxAge}
		}
		channels = append(channels, channel)
	}
	return channels
}

// tailLength is the length of the longest history: the instance keeps all of it in memory, so that clients that come
// back cost Redis nothing.
func tailLength() int {
	longest := int64(0)
	for _, c := range events.RedisChannels() {
		if c.History != nil {
			longest = max(longest, c.History.MaxLength)
		}
	}
	return int(longest)
}
