// Command echo answers every WebSocket message with itself. It exists so that conformance suites such as Autobahn can
// be run against the websocket package.
//
//	go run ./server/websocket/echo -addr localhost:9001 -deflate
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"eventwire/server/websocket"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "echo:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done. It prints one line on stdout once it listens.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("echo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", "localhost:9001", "`address` to listen on")
	limit := flags.Int("limit", 16<<20, "largest message in `bytes`")
	deflate := flags.Bool("deflate", false, "accept permessage-deflate")
	goroutines := flags.Bool("goroutines", false, "serve every connection with a goroutine instead of event loops")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}

	server, err := websocket.New(websocket.Options{
		CheckOrigin:     func(*http.Request) error { return nil },
		MaxMessageBytes: *limit,
		MaxQueueBytes:   8 * *limit,
		Compression:     *deflate,
		Goroutines:      *goroutines,
		OnText:          func(c *websocket.Conn, text []byte) { _ = c.Send(websocket.TextFrame(text)) },
		OnBinary:        func(c *websocket.Conn, data []byte) { _ = c.Send(websocket.BinaryFrame(data)) },
		Logger:          slog.New(slog.NewTextHandler(stderr, nil)),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return errors.Join(fmt.Errorf("listen: %w", err), server.Shutdown(context.Background(), websocket.StatusGoingAway, "", 0))
	}
	fmt.Fprintf(stdout, "echo on ws://%s\n", listener.Addr())

	h := &http.Server{Handler: server, ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- h.Serve(listener) }()
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	timeout, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	return errors.Join(err, server.Shutdown(timeout, websocket.StatusGoingAway, "server stops", 0), h.Shutdown(timeout))
}
