package redisbus

import (
	"strconv"
	"strings"
)

// position is a stream id: milliseconds and a sequence number.
type position struct{ ms, seq uint64 }

// parsePosition reads a complete stream id as Redis writes it.
func parsePosition(id string) (position, bool) {
	ms, seq, found := strings.Cut(id, "-")
	if !found || len(id) > 41 || !isNumber(ms) || !isNumber(seq) {
		return position{}, false
	}
	var p position
	var err error
	if p.ms, err = strconv.ParseUint(ms, 10, 64); err != nil {
		return position{}, false
	}
	if p.seq, err = strconv.ParseUint(seq, 10, 64); err != nil {
		return position{}, false
	}
	return p, true
}

// isNumber tells canonical digits, so that two spellings of one id cannot exist.
func isNumber(text string) bool {
	return text == "0" || text != "" && text[0] >= '1' && text[0] <= '9'
}

func (p position) after(q position) bool {
	return p.ms > q.ms || p.ms == q.ms && p.seq > q.seq
}

// isAfter compares two ids; one that is no stream id comes before all.
func isAfter(id, than string) bool {
	p, _ := parsePosition(id)
	q, _ := parsePosition(than)
	return p.after(q)
}
