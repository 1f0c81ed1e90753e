// Package difftest holds the languages together: the conformance vectors and random contracts with random values are run
// against generated Go, generated TypeScript in Node and the exported JSON Schema, which must agree. It has tests only.
package difftest
