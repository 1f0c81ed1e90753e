package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"eventwire/server/internal/redistest"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// spans is an OTLP collector that keeps what it is sent.
type spans struct {
	mu   sync.Mutex
	list []*trace.Span
	from map[*trace.Span]string // service.instance.id
}

func (s *spans) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	request := new(collector.ExportTraceServiceRequest)
	if err == nil {
		err = proto.Unmarshal(body, request)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, resource := range request.GetResourceSpans() {
		instance := ""
		for _, a := range resource.GetResource().GetAttributes() {
			if a.GetKey() == "service.instance.id" {
				instance = a.GetValue().GetStringValue()
			}
		}
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				s.list = append(s.list, span)
				s.from[span] = instance
			}
		}
	}
}

// find gives the span of this name, of an instance, in the trace.
func (s *spans) find(instance, name string, parent *trace.Span) *trace.Span {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, span := range s.list {
		if s.from[span] == instance && span.GetName() == name &&
			(parent == nil || string(span.GetParentSpanId()) == string(parent.GetSpanId()) && string(span.GetTraceId()) == string(parent.GetTraceId())) {
			return span
		}
	}
	return nil
}

// It sets environment variables of the process, which is what the exporter reads, so it is not parallel.
func TestAMessageIsOneTraceThroughAllInstances(t *testing.T) {
	got := &spans{from: map[*trace.Span]string{}}
	collector := httptest.NewServer(got)
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "10")

	endpoint := "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL
	redis := "REDIS_URL=" + redistest.StartRedis(t).URL()
	one := serveChat(t, redis, endpoint, "SERVER_ID=server-1")
	serveChat(t, redis, endpoint, "SERVER_ID=server-2")
	if code := one.connect("").answer("m1", message("m1", "hi")); code != "" {
		t.Fatal(code)
	}
	var span *trace.Span
	step := func(instance, name string) {
		t.Helper()
		parent := span
		one.eventually(instance+" has written the span "+name, func() bool {
			span = got.find(instance, name, parent)
			return span != nil
		})
	}
	step("server-1", "dispatch client.message")
	step("server-1", "publish chat:message")
	published := span
	for _, instance := range []string{"server-1", "server-2"} {
		span = published
		step(instance, "dispatch chat:message")
		step(instance, "publish server.message")
	}
}

// It sets environment variables too.
func TestACollectorThatIsAwayHindersNothing(t *testing.T) {
	collector := httptest.NewServer(http.NotFoundHandler())
	collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	server := serveChat(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL)
	p := server.connect("")
	if code := p.answer("m1", message("m1", "hi")); code != "" {
		t.Fatal(code)
	}
	_ = p.line.Close()
	server.stop() // and the instance ends without an error
	if log := server.stderr.String(); !strings.Contains(log, `level=WARN msg="spans were not written"`) {
		t.Errorf("the log says nothing of the spans that are lost:\n%s", log)
	}
}
