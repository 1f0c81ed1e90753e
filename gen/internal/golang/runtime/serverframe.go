//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"context"
	"strconv"
)

// ServerToClientEvent is an event that the server sends.
type ServerToClientEvent interface {
	// Validate gives a [*ValidationError] where the event breaks the contract.
	Validate() error
	// AppendJSON appends the event's data.
	AppendJSON(dst []byte) ([]byte, error)

	eventName() string
	serverToClient()
}

// Audience is who is given a published event: everybody, one connection, one user.
type Audience interface {
	// Deliver is given one complete text message. The frame is shared: it must never be modified, and may be kept.
	Deliver(ctx context.Context, frame []byte) error
}

// Resumed says of a channel whether a client that came to resume is given everything that it has missed, and after which
// position what it is given begins; zero where that is not known. To a client that was nowhere yet, nothing is missing.
type Resumed struct {
	Channel  string
	Complete bool
	At       Position
}

// ServerFrame is one message of the server: an event, an answer, a report of what was resumed, or a pong.
type ServerFrame struct {
	Event   string              // "" where the frame is no event
	At      Position            // where the event is stored, or the event that is acknowledged; zero without a history
	Data    ServerToClientEvent // nil without an event, and where the frame was refused
	Ack     string              // the id of the client's frame that is answered
	Err     *Error              // why the client's event, or a frame without id, was refused
	Resumed []Resumed
	IsPong  bool
}

// serverEnvelope reads a server's frame.
type serverEnvelope struct {
	envelope
	frame ServerFrame
}

// data reads on to an event's data, and tells whether there is any to decode now.
func (e *serverEnvelope) data(d *decoder) bool {
	if e.names == 0 && !e.begin(d) {
		return false
	}
	for e.ahead == 0 && d.member() {
		switch d.key {
		case "data":
			if e.beginData(d) {
				return true
			}
		case "event":
			e.name(d)
		case "at":
			at, err := ParsePosition(e.short(d, 2, 1<<10, "/at", "must be a position"))
			if err != nil {
				e.refuse(CodeMalformed, "/at", "must be a position")
			}
			e.frame.At = at
		case "ack":
			e.frame.Ack = e.short(d, 3, maxFrameID, "/ack", "must be a string of 1 to 64 characters")
		case "error":
			e.once(d, 4)
			e.error(d)
		case "resumed":
			e.once(d, 5)
			e.resumed(d)
		case "pong":
			e.once(d, 6)
			e.frame.IsPong = d.peek() == 't'
			d.skip()
		default:
			d.unknown()
		}
	}
	return e.passedData(d)
}

func (e *serverEnvelope) error(d *decoder) {
	e.frame.Err = new(Error)
	if d.peek() != '{' || !d.down() {
		d.skip()
		e.refuse(CodeMalformed, "/error", mustBeObject)
		return
	}
	var names envelope
	for d.member() {
		switch d.key {
		case "code":
			e.frame.Err.Code = ErrorCode(names.short(d, 0, 1<<10, "/error/code", mustBeString))
		case "path":
			e.frame.Err.Path = names.short(d, 1, 1<<16, "/error/path", mustBeString)
		case "message":
			e.frame.Err.Message = names.short(d, 2, 1<<16, "/error/message", mustBeString)
		default:
			d.unknown()
		}
	}
	if e.frame.Err.Code == "" {
		names.refuse(CodeMalformed, "/error/code", "is required")
	}
	if names.err != nil && e.err == nil {
		e.err = names.err
	}
}

func (e *serverEnvelope) resumed(d *decoder) {
	if d.peek() != '[' || !d.down() {
		d.skip()
		e.refuse(CodeMalformed, "/resumed", mustBeArray)
		return
	}
	e.frame.Resumed = []Resumed{}
	for d.element() {
		if d.peek() != '{' || !d.down() {
			d.skip()
			e.refuse(CodeMalformed, "/resumed", "must be a list of objects")
			continue
		}
		var resumed Resumed
		var names envelope
		said := false
		for d.member() {
			switch d.key {
			case "channel":
				resumed.Channel = names.short(d, 0, 1<<10, "/resumed", mustBeString)
			case "complete":
				names.once(d, 1)
				resumed.Complete = d.peek() == 't'
				said = resumed.Complete || d.peek() == 'f'
				d.skip()
			case "at":
				at, err := ParsePosition(names.short(d, 2, 1<<10, "/resumed", "must be a position"))
				if err != nil {
					e.refuse(CodeMalformed, "/resumed", "must be a position")
				}
				resumed.At = at
			default:
				d.unknown()
			}
		}
		if resumed.Channel == "" {
			e.refuse(CodeMalformed, "/resumed", "must name a channel")
		}
		if !said {
			e.refuse(CodeMalformed, "/resumed", "must say whether it is complete")
		}
		e.frame.Resumed = append(e.frame.Resumed, resumed)
	}
}

// finish gives the frame, or what could be read of it and why it is refused.
func (e *serverEnvelope) finish(d *decoder) (ServerFrame, error) {
	e.frame.Event = e.event
	f := &e.frame
	err := e.result(d, f.Ack != "" || f.Err != nil || f.Resumed != nil || f.IsPong, "the frame has neither event, ack, error, resumed nor pong")
	if err != nil {
		f.Data = nil
	}
	return *f, err
}

// appendServerFrame appends a message that carries an event.
func appendServerFrame(dst []byte, at Position, event ServerToClientEvent) ([]byte, error) {
	out := append(dst, `{"event":`...)
	out = appendString(out, event.eventName())
	if !at.IsZero() {
		out = appendString(append(out, `,"at":`...), at.String())
	}
	out, err := event.AppendJSON(append(out, `,"data":`...))
	if err != nil {
		return dst, err
	}
	return append(out, '}'), nil
}

// AppendAck appends the answer to a client's frame that was handled; at is where its event is stored, zero without a history.
func AppendAck(dst []byte, id string, at Position) []byte {
	dst = appendString(append(dst, `{"ack":`...), id)
	if !at.IsZero() {
		dst = appendString(append(dst, `,"at":`...), at.String())
	}
	return append(dst, '}')
}

// AppendError appends the answer to a client's frame that was refused; id is "" where it had none.
func AppendError(dst []byte, id string, err *Error) []byte {
	dst = append(dst, '{')
	if id != "" {
		dst = appendString(append(dst, `"ack":`...), id)
		dst = append(dst, ',')
	}
	dst = appendString(append(dst, `"error":{"code":`...), string(err.Code))
	if err.Path != "" {
		dst = appendString(append(dst, `,"path":`...), err.Path)
	}
	dst = appendString(append(dst, `,"message":`...), err.Message)
	return append(dst, "}}"...)
}

// AppendResumed appends the report to a client that has resumed.
func AppendResumed(dst []byte, channels []Resumed) []byte {
	dst = append(dst, `{"resumed":[`...)
	for i, c := range channels {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(append(dst, `{"channel":`...), c.Channel)
		dst = strconv.AppendBool(append(dst, `,"complete":`...), c.Complete)
		if !c.At.IsZero() {
			dst = appendString(append(dst, `,"at":`...), c.At.String())
		}
		dst = append(dst, '}')
	}
	return append(dst, "]}"...)
}

// AppendPong appends the answer to a ping.
func AppendPong(dst []byte) []byte { return append(dst, `{"pong":true}`...) }
