package redisbus

import "eventwire/server/internal/compact"

// roll is the members of this instance. There may be very many: each is one text, its record. It is not safe for concurrent
// use.
type roll struct {
	records map[string]string // by id, which is part of the record; see record
	texts   compact.Texts
}

func newRoll() roll { return roll{records: map[string]string{}} }

func (r *roll) put(m Member) {
	r.remove(m.ID)
	r.keep(encodeRecord(m.ID, m.Claim, m.Value))
}

func (r *roll) get(id string) (Member, bool) {
	record, held := r.records[id]
	if !held {
		return Member{}, false
	}
	return member(record), true
}

func (r *roll) remove(id string) {
	record, held := r.records[id]
	if !held {
		return
	}
	r.texts.Drop(record)
	delete(r.records, id)
	if r.texts.Sparse() {
		old := r.records
		*r = roll{records: make(map[string]string, len(old))}
		for _, record := range old {
			r.keep(record)
		}
	}
}

func (r *roll) all() []Member {
	members := make([]Member, 0, len(r.records))
	for _, record := range r.records {
		members = append(members, member(record))
	}
	return members
}

// keep takes in the record of a member who is not there: what encodeRecord writes, with the id where others have the instance.
func (r *roll) keep(record string) {
	record = r.texts.Add(record)
	id, _, _ := decodeRecord("", record)
	r.records[id] = record
}

// member reads a record of the roll.
func member(record string) Member {
	id, m, _ := decodeRecord("", record)
	m.ID = id
	return m
}
