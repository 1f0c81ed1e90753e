package websocket

// Observer gets measurements from a server. Its methods are called concurrently, on the event loops: they must
// be quick and must not block.
type Observer interface {
	// Opened is called once for each connection, before Options.OnOpen.
	Opened()
	// Refused is called with the HTTP status of each handshake that was refused.
	Refused(status int)
	// Received is called with each message and its length in bytes.
	Received(bytes int)
	// Delivered is called after each round of writes of a loop with the number of messages that connections
	// were given (a broadcast counts once for each) and the number of bytes in them.
	Delivered(messages, bytes int)
	// Slow is called when a connection is closed because it left more than Options.MaxQueueBytes unread.
	Slow()
	// Closed is called once for each connection, after Options.OnClose, with the code that OnClose was given.
	Closed(code StatusCode)
}

type noObserver struct{}

func (noObserver) Opened()            {}
func (noObserver) Refused(int)        {}
func (noObserver) Received(int)       {}
func (noObserver) Delivered(int, int) {}
func (noObserver) Slow()              {}
func (noObserver) Closed(StatusCode)  {}
