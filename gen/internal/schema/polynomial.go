package schema

import "slices"

// loops are the loops of a pattern that can share a text among them in several ways, as the two of a*a* do.
type loops struct {
	reaches [][]bool // reaches[i][j]: j can be entered after i; in the order of the pattern
	shares  [][]int  // shares[i][j]: at how many places the text of both can be divided at most; 0 where it is clear
}

// steps is about how many steps a backtracking engine takes for a text of a length, at worst. Each two loops that share a
// text raise the power by one.
func (l *loops) steps(length float64) float64 {
	type chain struct{ ways, links float64 }
	best := make([]chain, len(l.shares))
	most := length
	for j := range best {
		best[j] = chain{1, 1}
		for i := range j {
			for _, c := range []struct {
				open  bool
				chain chain
			}{
				{l.reaches[i][j], best[i]},
				{l.shares[i][j] > 0, chain{best[i].ways * min(length, float64(l.shares[i][j])) / (best[i].links + 1), best[i].links + 1}},
			} {
				if c.open && c.chain.ways > best[j].ways {
					best[j] = c.chain
				}
			}
		}
		most = max(most, length*best[j].ways)
	}
	return most
}

// polynomial finds which loops share a text (criterion IDA): one word leads from a loop back to it, from it to the second
// loop, and from that back to it.
func (g *positions) polynomial() (verdict, *loops) {
	next, sets := g.next(), g.sets()
	// Where nothing has to follow, the engine stops at the first match and never comes back.
	for p := range next {
		if slices.Contains(g.accepting, p) {
			next[p] = nil
		} else {
			next[p] = slices.DeleteFunc(next[p], func(q int) bool { return slices.Contains(g.accepting, q) })
		}
	}
	reach := reachable(next)
	groups := stronglyConnected(next)
	l := &loops{reaches: make([][]bool, len(groups)), shares: make([][]int, len(groups))}
	for i, from := range groups {
		l.reaches[i], l.shares[i] = make([]bool, len(groups)), make([]int, len(groups))
		for j, to := range groups {
			if j <= i || !reach[from[0]].has(to[0]) {
				continue
			}
			l.reaches[i][j] = true
			s := sharing{next: next, sets: sets, reach: reach, from: from, to: to, budget: g.budget}
			switch shared, ok := s.search(); {
			case !ok:
				return overBudget, nil
			case shared:
				l.shares[i][j] = min(g.mostTurns(from), g.mostTurns(to))
			}
		}
	}
	return polynomial, l
}

func (g *positions) mostTurns(group []int) int {
	most := 1
	for _, p := range group {
		most = max(most, g.turns[p])
	}
	return most
}

// sharing is a search for a word that two loops share.
type sharing struct {
	next     [][]int
	sets     []set
	reach    []set
	from, to []int
	budget   *int
}

// search gives whether there is such a word, and false where the budget does not last.
func (s *sharing) search() (shared, ok bool) {
	n := len(s.next)
	place := make([]int, n) // of a position in its loop
	for _, loop := range [][]int{s.from, s.to} {
		for i, p := range loop {
			place[p] = i
		}
	}
	within := func(loop []int) [][]int {
		edges := make([][]int, n)
		for _, p := range loop {
			for _, q := range s.next[p] {
				if slices.Contains(loop, q) {
					edges[p] = append(edges[p], q)
				}
			}
		}
		return edges
	}
	around, around2 := within(s.from), within(s.to)
	seen := make([]int, len(s.from)*n*len(s.to))
	round := 0
	for _, p := range s.from {
		for _, q := range s.to {
			round++
			queue := [][3]int{{p, p, q}}
			for len(queue) > 0 {
				at := queue[len(queue)-1]
				queue = queue[:len(queue)-1]
				for _, x := range around[at[0]] {
					for _, z := range around2[at[2]] {
						if *s.budget--; *s.budget < 0 {
							return false, false
						}
						if !s.sets[x].meets(s.sets[z]) {
							continue
						}
						*s.budget -= len(s.next[at[1]])
						for _, y := range s.next[at[1]] {
							if !s.reach[y].has(q) || !meet(s.sets[x], s.sets[y], s.sets[z]) {
								continue
							}
							if x == p && y == q && z == q {
								return true, true
							}
							if i := (place[x]*n+y)*len(s.to) + place[z]; seen[i] != round {
								seen[i] = round
								queue = append(queue, [3]int{x, y, z})
							}
						}
					}
				}
			}
		}
	}
	return false, true
}

// reachable gives for every node those that a way of one edge or more leads to.
func reachable(edges [][]int) []set {
	reach := make([]set, len(edges))
	for p, next := range edges {
		reach[p] = make(set, (len(edges)+63)/64)
		for _, q := range next {
			reach[p].add(q)
		}
	}
	for again := true; again; {
		again = false
		for p := len(edges) - 1; p >= 0; p-- {
			for _, q := range edges[p] {
				again = reach[p].addAll(reach[q]) || again
			}
		}
	}
	return reach
}
