package schema

import "slices"

// stronglyConnected gives the groups of nodes that reach each other, single nodes only where they have an edge
// to themselves. Groups and their members are in ascending order. It needs no stack beyond its own.
func stronglyConnected(edges [][]int) [][]int {
	const unseen = -1
	n := len(edges)
	number, low, onStack, next := make([]int, n), make([]int, n), make([]bool, n), make([]int, n)
	for i := range number {
		number[i] = unseen
	}
	var groups [][]int
	var stack, path []int
	count := 0
	enter := func(v int) {
		number[v], low[v], onStack[v] = count, count, true
		count++
		stack, path = append(stack, v), append(path, v)
	}
	for root := range n {
		if number[root] != unseen {
			continue
		}
		enter(root)
		for len(path) > 0 {
			v := path[len(path)-1]
			if next[v] < len(edges[v]) {
				w := edges[v][next[v]]
				next[v]++
				if number[w] == unseen {
					enter(w)
				} else if onStack[w] {
					low[v] = min(low[v], number[w])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				parent := path[len(path)-1]
				low[parent] = min(low[parent], low[v])
			}
			if low[v] != number[v] {
				continue
			}
			start := len(stack) - 1
			for stack[start] != v {
				start--
			}
			group := slices.Clone(stack[start:])
			stack = stack[:start]
			for _, w := range group {
				onStack[w] = false
			}
			slices.Sort(group)
			if len(group) > 1 || slices.Contains(edges[v], v) {
				groups = append(groups, group)
			}
		}
	}
	slices.SortFunc(groups, func(a, b []int) int { return a[0] - b[0] })
	return groups
}
