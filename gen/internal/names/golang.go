package names

import (
	"go/token"
	"strings"
	"unicode"
)

// initialisms are the words that Go writes in capitals: the list that golint published and staticcheck's
// ST1003 still uses. A word is compared without regard to case, and its plural keeps a small s ("userIds" gives "UserIDs").
func isInitialism(upper string) bool {
	switch upper {
	case "ACL", "API", "ASCII", "CPU", "CSS", "DNS", "EOF", "GUID", "HTML", "HTTP", "HTTPS", "ID", "IP", "JSON",
		"QPS", "RAM", "RPC", "SLA", "SMTP", "SQL", "SSH", "TCP", "TLS", "TTL", "UDP", "UI", "UID", "URI", "URL",
		"UTF8", "UUID", "VM", "XML", "XMPP", "XSRF", "XSS":
		return true
	}
	return false
}

func goWord(word string) string {
	upper := strings.ToUpper(word)
	if isInitialism(upper) {
		return upper
	}
	if stem, plural := strings.CutSuffix(upper, "S"); plural && isInitialism(stem) {
		return stem + "s"
	}
	return title(word)
}

// GoExported is the exported Go name of a wire name: its words joined, each with a capital, initialisms
// as Go writes them. "client.setUsername" gives "ClientSetUsername", "userId" gives "UserID". A name that
// would begin with a digit or a letter without case gets an X before it. A name without a letter or digit gives "".
func GoExported(wire string) string {
	var b strings.Builder
	for _, word := range Words(wire) {
		b.WriteString(goWord(word))
	}
	name := b.String()
	if name != "" && !unicode.IsUpper([]rune(name)[0]) {
		return "X" + name
	}
	return name
}

// GoUnexported is the unexported Go name of a wire name: "userId" gives "userID", "URL" gives "url". A name that is
// reserved in Go, or is one of its predeclared identifiers, gets an underscore after it.
func GoUnexported(wire string) string {
	words := Words(wire)
	if len(words) == 0 {
		return ""
	}
	var b strings.Builder
	if first := goWord(words[0]); isInitialism(strings.ToUpper(words[0])) || isInitialism(strings.TrimSuffix(first, "s")) {
		b.WriteString(strings.ToLower(first))
	} else {
		b.WriteString(lowerFirst(words[0]))
	}
	for _, word := range words[1:] {
		b.WriteString(goWord(word))
	}
	name := b.String()
	if first := []rune(name)[0]; !unicode.IsLetter(first) || unicode.IsUpper(first) {
		name = "x" + name
	}
	if GoReserved(name) {
		return name + "_"
	}
	return name
}

// GoEnumConstant is the name of an enum value's constant: the type's Go name, then the value's words.
// A value without a letter or digit is spelled out ("+" of Sign gives "SignPlus", "" gives "SignEmpty").
func GoEnumConstant(goType, value string) string {
	if name := GoExported(value); name != "" {
		if strings.HasPrefix(name, "X") && !strings.HasPrefix(strings.ToUpper(value), "X") {
			name = name[1:]
		}
		return goType + name
	}
	return goType + spell(value)
}

// GoEvent is the name of the constant with an event's wire name, given the event's Go name.
func GoEvent(goName string) string { return goName + "Event" }

// GoChannel is the name of the function that gives a Redis event's channel, given the event's Go name.
func GoChannel(goName string) string { return goName + "Channel" }

// GoItem and GoValue are the names of a type without a name of its own that is written inside a list or a map. GoValue is also
// that of the constant of a type that is a const.
func GoItem(outer string) string  { return outer + "Item" }
func GoValue(outer string) string { return outer + "Value" }

// GoFunctions are the names of the functions and variables that a package may declare for a type, given its Go name.
func GoFunctions(goName string) []string {
	return []string{"check" + goName, "decode" + goName, "pattern" + goName, "write" + goName}
}

// GoReserved tells whether a name is a keyword or a predeclared identifier of Go, which generated code must not redefine.
func GoReserved(name string) bool {
	if token.IsKeyword(name) {
		return true
	}
	switch name {
	case "any", "append", "bool", "byte", "cap", "clear", "close", "comparable", "complex", "complex128", "complex64",
		"copy", "delete", "error", "false", "float32", "float64", "imag", "int", "int16", "int32", "int64", "int8",
		"iota", "len", "make", "max", "min", "new", "nil", "panic", "print", "println", "real", "recover", "rune",
		"string", "true", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr", "init", "main", "_":
		return true
	}
	return false
}

// GoPackage tells whether a name can be the name of a Go package that others import.
func GoPackage(name string) bool {
	if !token.IsIdentifier(name) || name == "_" || name == "main" || name == "init" {
		return false
	}
	return name == strings.ToLower(name)
}
