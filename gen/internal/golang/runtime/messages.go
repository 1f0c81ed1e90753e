//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import "strconv"

// The sentences of problems. Generated TypeScript has the same ones, word for word. They follow a path, and never
// repeat a value.
const (
	mustBeString  = "must be a string"
	mustBeBool    = "must be a boolean"
	mustBeInteger = "must be an integer"
	mustBeSafe    = "must be a 53-bit integer"
	mustBeNumber  = "must be a number"
	mustBeArray   = "must be an array"
	mustBeObject  = "must be an object"
)

// wireMessage says what is wrong with a text that is not JSON as readers accept it.
func wireMessage(rule string) string {
	switch rule {
	case "wire.utf8":
		return "is not well-formed UTF-8"
	case "wire.surrogate":
		return "holds a lone surrogate"
	case "wire.duplicate":
		return "holds two members of one name"
	case "wire.depth":
		return "nests deeper than 64 levels"
	}
	return "is not well-formed JSON"
}

// quantity gives "1 level" and "2 levels".
func quantity(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
