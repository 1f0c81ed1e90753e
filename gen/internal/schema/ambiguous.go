package schema

import (
	"regexp/syntax"
	"slices"
)

// verdict says how a backtracking engine, such as JavaScript's, fares with a pattern.
type verdict int

const (
	polynomial  verdict = iota // the time grows as a power of the text's length, the first one where it is well
	exponential                // some text takes time that doubles with each of its characters
	overBudget                 // too complicated to tell
)

// maxPatternSteps bounds the work for all patterns of a contract; one of ordinary size takes some thousands.
const maxPatternSteps = 50_000_000

// judge tells how a backtracking engine fares with a pattern, by its position automaton (Glushkov), in which every character
// of the pattern is a state. It follows Weber and Seidl, On the degree of ambiguity of finite automata (1991). Where the
// time is polynomial, the loops tell how long a text takes. The steps of judging are taken from budget.
func judge(re *syntax.Regexp, budget *int) (verdict, *loops) {
	for _, most := range []int{64, 3} {
		g := &positions{mostCopies: most, budget: budget}
		if !anchored(re) {
			// The engine tries again from every character: a loop over any text stands before the pattern.
			start := g.build(&syntax.Regexp{Op: syntax.OpStar, Sub: []*syntax.Regexp{{Op: syntax.OpAnyChar}}})
			g.accepting = g.concat(start, g.build(re)).last
		} else {
			g.accepting = g.build(re).last
		}
		if contains(re, syntax.OpEndText) {
			g.accepting = nil
		}
		switch {
		case g.repeatsChoices:
			return exponential, nil
		case len(g.classes) > maxPositions:
			continue
		}
		if v := g.exponential(); v != polynomial {
			return v, nil
		}
		return g.polynomial()
	}
	return overBudget, nil
}

const maxPositions = 300

// anchored tells whether a match can begin nowhere but at the text's beginning.
func anchored(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpCapture:
		return anchored(re.Sub[0])
	case syntax.OpConcat:
		return anchored(re.Sub[0])
	case syntax.OpAlternate:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !anchored(sub) })
	}
	return false
}

func contains(re *syntax.Regexp, op syntax.Op) bool {
	return re.Op == op || slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return contains(sub, op) })
}

// exponential tells whether a loop exists that two different runs over the same text both close (criterion EDA).
func (g *positions) exponential() verdict {
	next, sets := g.next(), g.sets()
	for _, group := range stronglyConnected(next) {
		for _, p := range group {
			for i, q := range g.follow[p] {
				if slices.Contains(group, q) && slices.Contains(g.follow[p][:i], q) {
					return exponential // two ways from p to q inside one loop, as in (a+)+
				}
			}
		}
	}
	// The product of the automaton with itself, from every state beside itself.
	type pair struct{ p, q int }
	index := make(map[pair]int)
	var pairs []pair
	number := func(x pair) int {
		i, ok := index[x]
		if !ok {
			i = len(pairs)
			index[x] = i
			pairs = append(pairs, x)
		}
		return i
	}
	for p := range g.classes {
		number(pair{p, p})
	}
	var edges [][]int
	for i := 0; i < len(pairs); i++ {
		var out []int
		if *g.budget -= 1 + len(next[pairs[i].p])*len(next[pairs[i].q]); *g.budget < 0 {
			return overBudget
		}
		for _, p := range next[pairs[i].p] {
			for _, q := range next[pairs[i].q] {
				if sets[p].meets(sets[q]) {
					out = append(out, number(pair{p, q}))
				}
			}
		}
		edges = append(edges, out)
	}
	for _, group := range stronglyConnected(edges) {
		diagonal, apart := false, false
		for _, i := range group {
			diagonal = diagonal || pairs[i].p == pairs[i].q
			apart = apart || pairs[i].p != pairs[i].q
		}
		if diagonal && apart {
			return exponential
		}
	}
	return polynomial
}

// next gives the positions after each, without repetition.
func (g *positions) next() [][]int {
	next := make([][]int, len(g.follow))
	for p, after := range g.follow {
		next[p] = slices.Compact(slices.Sorted(slices.Values(after)))
	}
	return next
}
