package chat

import (
	"errors"

	"eventwire/generated/events"
	"eventwire/server/redisbus"
)

// Error codes of the chat's own, beside those of the wire protocol.
const (
	codeNameTaken events.ErrorCode = "username_taken"
	codeForbidden events.ErrorCode = "forbidden"
)

var (
	errRateLimited = &events.Error{Code: events.CodeRateLimited, Message: "too many events; slow down and try again"}
	errUnavailable = &events.Error{Code: events.CodeUnavailable, Message: "the server can't reach its store at the moment; try again"}
)

// peerError gives the error that a peer may see for one of the bus.
func peerError(err error) error {
	if errors.Is(err, redisbus.ErrUnavailable) {
		return errUnavailable
	}
	return err
}
