// Package compact keeps many small strings in a few pieces of memory. Strings that stay for hours, each allocated by itself
// among thousands that are gone in a moment, leave most of the memory between them empty; and each takes more than its length.
package compact

import "strings"

// blockBytes is how much memory is taken at once. It is a size of its own for the allocator, with nothing short-lived in it.
const blockBytes = 16 << 10

// Texts keeps strings. The zero value is empty. It is not safe for concurrent use.
type Texts struct {
	block strings.Builder // the newest one
	live  int             // bytes of strings that are in use
	taken int             // bytes of all blocks that may be in use
}

// Add gives a copy of text in memory of the store's.
func (t *Texts) Add(text string) string {
	if t.block.Len()+len(text) > t.block.Cap() {
		t.block.Reset()
		t.block.Grow(max(blockBytes, len(text)))
		t.taken += t.block.Cap()
	}
	start := t.block.Len()
	t.block.WriteString(text)
	t.live += len(text)
	return t.block.String()[start:]
}

// Drop says that a string that Add gave is not used any more. Its memory is free once all that is in the same block was
// dropped, or was added to another store.
func (t *Texts) Drop(text string) { t.live -= len(text) }

// Sparse reports whether most of the memory is of strings that were dropped, so that it is time to add the rest to a new
// store and forget this one.
func (t *Texts) Sparse() bool { return t.taken > 2*t.live+2*blockBytes }
