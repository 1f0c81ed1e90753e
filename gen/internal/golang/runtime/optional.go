//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"maps"
	"slices"
)

// Optional is a field that may be absent, null, or have a value. The zero value is absent.
type Optional[T any] struct {
	Present bool
	Value   *T // nil for null
}

// sortedKeys gives the keys of a map in the order in which they are written: by code point.
func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
