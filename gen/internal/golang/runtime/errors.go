//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"errors"
	"strings"
)

// Problem is one way in which a value breaks the contract.
type Problem struct {
	Path    string // JSON Pointer to the value (RFC 6901); "" is the whole
	Rule    string // a stable code, such as "string.max" or "required"
	Message string // a sentence that follows the path; it never repeats the value
}

// ValidationError says every way in which a value breaks the contract, in the contract's order: at most 16.
type ValidationError struct {
	Problems  []Problem
	Truncated bool // there were more
}

// Error gives all problems in one line: "/message: must have 1 or more characters; /id: is required".
func (e *ValidationError) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteString("; ")
		}
		if p.Path != "" {
			b.WriteString(p.Path)
			b.WriteString(": ")
		}
		b.WriteString(p.Message)
	}
	if e.Truncated {
		b.WriteString("; and more")
	}
	return b.String()
}

// wire tells the rule of a text that is not JSON as readers accept it, or gives "".
func (e *ValidationError) wire() string {
	if len(e.Problems) == 1 && strings.HasPrefix(e.Problems[0].Rule, "wire.") {
		return e.Problems[0].Rule
	}
	return ""
}

// ErrorCode tells a peer what kind of error it caused. An application may use codes of its own beside these.
type ErrorCode string

// The codes that every application shares.
const (
	CodeMalformed    ErrorCode = "malformed"     // the text is not JSON, or not a frame
	CodeUnknownEvent ErrorCode = "unknown_event" // the contract has no such event in this direction
	CodeInvalid      ErrorCode = "invalid"       // the data breaks the contract
	CodeRateLimited  ErrorCode = "rate_limited"  // too many events; try again later
	CodeTooLarge     ErrorCode = "too_large"     // the data is larger than its event allows
	CodeUnavailable  ErrorCode = "unavailable"   // something the server needs is away; try again later
	CodeInternal     ErrorCode = "internal"      // the server failed
)

// Error is an error as a peer sees it: a code, the place in its data, and a sentence. A handler may return one.
type Error struct {
	Code    ErrorCode `json:"code"`
	Path    string    `json:"path,omitempty"` // JSON Pointer into the event's data; "" where it is about the whole
	Message string    `json:"message"`
}

// Error gives "code: path: message".
func (e *Error) Error() string {
	text := string(e.Code)
	if e.Path != "" {
		text += ": " + e.Path
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// AsError gives what a peer may see of an error: an [*Error] in err's chain as it is, a [*ValidationError] as "invalid" with
// its first problem, and for anything else "internal" with a message that tells nothing. It gives nil for nil.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	var invalid *ValidationError
	if errors.As(err, &invalid) && len(invalid.Problems) > 0 {
		first := invalid.Problems[0]
		code := CodeInvalid
		if invalid.wire() != "" {
			code = CodeMalformed
		}
		return &Error{Code: code, Path: first.Path, Message: first.Message}
	}
	return &Error{Code: CodeInternal, Message: "the server failed to handle the event"}
}
