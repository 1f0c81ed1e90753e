package schema

import "slices"

// set is a set of small numbers.
type set []uint64

func (s set) add(n int)      { s[n/64] |= 1 << (n % 64) }
func (s set) has(n int) bool { return s[n/64]>>(n%64)&1 == 1 }

// addAll adds another set of the same size and tells whether anything was new.
func (s set) addAll(other set) bool {
	changed := false
	for i, word := range other {
		changed = changed || word&^s[i] != 0
		s[i] |= word
	}
	return changed
}

func (s set) meets(other set) bool {
	for i, word := range other {
		if s[i]&word != 0 {
			return true
		}
	}
	return false
}

// meet tells whether three sets of the same size have a member in common.
func meet(a, b, c set) bool {
	for i, word := range a {
		if word&b[i]&c[i] != 0 {
			return true
		}
	}
	return false
}

// sets gives the class of every position as a set: the characters between two neighbouring ends of classes are one member.
func (g *positions) sets() []set {
	var ends []rune
	for _, class := range g.classes {
		for i := 0; i+1 < len(class); i += 2 {
			ends = append(ends, class[i], class[i+1]+1)
		}
	}
	ends = slices.Compact(slices.Sorted(slices.Values(ends)))
	sets := make([]set, len(g.classes))
	for p, class := range g.classes {
		sets[p] = make(set, (len(ends)+63)/64)
		for i := 0; i+1 < len(class); i += 2 {
			first, _ := slices.BinarySearch(ends, class[i])
			for at := first; at < len(ends) && ends[at] <= class[i+1]; at++ {
				sets[p].add(at)
			}
		}
	}
	return sets
}
