package chat

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"eventwire/generated/events"

	"github.com/google/uuid"
)

// notifyLimit is the size of a notification's request body in bytes.
const notifyLimit = 16 << 10

// notifyRequest is the body of POST /api/notify. The rules of each member are those of chat:notification.
type notifyRequest struct {
	Level        *string `json:"level"` // info where absent
	Title        string  `json:"title"`
	Message      string  `json:"message"`
	TargetUserID *string `json:"targetUserId"`
}

// Notify serves POST /api/notify: it announces something to everybody or, with targetUserId, to one user, on
// whichever instances they are. It answers 202 with the notification's id. Who may call it is not decided here.
func (c *Chat) Notify(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		answer(w, http.StatusMethodNotAllowed, &events.Error{Code: "method", Message: "use POST"})
		return
	}
	notification, err := readNotification(http.MaxBytesReader(w, r.Body, notifyLimit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		answer(w, http.StatusRequestEntityTooLarge, &events.Error{Code: events.CodeTooLarge, Message: "the body has more than 16 KiB"})
		return
	case err != nil:
		answer(w, http.StatusBadRequest, events.AsError(err))
		return
	}
	if _, err := c.redis.ChatNotification(r.Context(), notification); err != nil {
		status := http.StatusInternalServerError
		if errors.Is(err, errUnavailable) {
			status = http.StatusServiceUnavailable
			w.Header().Set("Retry-After", "2")
		}
		answer(w, status, events.AsError(err))
		return
	}
	writeJSON(w, http.StatusAccepted, map[string]string{"id": notification.ID})
}

// readNotification reads and checks a request's body. Its errors are for the caller of the API, with the field's path,
// but for a *http.MaxBytesError.
func readNotification(body io.Reader) (*events.ChatNotification, error) {
	var request notifyRequest
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&request)
	if err == nil {
		if _, more := decoder.Token(); more == nil {
			err = errors.New("there is more after the JSON object")
		} else if !errors.Is(more, io.EOF) {
			err = more
		}
	}
	var wrongType *json.UnmarshalTypeError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, err
	case errors.As(err, &wrongType):
		path := ""
		if wrongType.Field != "" {
			path = "/" + strings.ReplaceAll(wrongType.Field, ".", "/")
		}
		return nil, &events.Error{Code: events.CodeInvalid, Path: path, Message: "must be a " + wrongType.Type.String() + ", not a " + wrongType.Value}
	case err != nil:
		if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return nil, &events.Error{Code: events.CodeInvalid, Path: "/" + strings.Trim(name, `"`), Message: "is not known; there are level, title, message and targetUserId"}
		}
		return nil, &events.Error{Code: events.CodeMalformed, Message: "the body is not one JSON object with title and message"}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	notification := &events.ChatNotification{
		ID:           id.String(),
		Level:        events.LevelInfo,
		Title:        events.NotificationTitle(request.Title),
		Message:      events.MessageText(request.Message),
		Timestamp:    time.Now(),
		TargetUserID: request.TargetUserID,
	}
	if request.Level != nil {
		notification.Level = events.Level(*request.Level)
	}
	if !notification.Level.Known() {
		return nil, &events.Error{Code: events.CodeInvalid, Path: "/level", Message: "must be info, success, warning or error"}
	}
	return notification, notification.Validate()
}

// answer writes an error as the wire protocol has it.
func answer(w http.ResponseWriter, status int, err *events.Error) {
	writeJSON(w, status, map[string]*events.Error{"error": err})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller is gone if this fails
}
