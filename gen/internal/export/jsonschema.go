package export

import (
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// JSONSchema gives a JSON Schema (2020-12) with a definition for every type and for the data of every event, under
// the event's name in Go ("client.message" is #/$defs/ClientMessage). The document itself describes what travels over the
// WebSocket: one event with its envelope. Rules that JSON Schema cannot state stand under keywords that begin with x-eventwire-.
func JSONSchema(c *schema.Contract) []byte {
	b := newBuilder(c, "#/$defs/", true)
	definitions := obj()
	b.definitions(c, definitions)
	frames := list{}
	for _, event := range c.Events {
		definitions.set(names.GoExported(event.Name), b.payload(event).text("$comment", eventComment(event)))
		if event.Direction != schema.Redis {
			frames = append(frames, envelope(event, "#/$defs/"))
		}
	}
	document := obj("$schema", "https://json-schema.org/draft/2020-12/schema", "$comment", output.Header(c.File)).
		set("title", c.Name).
		text("description", c.Doc).
		put("oneOf", frames).
		put("$defs", definitions)
	return printJSON(document)
}

func eventComment(e *schema.Event) string {
	switch e.Direction {
	case schema.ClientToServer:
		return "Data of the event " + e.Name + ", from client to server."
	case schema.ServerToClient:
		return "Data of the event " + e.Name + ", from server to client."
	}
	return "Data of the event " + e.Name + ", between servers, through Redis."
}

// payload is the schema of an event's data.
func (b *builder) payload(e *schema.Event) *object {
	s := b.forReader(e.Direction).object(e.Payload, "")
	if e.MaxBytes > 0 {
		s.set("x-eventwire-maxBytes", e.MaxBytes)
	}
	if e.RateLimit != nil {
		s.set("x-eventwire-rateLimit", rateLimit(e.RateLimit))
	}
	return annotate(s, e.Doc, e.Deprecated, e.Examples)
}

func rateLimit(l *schema.RateLimit) *object {
	return obj("rate", number(schema.CanonicalNumber(l.Rate)), "burst", l.Burst)
}

// envelope is the schema of the JSON object that carries an event: a WebSocket text message, or a message on a Redis channel.
func envelope(e *schema.Event, prefix string) *object {
	data := obj("$ref", prefix+names.GoExported(e.Name))
	if e.Direction == schema.Redis {
		return obj("type", "object", "required", list{"id", "data"}, "properties", obj(
			"id", obj("type", "string", "description", "The entry's id in the history's stream, or a unique id where there is no history."),
			"prev", obj("type", "string", "description", "The id of the entry before it in the stream; with a history only."),
			"data", data,
		))
	}
	name := obj("const", e.Name)
	if len(e.Formerly) > 0 {
		name = obj("enum", append(list{e.Name}, texts(e.Formerly)...))
	}
	properties := obj("event", name)
	if e.Direction == schema.ClientToServer {
		properties.set("id", obj("type", "string", "minLength", 1, "maxLength", 64, "description", "Asks for an acknowledgement under this id."))
	} else {
		properties.set("at", obj("type", "string", "description", "The event's place in the history of a channel, for resuming after it."))
	}
	return obj("type", "object", "required", list{"event", "data"}, "properties", properties.set("data", data))
}

// firstSentence is what a list of things says of each.
func firstSentence(doc string) string {
	doc = strings.Join(strings.Fields(doc), " ")
	if i := strings.Index(doc, ". "); i >= 0 {
		return doc[:i+1]
	}
	return doc
}
