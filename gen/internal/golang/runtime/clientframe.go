//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

// ClientToServerEvent is an event that a client sends.
type ClientToServerEvent interface {
	// Validate gives a [*ValidationError] where the event breaks the contract.
	Validate() error
	// AppendJSON appends the event's data.
	AppendJSON(dst []byte) ([]byte, error)

	eventName() string
	clientToServer()
}

// ClientFrame is one message of a client: an event, a resume or a ping.
type ClientFrame struct {
	Event    string              // its name in the contract; "" where the frame is a resume or a ping
	ID       string              // "" where no ack is asked for
	Client   string              // resume only: the client's own secret key, "" where it has none
	Resume   []Position          // resume only: where the client stopped, in each channel with a history
	IsResume bool                // tells a resume of nothing from none
	IsPing   bool                // the client asks for a pong
	Data     ClientToServerEvent // nil for a resume and a ping, and where the frame was refused
}

// clientEnvelope reads a client's frame.
type clientEnvelope struct {
	envelope
	frame ClientFrame
}

// data reads on to an event's data, and tells whether there is any to decode now.
func (e *clientEnvelope) data(d *decoder) bool {
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
		case "id":
			if id := e.short(d, 2, maxFrameID, "/id", "must be a string of 1 to 64 characters"); id != "" {
				e.frame.ID = id
			}
		case "resume":
			e.once(d, 3)
			e.frame.IsResume = true
			e.resume(d)
		case "client":
			e.frame.Client = e.short(d, 4, maxClientKey, "/client", "must be a string of 1 to 64 characters")
		case "ping":
			e.once(d, 5)
			if e.frame.IsPing = d.peek() == 't'; !e.frame.IsPing {
				e.refuse(CodeMalformed, "/ping", "must be true")
			}
			d.skip()
		default:
			d.unknown()
		}
	}
	return e.passedData(d)
}

func (e *clientEnvelope) resume(d *decoder) {
	const message = "must be a list of at most 256 positions, such as chat:message@1732370000000-0"
	if d.peek() != '[' || !d.down() {
		d.skip()
		e.refuse(CodeMalformed, "/resume", message)
		return
	}
	for d.element() {
		if d.peek() != '"' {
			d.skip()
			e.refuse(CodeMalformed, "/resume", message)
			continue
		}
		at, err := ParsePosition(d.quoted(true))
		if err != nil || len(e.frame.Resume) == maxPositions {
			e.refuse(CodeMalformed, "/resume", message)
			continue
		}
		e.frame.Resume = append(e.frame.Resume, at)
	}
}

// finish gives the frame, or what could be read of it and why it is refused.
func (e *clientEnvelope) finish(d *decoder) (ClientFrame, error) {
	e.frame.Event = e.event
	err := e.result(d, e.frame.IsResume || e.frame.IsPing, "the frame has neither event, resume nor ping")
	if err != nil {
		e.frame.Data, e.frame.Resume, e.frame.IsResume, e.frame.IsPing = nil, nil, false, false
	}
	return e.frame, err
}

// AppendClientFrame appends a message that carries an event. id asks for an ack; "" asks for none. An event that
// breaks the contract gives a [*ValidationError] and appends nothing.
func AppendClientFrame(dst []byte, id string, event ClientToServerEvent) ([]byte, error) {
	if event == nil {
		return dst, errNoEvent
	}
	if err := event.Validate(); err != nil {
		return dst, err
	}
	out := append(dst, `{"event":`...)
	out = appendString(out, event.eventName())
	if id != "" {
		out = appendString(append(out, `,"id":`...), id)
	}
	out, err := event.AppendJSON(append(out, `,"data":`...))
	if err != nil {
		return dst, err
	}
	return append(out, '}'), nil
}

// AppendResume appends the first message of a connection: the client's own secret key, "" for none, and where it stopped in each
// channel with a history. Without positions the client is new here.
func AppendResume(dst []byte, client string, resume []Position) []byte {
	dst = append(dst, `{"resume":[`...)
	for i, at := range resume {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, at.String())
	}
	dst = append(dst, ']')
	if client != "" {
		dst = appendString(append(dst, `,"client":`...), client)
	}
	return append(dst, '}')
}

// AppendPing appends a heartbeat, which the server answers with a pong.
func AppendPing(dst []byte) []byte { return append(dst, `{"ping":true}`...) }
