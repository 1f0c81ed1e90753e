package main

import (
	"context"
	"fmt"

	"eventwire/generated/events"
	"eventwire/server/chat"

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
	shutdown   func(context.Context) error
}

func startTracing(ctx context.Context, serverID string, env func(string) string) (tracing, error) {
	off := tracing{shutdown: func(context.Context) error { return nil }}
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
	return tracing{shutdown: provider.Shutdown, trace: chat.Trace{Inject: inject, Extract: extract}, middleware: func(ctx context.Context, call events.Call, next func(context.Context) error) error {
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

const traceparent = "traceparent" // W3C Trace Context

func inject(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier[traceparent]
}

func extract(ctx context.Context, trace string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{traceparent: trace})
}
