package schema

import (
	"regexp/syntax"
	"slices"
	"unicode"
)

// verdict says how a backtracking engine fares with a pattern.
type verdict int

const (
	harmless    verdict = iota
	exponential         // some text takes time that doubles with each of its characters
	overBudget          // too complicated to tell
)

// maxPatternSteps bounds the work for all patterns of a contract; one of ordinary size takes some thousands.
const maxPatternSteps = 20_000_000

// ambiguous tells whether a backtracking engine, such as JavaScript's, may need exponential time for a pattern: whether
// some text can be matched by a loop in two ways at once (Weber and Seidl 1991, criterion EDA). It looks at the
// position automaton (Glushkov), in which every character of the pattern is a state. The steps it takes are taken from budget.
func ambiguous(re *syntax.Regexp, budget *int) verdict {
	for _, most := range []int{64, 3} {
		g := &positions{mostCopies: most, budget: budget}
		g.build(re)
		switch {
		case g.repeatsNothing:
			return exponential
		case len(g.classes) <= maxPositions:
			return g.judge()
		}
	}
	return overBudget
}

const maxPositions = 300

// positions is the automaton of a pattern.
type positions struct {
	classes        [][]rune // what each position matches: pairs of first and last
	follow         [][]int  // the positions after each, repeated where there are several ways
	mostCopies     int      // of what {n} repeats
	budget         *int
	repeatsNothing bool // a bounded repeat of something that can be empty, as in (a?){30}
}

// fragment is a part of the pattern: whether it can be empty, where it begins and where it ends.
type fragment struct {
	empty       bool
	first, last []int
}

func (g *positions) position(class []rune) fragment {
	if len(g.classes) > maxPositions {
		return fragment{}
	}
	p := len(g.classes)
	g.classes, g.follow = append(g.classes, class), append(g.follow, nil)
	return fragment{first: []int{p}, last: []int{p}}
}

func (g *positions) connect(from, to []int) {
	for _, p := range from {
		g.follow[p] = append(g.follow[p], to...)
	}
}

func (g *positions) build(re *syntax.Regexp) fragment {
	switch re.Op {
	case syntax.OpLiteral:
		all := fragment{empty: true}
		for _, r := range re.Rune {
			all = g.concat(all, g.position([]rune{r, r}))
		}
		return all
	case syntax.OpCharClass:
		return g.position(re.Rune)
	case syntax.OpAnyChar:
		return g.position([]rune{0, unicode.MaxRune})
	case syntax.OpAnyCharNotNL:
		return g.position([]rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune})
	case syntax.OpCapture:
		return g.build(re.Sub[0])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest:
		return g.repeat(re.Sub[0], re.Op)
	case syntax.OpRepeat:
		return g.counted(re)
	case syntax.OpConcat:
		all := fragment{empty: true}
		for _, sub := range re.Sub {
			all = g.concat(all, g.build(sub))
		}
		return all
	case syntax.OpAlternate:
		var all fragment
		for _, sub := range re.Sub {
			f := g.build(sub)
			all = fragment{all.empty || f.empty, slices.Concat(all.first, f.first), slices.Concat(all.last, f.last)}
		}
		return all
	}
	return fragment{empty: true}
}

func (g *positions) concat(a, b fragment) fragment {
	g.connect(a.last, b.first)
	joined := fragment{empty: a.empty && b.empty, first: a.first, last: b.last}
	if a.empty {
		joined.first = slices.Concat(a.first, b.first)
	}
	if b.empty {
		joined.last = slices.Concat(a.last, b.last)
	}
	return joined
}

func (g *positions) repeat(sub *syntax.Regexp, op syntax.Op) fragment {
	f := g.build(sub)
	if op != syntax.OpQuest {
		g.connect(f.last, f.first)
	}
	f.empty = f.empty || op != syntax.OpPlus
	return f
}

// counted is x{n,m}: n copies where it is exact; otherwise a loop, for enough turns take as long as endless ones.
func (g *positions) counted(re *syntax.Regexp) fragment {
	const few = 4
	sub := re.Sub[0]
	switch {
	case re.Max == 0:
		return fragment{empty: true}
	case re.Max == re.Min || re.Max > 0 && re.Max <= few:
		all := fragment{empty: true}
		for i := range min(re.Max, g.mostCopies) {
			f := g.build(sub)
			if f.empty && re.Max > few {
				g.repeatsNothing = true
			}
			f.empty = f.empty || i >= re.Min
			all = g.concat(all, f)
			if len(g.classes) > maxPositions {
				break
			}
		}
		return all
	case re.Min == 0:
		return g.loop(sub, re.Max, syntax.OpStar)
	}
	return g.loop(sub, re.Max, syntax.OpPlus)
}

func (g *positions) loop(sub *syntax.Regexp, most int, op syntax.Op) fragment {
	before := g.build(sub)
	if before.empty && most > 0 {
		g.repeatsNothing = true
	}
	g.connect(before.last, before.first)
	before.empty = before.empty || op == syntax.OpStar
	return before
}

// judge tells whether a loop exists that two different runs over the same text both close.
func (g *positions) judge() verdict {
	single := make([][]int, len(g.follow))
	for p, next := range g.follow {
		single[p] = slices.Compact(slices.Sorted(slices.Values(next)))
	}
	for _, group := range stronglyConnected(single) {
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
		if *g.budget -= 1 + len(single[pairs[i].p])*len(single[pairs[i].q]); *g.budget < 0 {
			return overBudget
		}
		for _, p := range single[pairs[i].p] {
			for _, q := range single[pairs[i].q] {
				if overlap(g.classes[p], g.classes[q]) {
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
	return harmless
}

// overlap tells whether two classes, as sorted ranges, share a character.
func overlap(a, b []rune) bool {
	for i, j := 0, 0; i+1 < len(a) && j+1 < len(b); {
		if a[i] <= b[j+1] && b[j] <= a[i+1] {
			return true
		}
		if a[i+1] < b[j+1] {
			i += 2
		} else {
			j += 2
		}
	}
	return false
}
