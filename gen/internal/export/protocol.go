package export

// protocolMessages are the messages of the wire protocol that carry no event. Their names begin with a small letter and those
// of events with a capital, so that they never meet.
func protocolMessages() []member {
	const at = "A channel and an id of its history, such as chat:message@1732370000000-0."
	failure := obj("type", "object", "required", list{"code", "message"}, "properties", obj(
		"code", obj("type", "string", "description", "What went wrong, for programs.", "examples",
			list{"malformed", "unknown_event", "invalid", "rate_limited", "too_large", "unavailable", "internal"}),
		"path", obj("type", "string", "description", "JSON Pointer (RFC 6901) into the event's data."),
		"message", obj("type", "string", "description", "What went wrong, for people."),
	))
	id := obj("type", "string", "minLength", 1, "maxLength", 64)
	message := func(name, summary string, payload *object, example *object) member {
		return member{name, obj("name", name, "title", name, "summary", summary, "payload", payload, "examples", list{obj("payload", example)})}
	}
	return []member{
		message("ack", "The event with this id was accepted.",
			obj("type", "object", "required", list{"ack"}, "properties", obj("ack", id, "at", obj("type", "string", "description", "Where the event was stored. "+at))),
			obj("ack", "1")),
		message("error", "The event with this id was refused; without an id, a message that had none.",
			obj("type", "object", "required", list{"error"}, "properties", obj("ack", id, "error", failure)),
			obj("ack", "1", "error", obj("code", "invalid", "path", "/message", "message", "must not be empty"))),
		message("resume", "The first message of a client. The list is empty where it has seen nothing yet.",
			obj("type", "object", "required", list{"resume"}, "properties", obj(
				"resume", obj("type", "array", "items", obj("type", "string", "description", at)),
				"client", obj("type", "string", "minLength", 16, "maxLength", 64, "description", "A random secret by which the server knows the client again."),
			)),
			obj("resume", list{"chat:message@1732370000000-0"})),
		message("resumed", "Whether everything since the positions of resume is given, channel by channel.",
			obj("type", "object", "required", list{"resumed"}, "properties", obj("resumed", obj("type", "array", "items", obj(
				"type", "object", "required", list{"channel", "complete"}, "properties", obj(
					"channel", obj("type", "string"),
					"complete", obj("type", "boolean", "description", "Whether nothing is missing before what is given."),
					"at", obj("type", "string", "description", "Where the client is now: what it is given follows it. "+at),
				),
			)))),
			obj("resumed", list{obj("channel", "chat:message", "complete", true, "at", "chat:message@1732370000000-0")})),
		message("ping", "Asks whether the connection is alive.",
			obj("type", "object", "required", list{"ping"}, "properties", obj("ping", obj("const", true))), obj("ping", true)),
		message("pong", "Answers ping.",
			obj("type", "object", "required", list{"pong"}, "properties", obj("pong", obj("const", true))), obj("pong", true)),
	}
}
