package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"eventwire/generated/events"
	"eventwire/server/websocket"
)

func newLogger(w io.Writer, c *config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	var handler slog.Handler = slog.NewTextHandler(w, options)
	if c.LogJSON {
		handler = slog.NewJSONHandler(w, options)
	}
	return slog.New(handler).With("server", c.ServerID)
}

// logging logs every event that is dispatched or published: its name, how long it took and how it ended, and nothing
// of what it says. What went well is at debug level.
func logging(logger *slog.Logger) events.Middleware {
	return func(ctx context.Context, call events.Call, next func(context.Context) error) error {
		start := time.Now()
		err := next(ctx)
		level, outcome := slog.LevelDebug, "ok"
		switch {
		case errors.Is(err, websocket.ErrClosed):
			outcome = "gone" // the client, before it got this
		case err != nil:
			outcome = string(events.AsError(err).Code)
			if outcome == string(events.CodeInternal) || outcome == string(events.CodeUnavailable) {
				level = slog.LevelWarn
			}
		}
		if logger.Enabled(ctx, level) {
			logger.LogAttrs(ctx, level, "event",
				slog.String("event", call.Event),
				slog.String("kind", call.Kind.String()),
				slog.Duration("duration", time.Since(start)),
				slog.String("outcome", outcome))
		}
		return err
	}
}
