package export

import (
	"fmt"

	"eventwire/gen/internal/schema"
)

// The grammars of VALUES as regular expressions that mean the same in RE2 and in ECMA-262. What they leave open (the days of a month, the
// range of int64) a `format` or a keyword of our own says.
const (
	int64Pattern = `^(0|-?[1-9][0-9]{0,18})$`

	year            = `([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)`
	datetimePattern = `^` + year + `-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`

	uuidPattern = `^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$`

	label           = `[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?`
	hostname        = label + `(\.` + label + `)*`
	hostnamePattern = `^` + hostname + `$`

	octet       = `(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])`
	ipv4        = octet + `(\.` + octet + `){3}`
	ipv4Pattern = `^` + ipv4 + `$`
	ipv6Pattern = `^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$`

	atom         = "[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]"
	emailPattern = `^` + atom + `+(\.` + atom + `+)*@` + hostname + `$`
	localPattern = `^[^@]{1,64}@`

	pathChar   = `([0-9A-Za-z._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})`
	port       = `([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])`
	uriPattern = `^(https?|wss?)://(\[[0-9A-Fa-f:.]+\]|` + hostname + `)(:` + port + `)?` +
		`(/(` + pathChar + `|/)*)?(\?(` + pathChar + `|[/?])*)?(#(` + pathChar + `|[/?])*)?$`

	base64Pattern = `^([0-9A-Za-z+/]{4})*([0-9A-Za-z+/][AQgw]==|[0-9A-Za-z+/]{2}[AEIMQUYcgkosw048]=)?$`
)

// format gives the schema of the kinds that are one fixed grammar.
func format(k schema.Kind) *object {
	switch k {
	case schema.KindDatetime:
		return obj("type", "string", "format", "date-time", "pattern", datetimePattern)
	case schema.KindUUID:
		return obj("type", "string", "format", "uuid", "pattern", uuidPattern)
	case schema.KindEmail:
		return obj("type", "string", "format", "email", "maxLength", 254, "pattern", emailPattern, "allOf", list{obj("pattern", localPattern)})
	case schema.KindURI:
		return obj("type", "string", "format", "uri", "pattern", uriPattern)
	case schema.KindIPv4:
		return obj("type", "string", "format", "ipv4", "pattern", ipv4Pattern)
	case schema.KindIPv6:
		return obj("type", "string", "format", "ipv6", "pattern", ipv6Pattern)
	case schema.KindHostname:
		return obj("type", "string", "format", "hostname", "maxLength", 253, "pattern", hostnamePattern)
	}
	return obj()
}

// decimal says how many digits may stand before and after the point.
func decimal(t *schema.Type) *object {
	whole := "0"
	if before := t.Digits - t.Scale; before > 0 {
		whole = fmt.Sprintf("(0|[1-9][0-9]{0,%d})", before-1)
	}
	fraction := ""
	if t.Scale > 0 {
		fraction = fmt.Sprintf(`(\.[0-9]{1,%d})?`, t.Scale)
	}
	return obj("type", "string", "pattern", "^-?"+whole+fraction+"$",
		"x-eventwire-type", "decimal", "x-eventwire-digits", t.Digits, "x-eventwire-scale", t.Scale)
}

// base64Text is padded base64 (RFC 4648, section 4) whose unused bits are zero. A limit in bytes that is no multiple of three is one on
// the padding of the longest texts.
func base64Text(t *schema.Type) *object {
	s := obj("type", "string", "contentEncoding", "base64", "pattern", base64Pattern)
	if t.MaxLength == nil {
		return s
	}
	n := *t.MaxLength
	s.set("maxLength", (n+2)/3*4)
	switch n % 3 {
	case 1:
		s.set("anyOf", list{obj("maxLength", n/3*4), obj("pattern", "==$")})
	case 2:
		s.set("anyOf", list{obj("maxLength", n/3*4), obj("pattern", "=$")})
	}
	return s.set("x-eventwire-maxBytes", n)
}
