package load

import (
	"testing"
	"time"
)

func TestTextCarriesItsTimeOfSending(t *testing.T) {
	t.Parallel()
	const sent = 1234567890123 * time.Nanosecond
	text := appendText(nil, sent, 128)
	if len(text) != 128 {
		t.Errorf("a text of %d bytes, want 128", len(text))
	}
	message := append([]byte(`{"event":"server.message","data":{"message":"`), text...)
	if got, ok := sentAt(append(message, `"}}`...)); !ok || got != sent {
		t.Errorf("sentAt = %v, %v, want %v", got, ok, sent)
	}
	for _, other := range []string{"", "bench:", "bench:123", "bench:zzzzzzzzzzzzzzzz", "hello"} {
		if _, ok := sentAt([]byte(other)); ok {
			t.Errorf("sentAt(%q) found a time", other)
		}
	}
}
