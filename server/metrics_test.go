package main

import (
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"eventwire/generated/events"
	"eventwire/server/internal/redistest"
)

// The names that dashboards and alerts are built on. A name that goes or changes breaks them: add, and keep.
var metricNames = []string{
	"eventwire_answers_total counter",
	"eventwire_connections gauge",
	"eventwire_connections_closed_total counter",
	"eventwire_connections_opened_total counter",
	"eventwire_delivered_bytes_total counter",
	"eventwire_deliveries_total counter",
	"eventwire_event_seconds histogram",
	"eventwire_handshakes_refused_total counter",
	"eventwire_messages_received_total counter",
	"eventwire_queued_bytes gauge",
	"eventwire_redis_line_changes_total counter",
	"eventwire_redis_publish_seconds histogram",
	"eventwire_redis_ready gauge",
	"eventwire_redis_repaired_messages_total counter",
	"eventwire_redis_resets_total counter",
	"eventwire_requests_unfinished_total counter",
	"eventwire_resumes_total counter",
	"eventwire_slow_closes_total counter",
}

func TestMetricsTellOfAConversation(t *testing.T) {
	t.Parallel()
	redis := redistest.StartRedis(t)
	links := redistest.StartProxy(t, redis.Address)
	server := serveChat(t, "REDIS_URL="+links.URL(), "ALLOWED_ORIGINS=https://chat.example", "SERVER_ID=server-1")
	other := serveChat(t, "REDIS_URL="+redis.URL(), "SERVER_ID=server-2")

	p := server.connect("")
	if code := p.answer("m1", message("m1", "hi")); code != "" {
		t.Fatal(code)
	}
	p.answer("m2", message("m2", ""))
	p.send(message("m3", "of the position"))
	at := p.until("the ack", func(f events.ServerFrame) bool { return f.Ack == "m3" }).At
	server.handshake(http.Header{"Origin": {"https://evil.example"}})
	back, _ := server.handshake(nil)
	back.send(string(events.AppendResume(nil, "", []events.Position{at, {Channel: "user:joined", ID: "1-0"}})))
	back.until("resumed", func(f events.ServerFrame) bool { return f.Resumed != nil })

	// A gap on the line to Redis, and what was said meanwhile.
	links.Stall(true)
	speaker := other.connect("")
	if code := speaker.answer("m4", message("m4", "in the gap")); code != "" {
		t.Fatal(code)
	}
	links.Cut()
	links.Stall(false)
	p.until("what was said in the gap", func(f events.ServerFrame) bool {
		m, ok := f.Data.(*events.ServerMessage)
		return ok && m.Message == "in the gap"
	})
	_ = p.line.Close()

	for name, want := range map[string]string{
		`eventwire_connections`:                                                              "1",
		`eventwire_connections_opened_total`:                                                 "2",
		`eventwire_connections_closed_total{code="1006"}`:                                    "1",
		`eventwire_handshakes_refused_total{status="403"}`:                                   "1",
		`eventwire_messages_received_total`:                                                  "5",
		`eventwire_answers_total{code="ok"}`:                                                 "2",
		`eventwire_answers_total{code="invalid"}`:                                            "1",
		`eventwire_resumes_total{complete="yes"}`:                                            "1",
		`eventwire_resumes_total{complete="no"}`:                                             "1",
		`eventwire_redis_repaired_messages_total{channel="chat:message"}`:                    "1",
		`eventwire_redis_line_changes_total{change="up"}`:                                    "2",
		`eventwire_redis_line_changes_total{change="down"}`:                                  "1",
		`eventwire_redis_ready`:                                                              "1",
		`eventwire_queued_bytes`:                                                             "0",
		`eventwire_slow_closes_total`:                                                        "0",
		`eventwire_redis_publish_seconds_count{channel="chat:message",outcome="ok"}`:         "2",
		`eventwire_event_seconds_count{event="client.message",kind="dispatch",outcome="ok"}`: "2",
	} {
		server.counts(name, want)
	}

	_, text := server.get("/metrics")
	var names []string
	for _, found := range regexp.MustCompile(`(?m)^# TYPE (eventwire_\S+ \S+)$`).FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
		name, _, _ := strings.Cut(found[1], " ")
		if !strings.Contains(text, "# HELP "+name+" ") {
			t.Errorf("%s has no help", name)
		}
	}
	for _, name := range metricNames {
		// A counter with labels is there from its first count on.
		if !slices.Contains(names, name) && !strings.HasPrefix(name, "eventwire_redis_resets_total") {
			t.Errorf("there is no %s any more", name)
		}
	}
	for _, name := range names {
		if !slices.Contains(metricNames, name) {
			t.Errorf("%s is new: add it to the list", name)
		}
	}
	if strings.Contains(text, "in the gap") {
		t.Error("the metrics hold what was said")
	}
}

func TestProfilesAreServedOnTheirOwnAddressOnly(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	server := serveChat(t, "DEBUG_ADDR="+address)
	if status, _ := server.get("/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("on the public port: got %d, want 404", status)
	}
	response, err := http.Get("http://" + address + "/debug/pprof/goroutine?debug=1")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("on DEBUG_ADDR: got %d", response.StatusCode)
	}
}
