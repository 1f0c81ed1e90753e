//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"errors"
	"strings"
)

// Position is a place in a channel's history: where an event is stored. The zero value is no place: the event comes from no history.
type Position struct{ Channel, ID string }

// ParsePosition reads what String writes.
func ParsePosition(s string) (Position, error) {
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 {
		return Position{}, errors.New("a position is a channel and an id with @ between them")
	}
	return Position{Channel: s[:at], ID: s[at+1:]}, nil
}

// String gives "chat:message@1732370000000-0", and "" for the zero value.
func (p Position) String() string {
	if p.IsZero() {
		return ""
	}
	return p.Channel + "@" + p.ID
}

// IsZero tells whether the position is no place.
func (p Position) IsZero() bool { return p.ID == "" }
