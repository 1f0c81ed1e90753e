package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus reads at /metrics. They observe the sockets, the bus and the chat.
// No label ever holds what a client chose.
type metrics struct {
	registry *prometheus.Registry

	opened     prometheus.Counter
	refused    *prometheus.CounterVec
	unfinished prometheus.Counter
	received   prometheus.Counter
	messages   prometheus.Counter
	bytes      prometheus.Counter
	closed     *prometheus.CounterVec
	slow       prometheus.Counter
	answers    *prometheus.CounterVec
	resumes    *prometheus.CounterVec
	events     *prometheus.HistogramVec
	publish    *prometheus.HistogramVec
	redisUp    prometheus.Gauge
	lines      *prometheus.CounterVec
	repaired   *prometheus.CounterVec
	broken     *prometheus.CounterVec
}

func newMetrics() *metrics {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	make := promauto.With(registry)
	buckets := prometheus.ExponentialBuckets(0.0001, 2.5, 12) // 0.1 ms to 2.4 s
	return &metrics{
		registry:   registry,
		opened:     make.NewCounter(prometheus.CounterOpts{Name: "eventwire_connections_opened_total", Help: "WebSocket connections taken on."}),
		refused:    make.NewCounterVec(prometheus.CounterOpts{Name: "eventwire_handshakes_refused_total", Help: "WebSocket handshakes refused, by HTTP status."}, []string{"status"}),
		unfinished: make.NewCounter(prometheus.CounterOpts{Name: "eventwire_requests_unfinished_total", Help: "TCP connections that ended before a whole request: its headers were too slow or too long, or the peer gave up."}),
		received:   make.NewCounter(prometheus.CounterOpts{Name: "eventwire_messages_received_total", Help: "Messages from clients."}),
		messages:   make.NewCounter(prometheus.CounterOpts{Name: "eventwire_deliveries_total", Help: "Messages given to connections; a broadcast counts once for each."}),
		bytes:      make.NewCounter(prometheus.CounterOpts{Name: "eventwire_delivered_bytes_total", Help: "Bytes in those messages."}),
		closed:     make.NewCounterVec(prometheus.CounterOpts{Name: "eventwire_connections_closed_total", Help: "WebSocket connections ended, by RFC 6455 close code."}, []string{"code"}),
		slow:       make.NewCounter(prometheus.CounterOpts{Name: "eventwire_slow_closes_total", Help: "Connections closed because their queue of unsent bytes was full."}),
		answers:    make.NewCounterVec(prometheus.CounterOpts{Name: "eventwire_answers_total", Help: "Acks (ok) and errors sent to clients, by code."}, []string{"code"}),
		resumes:    make.NewCounterVec(prometheus.CounterOpts{Name: "eventwire_resumes_total", Help: "Channels resumed by clients that came back, by whether nothing was missing."}, []string{"complete"}),
		events:     make.NewHistogramVec(prometheus.HistogramOpts{Name: "eventwire_event_seconds", Help: "Time to handle or to publish one event.", Buckets: buckets}, []string{"kind", "event", "outcome"}),
		publish:    make.NewHistogramVec(prometheus.HistogramOpts{Name: "eventwire_redis_publish_seconds", Help: "Time until Redis had a message.", Buckets: buckets}, []string{"channel", "outcome"}),
		redisUp:    make.NewGauge(prometheus.GaugeOpts{Name: "eventwire_redis_ready", Help: "1 while messages flow through Redis."}),
		lines:      make.NewCounterVec(prometheus.CounterOpts{Name: "eventwire_redis_line_changes_total", Help: "Times the line to Redis came up or broke."}, []string{"change"}),
		repaired:   make.NewCounterVec(prometheus.CounterOpts{Name: "eventwire_redis_repaired_messages_total", Help: "Messages missed on a broken line and read from the history."}, []string{"channel"}),
		broken:     make.NewCounterVec(prometheus.CounterOpts{Name: "eventwire_redis_resets_total", Help: "Times a channel's messages were not continuous, by reason."}, []string{"channel", "reason"}),
	}
}

// handler serves the metrics; what the sockets hold is read from them when asked for.
func (m *metrics) handler(sockets *websocket.Server) http.Handler {
	make := promauto.With(m.registry)
	make.NewGaugeFunc(prometheus.GaugeOpts{Name: "eventwire_connections", Help: "Open WebSocket connections."},
		func() float64 { return float64(sockets.Count()) })
	make.NewGaugeFunc(prometheus.GaugeOpts{Name: "eventwire_queued_bytes", Help: "Bytes that wait in memory for clients that do not read; what several wait for counts for each."},
		func() float64 { return float64(sockets.QueuedBytes()) })
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// timing measures every event that is dispatched or published.
func (m *metrics) timing(ctx context.Context, call events.Call, next func(context.Context) error) error {
	start := time.Now()
	err := next(ctx)
	outcome := "ok"
	if err != nil {
		outcome = string(events.AsError(err).Code)
	}
	m.events.WithLabelValues(call.Kind.String(), call.Event, outcome).Observe(time.Since(start).Seconds())
	return err
}

// Opened implements [websocket.Observer].
func (m *metrics) Opened() { m.opened.Inc() }

// Refused implements [websocket.Observer].
func (m *metrics) Refused(status int) { m.refused.WithLabelValues(strconv.Itoa(status)).Inc() }

// Received implements [websocket.Observer].
func (m *metrics) Received(int) { m.received.Inc() }

// Delivered implements [websocket.Observer].
func (m *metrics) Delivered(messages, bytes int) {
	m.messages.Add(float64(messages))
	m.bytes.Add(float64(bytes))
}

// Slow implements [websocket.Observer].
func (m *metrics) Slow() { m.slow.Inc() }

// Closed implements [websocket.Observer].
func (m *metrics) Closed(code websocket.StatusCode) {
	label := "private" // 3000 to 4999 are for applications: one label for them all
	if code < 3000 {
		label = code.String()
	}
	m.closed.WithLabelValues(label).Inc()
}

// Answered implements [chat.Observer].
func (m *metrics) Answered(code string) { m.answers.WithLabelValues(code).Inc() }

// Resumed implements [chat.Observer].
func (m *metrics) Resumed(complete bool) {
	m.resumes.WithLabelValues(map[bool]string{true: "yes", false: "no"}[complete]).Inc()
}

// Published implements [redisbus.Observer].
func (m *metrics) Published(channel string, took time.Duration, err error) {
	outcome := "ok"
	if err != nil {
		outcome = "error"
	}
	m.publish.WithLabelValues(channel, outcome).Observe(took.Seconds())
}

// Connected implements [redisbus.Observer].
func (m *metrics) Connected(bool, time.Duration) { m.lines.WithLabelValues("up").Inc() }

// Disconnected implements [redisbus.Observer].
func (m *metrics) Disconnected(error) { m.lines.WithLabelValues("down").Inc() }

// Repaired implements [redisbus.Observer].
func (m *metrics) Repaired(channel string, messages int, _ time.Duration) {
	m.repaired.WithLabelValues(channel).Add(float64(messages))
}

// Broken implements [redisbus.Observer].
func (m *metrics) Broken(r redisbus.Reset) {
	m.broken.WithLabelValues(r.Channel, string(r.Reason)).Inc()
}

// ReadyChanged implements [redisbus.Observer].
func (m *metrics) ReadyChanged(ready bool) {
	m.redisUp.Set(map[bool]float64{true: 1, false: 0}[ready])
}
