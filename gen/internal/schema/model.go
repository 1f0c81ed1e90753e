package schema

import "regexp/syntax"

// Contract is a checked contract: every name is resolved, every bound is possible, every example and
// default obeys its own rules. Emitters only print it; they decide nothing about its meaning.
// A Contract is immutable once Load has returned it and safe for concurrent use.
type Contract struct {
	File    string // as the caller named it, for headers and messages
	Name    string // "chat"
	Doc     string
	Outputs Outputs
	// Reserved are names of events that were removed and may not come back.
	Reserved []string
	// Sources are the texts of the contract's files, by the name that positions give them.
	Sources map[string][]byte
	// LintOff are the lint rules that the contract turns off.
	LintOff []LintOff
	Types   []*TypeDecl // in the order of the file
	Events  []*Event    // client to server, then server to client, then Redis, each in the order of the file
}

// Direction says who sends an event and who receives it.
type Direction int

// The three sections of a contract.
const (
	ClientToServer Direction = iota
	ServerToClient
	Redis
)

// Outputs says what is written and where, relative to the contract's folder.
// A target that is switched off has an empty path.
type Outputs struct {
	Go         string // folder of the Go package, "generated/events"
	GoPackage  string // "events"
	TypeScript string // folder of the npm package, "generated/ts"
	NPMPackage string // "@eventwire/chat"
	NPMVersion string
	AsyncAPI   string // "generated/asyncapi.yaml"
	JSONSchema string // "generated/events.schema.json"
	YAMLSchema string // "generated/events-yaml.schema.json"
}

// LintOff turns a lint rule off.
type LintOff struct {
	Rule, Reason string
	Pos          Position
}

// Position is a place in the contract's text; lines and columns count from 1, columns in code points.
type Position struct {
	File   string
	Line   int
	Column int
}

// TypeDecl is a named type of the `types` section.
type TypeDecl struct {
	Name       string
	Type       *Type
	Deprecated string
	Pos        Position
	// Recursive tells that the type contains itself through an optional, nullable, list or map position.
	Recursive bool
	// UsedIn tells in which directions values of the type travel, directly or inside another type.
	UsedIn [3]bool // indexed by Direction
}

// Event is one event of the contract.
type Event struct {
	Name       string // wire name, "client.setUsername"
	Direction  Direction
	Doc        string
	Deprecated string
	Payload    *Type // KindObject always
	Formerly   []string
	Examples   []Value
	History    *History   // Redis only; nil where none is kept
	RateLimit  *RateLimit // client to server only; nil for none of its own
	MaxBytes   int        // of the event's data as JSON text; 0 for none of its own
	Pos        Position
}

// History is how much of an event's past Redis keeps and how much of it a newcomer is given.
type History struct {
	MaxLength int64
	MaxAgeMS  int64
	Replay    int
}

// RateLimit is a token bucket per connection: Rate events per second, at most Burst at once.
type RateLimit struct {
	Rate  float64
	Burst int
}

// Kind is the shape of a Type.
type Kind int

// Kinds, in the order of the language's table.
const (
	KindString Kind = iota
	KindBool
	KindInt
	KindInt32
	KindUint32
	KindUint16
	KindUint8
	KindInt64
	KindDecimal
	KindFloat
	KindTimestamp
	KindDatetime
	KindDuration
	KindUUID
	KindEmail
	KindURI
	KindIPv4
	KindIPv6
	KindHostname
	KindBytes
	KindJSON
	KindEnum
	KindConst
	KindList
	KindMap
	KindObject
	KindUnion
	KindRef
)

// Type is one type expression. Which members carry a meaning depends on Kind; all others are zero.
type Type struct {
	Kind     Kind
	Nullable bool
	Doc      string
	Examples []Value
	Pos      Position

	broken bool // while loading: a mistake in it is reported, so no other is found in it

	Ref *TypeDecl // KindRef: a name from `types`; Resolve follows it

	// String-like kinds; lengths in code points, MaxBytes in UTF-8 bytes. For KindBytes MaxLength counts bytes.
	MinLength, MaxLength, MaxBytes *int64
	Pattern                        *Pattern

	// Numbers. Bounds of integer kinds are integral; those of KindInt64 use the Int members' full range.
	Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum *Number
	MultipleOf                                           *int64 // integer kinds
	Digits, Scale                                        int    // KindDecimal

	Enum []EnumValue // KindEnum
	Open *bool       // KindEnum: nil is "by direction": closed where the server reads, open elsewhere

	Const *Value // KindConst: a string, an integer-valued or other finite number, or a bool

	Elem                   *Type  // KindList, KindMap
	MinItems, MaxItems     *int64 // KindList; minProperties, maxProperties for KindMap
	UniqueItems            bool
	Fields                 []*Field // KindObject
	NoAdditionalProperties bool     // KindObject: `additionalProperties: false`
	Reserved               []string // KindObject: names that may not come back
	MaxDepth               int      // recursive types
	Discriminator          string   // KindUnion
	Variants               []*Variant
}

// Resolve follows references to the type that has a shape of its own.
// Nullability is not merged: a nullable reference and a nullable target are asked for separately.
func (t *Type) Resolve() *Type {
	for t.Kind == KindRef {
		t = t.Ref.Type
	}
	return t
}

// Number is a bound as it was written, with its value in both forms.
type Number struct {
	Text  string
	Float float64
	Int   int64 // exact where the kind is an integer
}

// Pattern is a checked regular expression: RE2 syntax, the same meaning in both languages.
// A match may begin and end anywhere, as in JSON Schema, unless the source is anchored.
type Pattern struct {
	Source string
	Parsed *syntax.Regexp // parsed with syntax.Perl, not simplified

	loops *loops // while loading: how long JavaScript takes for it
}

// EnumValue is one value of an enum.
type EnumValue struct {
	Value      string
	Doc        string
	Deprecated string
	Pos        Position
}

// Field is one member of an object.
type Field struct {
	Name       string
	Type       *Type
	Optional   bool   // may be absent
	Default    *Value // fills an absent value on decode; optional fields only
	Doc        string // the field's own; where empty, emitters fall back to the type's
	Deprecated string
	Formerly   []string
	Examples   []Value
	Pos        Position
}

// Variant is one alternative of a tagged union: Tag is the discriminator's value, Type an object or a
// reference to one. The discriminator is not among the object's fields; it is a member of the JSON object beside them.
type Variant struct {
	Tag  string
	Type *Type
	Doc  string
	Pos  Position
}

// ValueKind is the JSON type of a Value.
type ValueKind int

// The JSON types.
const (
	NullValue ValueKind = iota
	BoolValue
	NumberValue
	StringValue
	ArrayValue
	ObjectValue
)

// Value is a literal of the contract: a default, a const or an example, as a JSON value with positions.
type Value struct {
	Kind    ValueKind
	Bool    bool
	Number  string // JSON number text, as RFC 8785 writes it
	String  string
	Items   []Value
	Members []Member // in the order of the file
	Pos     Position
}

// Member is one member of an object Value.
type Member struct {
	Name  string
	Value Value
}
