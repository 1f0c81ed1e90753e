package names

import (
	"strings"
	"unicode"
)

// TypeScriptType is the name of a TypeScript type for a wire name: its words joined, each with a capital, otherwise
// as written. "chat:message" gives "ChatMessage", "userId" gives "UserId". A name that would begin with
// a digit gets an X before it; a name without a letter or digit gives "".
func TypeScriptType(wire string) string {
	var b strings.Builder
	for _, word := range Words(wire) {
		b.WriteString(title(word))
	}
	name := b.String()
	if name != "" && unicode.IsDigit([]rune(name)[0]) {
		return "X" + name
	}
	return name
}

// TypeScriptValue is the name of a TypeScript variable or function for a wire name: "client.setUsername" gives
// "clientSetUsername". A reserved word gets an underscore after it.
func TypeScriptValue(wire string) string {
	words := Words(wire)
	if len(words) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(lowerFirst(words[0]))
	for _, word := range words[1:] {
		b.WriteString(title(word))
	}
	name := b.String()
	if unicode.IsDigit([]rune(name)[0]) {
		name = "x" + name
	}
	if TypeScriptReserved(name) {
		return name + "_"
	}
	return name
}

// TypeScriptInput is the name of the type of what is sent, beside that of what is read.
func TypeScriptInput(typeName string) string { return typeName + "Input" }

// TypeScriptSchema is the name of an event's Standard Schema.
func TypeScriptSchema(wire string) string { return TypeScriptValue(wire) + "Schema" }

// TypeScriptFunctions are the names of the functions that a package may declare for a type, given its TypeScript name.
func TypeScriptFunctions(typeName string) []string {
	return []string{"check" + typeName, "decode" + typeName, "encode" + typeName, "parse" + typeName, "validate" + typeName}
}

// TypeScriptReserved tells whether a name cannot name a type or a variable of a TypeScript module in strict mode, or would
// hide a global that generated code uses.
func TypeScriptReserved(name string) bool {
	switch name {
	case "any", "arguments", "as", "async", "await", "bigint", "boolean", "break", "case", "catch", "class", "const",
		"continue", "debugger", "declare", "default", "delete", "do", "else", "enum", "eval", "export", "extends",
		"false", "finally", "for", "function", "get", "if", "implements", "import", "in", "infer", "instanceof",
		"interface", "is", "keyof", "let", "module", "namespace", "never", "new", "null", "number", "object", "of",
		"package", "private", "protected", "public", "readonly", "return", "set", "static", "string", "super", "switch",
		"symbol", "this", "throw", "true", "try", "type", "typeof", "undefined", "unique", "unknown", "var", "void",
		"while", "with", "yield":
		return true
	case "Array", "ArrayBuffer", "BigInt", "Boolean", "Date", "Error", "Function", "Infinity", "Map", "Math", "NaN",
		"Number", "Object", "Omit", "Partial", "Pick", "Promise", "Readonly", "ReadonlyArray", "Record", "RegExp",
		"Required", "Set", "String", "Symbol", "Uint8Array", "JSON", "WebSocket", "URL", "Event", "EventTarget", "globalThis":
		return true
	}
	return false
}

// TypeScriptProperty writes a wire name as a property key: bare where it is an identifier, in double quotes elsewhere.
func TypeScriptProperty(wire string) string {
	if isIdentifier(wire) {
		return wire
	}
	return quote(wire)
}

func isIdentifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || r == '$' || r < 0x80 && unicode.IsLetter(r)
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// quote writes a JavaScript string literal in double quotes; it is a JSON string as well.
func quote(s string) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < 0x20 || r == 0x2028 || r == 0x2029 || r == 0x7f:
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(hex[r>>shift&15])
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
