package redisbus

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestRollIsAMapOfMembers(t *testing.T) {
	t.Parallel()
	source := rand.New(rand.NewPCG(1, 2))
	r, want := newRoll(), map[string]Member{}
	for step := range 20_000 {
		id := fmt.Sprint("id ", source.IntN(500))
		if step > 10_000 {
			id = fmt.Sprint("id ", source.IntN(50))
		}
		switch source.IntN(3) {
		case 0:
			r.remove(id)
			delete(want, id)
		case 1:
			m := Member{ID: id, Value: []byte(strings.Repeat("v ", source.IntN(100))), Claim: strings.Repeat("1 2", source.IntN(3))}
			r.put(m)
			want[id] = m
		default:
			m, held := r.get(id)
			if there, is := want[id]; held != is || !reflect.DeepEqual(m, there) {
				t.Fatalf("step %d: got %+v %v, want %+v %v", step, m, held, there, is)
			}
		}
	}
	got := map[string]Member{}
	for _, m := range r.all() {
		got[m.ID] = m
	}
	if len(got) != len(r.all()) || !maps.EqualFunc(got, want, func(a, b Member) bool { return reflect.DeepEqual(a, b) }) {
		t.Errorf("all: got %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}

// A member costs little more than what is known of it, before and after most others have left.
func TestMemberIsSmall(t *testing.T) { // not parallel: it measures what the whole process has
	const count = 20_000
	r := newRoll()
	member := func(i int) Member {
		return Member{ID: fmt.Sprintf("%036d", i), Value: []byte(strings.Repeat("v", 126)), Claim: fmt.Sprint("name ", i)}
	}
	before := heapInUse()
	cost := func(count int) int { return (heapInUse() - before) / count }
	for i := range count {
		r.put(member(i))
	}
	if bytes := cost(count); bytes > 270 {
		t.Errorf("a member of some 170 bytes costs %d", bytes)
	}
	for i := range count {
		if i%10 > 0 {
			r.remove(fmt.Sprintf("%036d", i))
		}
	}
	if bytes := cost(count / 10); bytes > 700 {
		t.Errorf("a member costs %d bytes after most others have left", bytes)
	}
	for _, i := range []int{0, count / 2, count - 10} {
		want := member(i)
		if m, held := r.get(want.ID); !held || !reflect.DeepEqual(m, want) {
			t.Errorf("got %+v, %v", m, held)
		}
	}
}

func heapInUse() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse)
}
