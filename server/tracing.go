package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"eventwire/generated/events"
	"eventwire/server/chat"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"
)

// tracing writes OpenTelemetry spans of every dispatch and publish where OTEL_EXPORTER_OTLP_ENDPOINT is set. What a client
// says is one trace: its dispatch, the publication on Redis, and the delivery on every instance.
type tracing struct {
	middleware events.Middleware // nil where nothing is traced
	trace      chat.Trace
	shutdown   func(context.Context) // writes the last spans, or logs that it could not
}

func startTracing(ctx context.Context, serverID string, env func(string) string, logger *slog.Logger) (tracing, error) {
	off := tracing{shutdown: func(context.Context) {}}
	if env("OTEL_EXPORTER_OTLP_ENDPOINT") == "" {
		return off, nil
	}
	exporter, err := otlptracehttp.New(ctx) // reads the OTEL_ variables itself
	if err != nil {
		return off, fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT: %w", err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "eventwire"),
		attribute.String("service.instance.id", serverID),
	)))
	tracer := provider.Tracer("eventwire/server")
	lost := func(err error) { logger.Warn("spans were not written", "error", err) }
	otel.SetErrorHandler(otel.ErrorHandlerFunc(lost)) // it has no place but the process; else it writes past our log
	shutdown := func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, lastSpansWithin)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil { // no reason for the instance to end with an error
			lost(err)
		}
	}
	return tracing{shutdown: shutdown, trace: chat.Trace{Inject: inject, Extract: extract}, middleware: func(ctx context.Context, call events.Call, next func(context.Context) error) error {
		kind := oteltrace.SpanKindConsumer
		if call.Kind == events.Publish {
			kind = oteltrace.SpanKindProducer
		}
		ctx, span := tracer.Start(ctx, call.Kind.String()+" "+call.Event, oteltrace.WithSpanKind(kind),
			oteltrace.WithAttributes(attribute.String("messaging.system", "eventwire"), attribute.String("messaging.message.id", call.At)))
		defer span.End()
		err := next(ctx)
		if err != nil {
			span.SetStatus(codes.Error, string(events.AsError(err).Code))
		}
		return err
	}}, nil
}

const lastSpansWithin = 2 * time.Second // of the time to stop: the collector may be away

const traceparent = "traceparent" // W3C Trace Context

func inject(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier[traceparent]
}

func extract(ctx context.Context, trace string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{traceparent: trace})
}
