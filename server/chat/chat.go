// Package chat is the application on the contract: sessions handle what clients send, the Chat itself handles
// what Redis brings, and both speak through the generated publishers.
//
// A message's way: Text decodes it on the connection's event loop, the session publishes it on Redis, and on
// every instance Deliver encodes it once and hands the frame to the sockets.
package chat

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"eventwire/generated/events"
	"eventwire/server/redisbus"
	"eventwire/server/websocket"

	"github.com/google/uuid"
)

// Options configure a Chat.
type Options struct {
	ServerID     string
	RateLimit    int           // client events per second and connection, and the burst; 0 for none
	MaxDepth     int           // arrays and objects inside each other in an event's data; 0 for the contract's 64
	LeaveGrace   time.Duration // how long somebody whose line broke may take to come back unnoticed
	DedupeWindow time.Duration // how long the id of an event is remembered
	ReplayLimit  int           // history entries sent to one returning connection; 0 for all that is kept
	Middleware   events.Middleware
	Trace        Trace // optional
	Observer     Observer
	Logger       *slog.Logger
}

// Trace carries what tracing knows of a publication to the instances that get it.
type Trace struct {
	Inject  func(ctx context.Context) string // "" for nothing
	Extract func(ctx context.Context, trace string) context.Context
}

// Observer is told what happens, for metrics. Its methods are called concurrently and must not block.
type Observer interface {
	Answered(code string)  // an ack ("ok") or an error by its code
	Resumed(complete bool) // one channel of a client that came back
}

// Bus is what the chat needs of [redisbus.Bus].
type Bus interface {
	Publish(ctx context.Context, p redisbus.Publication) (redisbus.Receipt, error)
	Complete(channel, after string) bool
	Position(channel string) string
	Join(ctx context.Context, m redisbus.Member) error
	Leave(ctx context.Context, id string) error
	Members(ctx context.Context, since string) (members []redisbus.Member, state string, err error)
}

// Sockets is what the chat needs of [websocket.Server].
type Sockets interface {
	Broadcast(frame websocket.Frame)
	Count() int
}

const (
	silence       = 2 * time.Second // a client that says nothing for so long is a newcomer
	crowd         = 100             // while more clients than this have yet to say something, they all have more time
	patience      = 10              // rounds of silence at most, and for a client that has asked for the subprotocol
	inboxLimit    = 64              // frames of one connection that wait for the one in hand
	listedUsers   = 200             // of server.presence; the contract's maxItems
	resyncPeriod  = 10 * time.Second
	recheck       = 6 // periods from one comparison of everything to the next, though nothing seems to have changed
	publishWithin = 5 * time.Second
)

// Chat is one instance of the chat. Its exported methods are the callbacks of the bus and the sockets; they
// may be called before Start, but wait for it where they need what Start brings.
type Chat struct {
	options Options
	started chan struct{} // closed by Start
	epoch   time.Time     // the process's own clock begins here
	ctx     context.Context
	stop    context.CancelFunc
	tasks   sync.WaitGroup

	bus     Bus
	sockets Sockets
	redis   *events.RedisPublisher
	clients *events.ServerToClientPublisher

	histories []string // the channels that have one, in the contract's order

	ids       *ids
	door      door
	hands     chan *session // work for goroutines that wait
	spare     chan struct{} // holds a token for each of them
	resyncNow chan struct{} // holds a token when a comparison with Redis is due

	silent   atomic.Int64 // connections that have yet to say something
	entering *delayQueue[*session]
	leaving  *delayQueue[departure]

	// mu orders everything that clients can see: a tail grows and the frame is broadcast, or a newcomer is
	// given the past and joins the broadcast, but never half of each.
	mu       sync.Mutex
	tails    map[string]*tail
	roster   *roster
	missing  map[uuid.UUID]struct{} // users that the last comparison with Redis did not find there
	touched  map[uuid.UUID]struct{} // users that changed while a snapshot was under way; nil when none is
	compared string                 // the state in which Redis knew the same as the roster; "" where either may have changed
	presence websocket.Frame        // server.presence of the roster as it is
	fresh    bool                   // whether presence is
	local    locals                 // who has entered on this instance
	current  bool                   // the histories have been read
	losses   int                    // how often Redis has lost some of a history
	behind   map[*session]arrival   // who has seen more on another instance than this one has yet
}

// New gives a Chat that waits for Start.
func New(options Options) *Chat {
	ctx, stop := context.WithCancel(context.Background())
	c := &Chat{
		options:   options,
		started:   make(chan struct{}),
		epoch:     time.Now(),
		ctx:       ctx,
		stop:      stop,
		clients:   events.NewServerToClientPublisher(options.Middleware),
		tails:     map[string]*tail{},
		roster:    newRoster(listedUsers),
		ids:       newIDs(),
		hands:     make(chan *session),
		spare:     make(chan struct{}, spareHands),
		door:      newDoor(),
		resyncNow: make(chan struct{}, 1),
		local:     newLocals(),
		behind:    map[*session]arrival{},
	}
	for _, channel := range events.RedisChannels() {
		if h := channel.History; h != nil {
			c.histories = append(c.histories, channel.Name)
			c.tails[channel.Name] = &tail{limit: int(h.MaxLength), maxAge: h.MaxAge, replay: h.Replay}
		}
	}
	c.redis = events.NewRedisPublisher(transport{c}, options.Middleware)
	c.entering = newDelayQueue(silence, c.overdue)
	c.leaving = newDelayQueue(options.LeaveGrace, func(d departure) { c.tasks.Go(func() { c.depart(d) }) })
	return c
}

// Start connects the chat to its bus and its sockets and begins to serve.
func (c *Chat) Start(bus Bus, sockets Sockets) {
	c.bus, c.sockets = bus, sockets
	close(c.started)
	c.tasks.Go(func() { c.entering.run(c.ctx) })
	c.tasks.Go(func() { c.leaving.run(c.ctx) })
	c.tasks.Go(func() { c.keepRoster(c.ctx) })
}

// Stop ends the chat's own work and waits for what is in hand, at most until ctx is done. Whoever is still here is not said to have left:
// people whose instance goes away come back on another, and those who don't are found missing there.
func (c *Chat) Stop(ctx context.Context) error {
	c.stop()
	done := make(chan struct{})
	go func() { c.tasks.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Open takes on a new connection.
func (c *Chat) Open(conn *websocket.Conn, r *http.Request) {
	s := &session{chat: c, conn: conn, identity: IdentityOf(r.Context()), opened: time.Since(c.epoch), versed: conn.Subprotocol() != ""}
	conn.SetSession(s)
	c.silent.Add(1)
	c.entering.push(s)
}

// overdue lets in a client that has said nothing for so long. Who has asked for the subprotocol knows what to say first, and
// where thousands come at once, the network and the machines at its ends take their time: what the client has to say is
// still on its way then, and would come too late.
func (c *Chat) overdue(s *session) {
	s.mu.Lock()
	spoken := s.spoken
	s.rounds++
	late := s.rounds >= patience
	s.mu.Unlock()
	switch {
	case spoken:
	case !late && (s.versed || c.silent.Load() > crowd):
		c.entering.push(s)
	default:
		s.enqueue(task{kind: taskEnter})
	}
}

// Text takes one message of a connection. It decodes and never blocks; the rest happens on the session's own goroutine.
func (c *Chat) Text(conn *websocket.Conn, text []byte) {
	if s, ok := conn.Session().(*session); ok {
		s.receive(text)
	}
}

// Closed takes leave of a connection that was closed with this code.
func (c *Chat) Closed(conn *websocket.Conn, code websocket.StatusCode, _ string) {
	if s, ok := conn.Session().(*session); ok {
		s.enqueue(task{kind: taskClose, code: code})
	}
}

// transport publishes what the generated code has encoded.
type transport struct{ chat *Chat }

// PublishRedis implements [events.RedisTransport].
func (t transport) PublishRedis(ctx context.Context, m events.RedisMessage) (events.Receipt, error) {
	publication := redisbus.Publication{Channel: m.Channel, Data: m.Data, Once: m.Once}
	if inject := t.chat.options.Trace.Inject; inject != nil {
		publication.Trace = inject(ctx)
	}
	receipt, err := t.chat.bus.Publish(ctx, publication)
	if err != nil {
		return events.Receipt{}, peerError(err)
	}
	if receipt.ID == "" {
		return events.Receipt{Duplicate: receipt.Duplicate}, nil
	}
	return events.Receipt{At: events.Position{Channel: m.Channel, ID: receipt.ID}, Duplicate: receipt.Duplicate}, nil
}
