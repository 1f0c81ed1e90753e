// Package runtime is the fixed part of every generated Go package: a strict JSON decoder and encoder, the formats,
// the errors and the wire envelope. It is a real package so that it can be tested and fuzzed; the generator copies its
// files beside the generated ones and nothing imports it.
package runtime
