package export

import (
	"fmt"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// AsyncAPI gives an AsyncAPI 3.0 document in YAML, written from the server's view: what clients send it receives, and on Redis it
// both sends and receives. The payload of a message is the whole JSON text on the wire, the event's envelope included.
func AsyncAPI(c *schema.Contract) []byte {
	d := &asyncAPI{
		contract: c, builder: newBuilder(c, "#/components/schemas/", false),
		servers: obj(), channels: obj(), operations: obj(), messages: obj(), schemas: obj(),
	}
	d.builder.definitions(c, d.schemas)
	d.webSocket()
	d.redis()
	document := obj("asyncapi", "3.0.0").
		set("info", obj("title", c.Name, "version", d.version()).text("description", c.Doc)).
		set("defaultContentType", "application/json").
		put("servers", d.servers).
		put("channels", d.channels).
		put("operations", d.operations).
		put("components", obj().put("messages", d.messages).put("schemas", d.schemas))
	return appendYAML(fmt.Appendf(nil, "# %s\n\n", output.Header(c.File)), document)
}

// asyncAPI is a document under construction.
type asyncAPI struct {
	contract *schema.Contract
	builder  *builder

	servers, channels, operations, messages, schemas *object
}

func (d *asyncAPI) version() string {
	if d.contract.Outputs.NPMVersion == "" {
		return "0.0.0"
	}
	return d.contract.Outputs.NPMVersion
}

func ref(path string) *object { return obj("$ref", "#/"+path) }

// webSocket adds the one channel that clients use, with an operation for every event and the messages of the protocol itself.
func (d *asyncAPI) webSocket() {
	messages, operations, used := obj(), obj(), false
	acknowledge := obj("channel", ref("channels/websocket"), "messages", list{ref("channels/websocket/messages/ack"), ref("channels/websocket/messages/error")})
	for _, event := range d.contract.Events {
		if event.Direction == schema.Redis {
			continue
		}
		used = true
		name := names.GoExported(event.Name)
		d.message(event, name)
		messages.set(name, ref("components/messages/"+name))
		action := "receive"
		if event.Direction == schema.ServerToClient {
			action = "send"
		}
		operation := obj("action", action, "channel", ref("channels/websocket")).
			text("summary", firstSentence(event.Doc)).
			set("messages", list{ref("channels/websocket/messages/" + name)})
		if event.Direction == schema.ClientToServer {
			operation.set("reply", acknowledge)
		}
		if event.RateLimit != nil {
			operation.set("x-eventwire-rateLimit", rateLimit(event.RateLimit))
		}
		operations.set(names.Operations(event.Name, false)[0], operation)
	}
	if !used {
		return
	}
	for _, m := range protocolMessages() {
		d.messages.set(m.name, m.value)
		messages.set(m.name, ref("components/messages/"+m.name))
	}
	d.servers.set("websocket", obj(
		"host", "localhost:3000", "pathname", "/ws", "protocol", "ws", "protocolVersion", "13",
		"description", "Text messages, one JSON object each. The subprotocol is eventwire.v1.json; a client that offers none is served the same.",
	))
	d.channels.set("websocket", obj(
		"address", "/ws", "title", "WebSocket",
		"description", "The connection between a client and a server. The first message of a client is resume.",
		"servers", list{ref("servers/websocket")},
		"messages", messages,
		"bindings", obj("ws", obj("method", "GET", "bindingVersion", "0.1.0")),
	))
	for _, m := range operations.members {
		d.operations.set(m.name, m.value)
	}
	for _, o := range []struct{ name, action, message, summary string }{
		{"resume", "receive", "resume", "Begins a connection, or continues after a lost one."},
		{"resumed", "send", "resumed", "Answers resume."},
		{"ping", "receive", "ping", "Asks whether the connection is alive."},
		{"pong", "send", "pong", "Answers ping."},
	} {
		d.operations.set("protocol."+o.name, obj(
			"action", o.action, "channel", ref("channels/websocket"), "summary", o.summary,
			"messages", list{ref("channels/websocket/messages/" + o.message)},
		))
	}
}

// redis adds a channel for every Redis event, which every server publishes to and subscribes to.
func (d *asyncAPI) redis() {
	for _, event := range d.contract.Events {
		if event.Direction != schema.Redis {
			continue
		}
		name := names.GoExported(event.Name)
		d.message(event, name)
		channel := obj("address", event.Name).
			text("description", describe(event.Doc, event.Deprecated)).
			set("servers", list{ref("servers/redis")}).
			set("messages", obj(name, ref("components/messages/"+name))).
			set("bindings", obj("redis", obj()))
		if h := event.History; h != nil {
			history := obj("stream", event.Name+":history", "maxLength", h.MaxLength)
			if h.MaxAgeMS > 0 {
				history.set("maxAgeMilliseconds", h.MaxAgeMS)
			}
			channel.set("x-eventwire-history", history.set("replay", h.Replay))
		}
		d.channels.set(name, channel)
		for i, action := range []string{"send", "receive"} {
			d.operations.set(names.Operations(event.Name, true)[i], obj("action", action, "channel", ref("channels/"+name)).
				text("summary", firstSentence(event.Doc)).
				set("messages", list{ref("channels/" + name + "/messages/" + name)}))
		}
		d.servers.set("redis", obj("host", "localhost:6379", "protocol", "redis", "description", "What the servers tell each other."))
	}
}

// message adds an event's message, and the schema of its data.
func (d *asyncAPI) message(event *schema.Event, name string) {
	d.schemas.set(name, d.builder.payload(event))
	m := obj("name", event.Name, "title", event.Name).
		text("summary", firstSentence(event.Doc))
	if whole := describe(event.Doc, event.Deprecated); whole != m.get("summary") {
		m.text("description", whole)
	}
	if event.Deprecated != "" {
		m.set("x-eventwire-deprecated", event.Deprecated)
	}
	if event.Direction == schema.ClientToServer {
		m.set("correlationId", obj("location", "$message.payload#/id", "description", "The id that the acknowledgement repeats."))
	}
	m.set("payload", envelope(event, d.builder.prefix))
	examples := list{}
	for i, example := range event.Examples {
		payload := obj()
		switch event.Direction {
		case schema.ClientToServer:
			payload.set("event", event.Name).set("id", fmt.Sprint(i+1))
		case schema.ServerToClient:
			payload.set("event", event.Name)
		case schema.Redis:
			payload.set("id", fmt.Sprintf("1732370000000-%d", i))
		}
		examples = append(examples, obj("payload", payload.set("data", literal(example))))
	}
	d.messages.set(name, m.put("examples", examples))
}
