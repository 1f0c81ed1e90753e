package schema

import (
	"regexp/syntax"
	"slices"
	"unicode"
)

// positions is the automaton of a pattern.
type positions struct {
	classes        [][]rune // what each position matches: pairs of first and last
	follow         [][]int  // the positions after each, repeated where there are several ways
	turns          []int    // how often the loops around a position turn at most; endless for no bound
	mostCopies     int      // of what {n} repeats
	accepting      []int    // positions with which the pattern has matched, whatever follows
	budget         *int
	repeatsChoices bool // a bounded repeat that is as bad as an endless one, as in (a?){30} and (a|b|ab){30}
}

// endless stands for a loop without a bound of its own.
const endless = 1 << 30

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
	g.classes, g.follow, g.turns = append(g.classes, class), append(g.follow, nil), append(g.turns, 1)
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
		all, omissible := fragment{empty: true}, 0
		for i, sub := range re.Sub {
			f := g.build(sub)
			if omissible++; !f.empty {
				omissible = 0
			}
			if omissible > manyOmissible && g.manyWays(re.Sub[i-manyOmissible:i+1]) {
				g.repeatsChoices = true
			}
			all = g.concat(all, f)
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
	start := len(g.classes)
	f := g.build(sub)
	if op != syntax.OpQuest {
		g.connect(f.last, f.first)
		g.turn(start, endless)
	}
	f.empty = f.empty || op != syntax.OpPlus
	return f
}

// turn notes that the positions from start on are inside a loop of so many turns.
func (g *positions) turn(start, most int) {
	for p := start; p < len(g.turns); p++ {
		g.turns[p] = min(endless, g.turns[p]*min(most, endless/g.turns[p]))
	}
}

// Repeats of at most few turns are written out: they cost a small factor, whatever is in them.
const few = 4

// manyOmissible neighbours that may all be left out are judged as a loop of them all.
const manyOmissible = 16

// counted is x{n,m}: n copies where it is exact; otherwise a loop, for enough turns take as long as endless ones.
func (g *positions) counted(re *syntax.Regexp) fragment {
	sub := re.Sub[0]
	if re.Max != re.Min && (re.Max < 0 || re.Max > few) {
		return g.loop(sub, re)
	}
	if re.Max > few && g.manyWays(re.Sub) {
		g.repeatsChoices = true
	}
	all := fragment{empty: true}
	for i := range min(re.Max, g.mostCopies) {
		f := g.build(sub)
		f.empty = f.empty || i >= re.Min
		all = g.concat(all, f)
		if len(g.classes) > maxPositions {
			break
		}
	}
	return all
}

func (g *positions) loop(sub, re *syntax.Regexp) fragment {
	start := len(g.classes)
	f := g.build(sub)
	if f.empty {
		g.repeatsChoices = true
	}
	g.connect(f.last, f.first)
	if re.Max < 0 {
		g.turn(start, endless)
	} else {
		g.turn(start, re.Max)
	}
	f.empty = f.empty || re.Min == 0
	return f
}

// manyWays tells whether a loop of any of these expressions could match some text in more ways than it has characters.
func (g *positions) manyWays(subs []*syntax.Regexp) bool {
	inner := &positions{mostCopies: few, budget: g.budget}
	all := fragment{empty: true}
	for _, sub := range subs {
		f := inner.build(sub)
		if f.empty && len(subs) == 1 {
			return true
		}
		all.first, all.last = append(all.first, f.first...), append(all.last, f.last...)
	}
	inner.connect(all.last, all.first)
	return inner.repeatsChoices || len(inner.classes) <= maxPositions && inner.exponential() == exponential
}
