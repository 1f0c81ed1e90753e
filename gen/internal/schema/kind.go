package schema

// scalarKinds are the kinds that have a name in the language, in the order of its table.
const scalarKinds = KindJSON + 1

// String is the kind's name in the language: "string", "list", "fields".
func (k Kind) String() string {
	return [...]string{
		"string", "bool", "int", "int32", "uint32", "uint16", "uint8", "int64", "decimal", "float", "timestamp", "datetime",
		"duration", "uuid", "email", "uri", "ipv4", "ipv6", "hostname", "bytes", "json", "enum", "const", "list", "map", "fields", "oneOf", "reference",
	}[k]
}

// kindOf finds a scalar kind by its name in the language.
func kindOf(name string) (Kind, bool) {
	for k := range scalarKinds {
		if k.String() == name {
			return k, true
		}
	}
	return 0, false
}

func scalarNames() []string {
	names := make([]string, scalarKinds)
	for k := range scalarKinds {
		names[k] = k.String()
	}
	return names
}

// foreignKind is what the language calls a type that goes by another name elsewhere, or "".
func foreignKind(name string) string {
	switch name {
	case "str", "String", "text", "varchar", "char":
		return "string"
	case "boolean", "Boolean", "Bool":
		return "bool"
	case "integer", "Integer", "Int", "long":
		return "int"
	case "number", "Number", "double", "float64", "float32", "Float", "real":
		return "float"
	case "uint", "uint64", "bigint", "BigInt":
		return "int64"
	case "int16", "short":
		return "int32"
	case "int8", "byte":
		return "uint8"
	case "date-time", "dateTime", "DateTime", "date", "Date", "rfc3339":
		return "datetime"
	case "time", "unix", "epoch":
		return "timestamp"
	case "url", "URL", "URI", "uri-reference", "iri":
		return "uri"
	case "UUID", "guid", "id":
		return "uuid"
	case "ip":
		return "ipv4"
	case "host":
		return "hostname"
	case "binary", "blob", "base64", "Uint8Array", "buffer":
		return "bytes"
	case "any", "unknown", "JSON", "raw":
		return "json"
	case "money", "numeric", "Decimal":
		return "decimal"
	}
	return ""
}

// IsInteger tells the kinds whose JSON is a number with an integral value.
func (k Kind) IsInteger() bool {
	switch k {
	case KindInt, KindInt32, KindUint32, KindUint16, KindUint8, KindTimestamp, KindDuration:
		return true
	}
	return false
}

// IsText tells the kinds whose JSON is a string without being an enum.
func (k Kind) IsText() bool {
	switch k {
	case KindString, KindInt64, KindDecimal, KindDatetime, KindUUID, KindEmail, KindURI, KindIPv4, KindIPv6, KindHostname, KindBytes:
		return true
	}
	return false
}

// IntRange is the least and the greatest value of an integer kind, those of int64 included.
func (k Kind) IntRange() (least, greatest int64) {
	const safe = 1<<53 - 1
	switch k {
	case KindInt32:
		return -1 << 31, 1<<31 - 1
	case KindUint32:
		return 0, 1<<32 - 1
	case KindUint16:
		return 0, 1<<16 - 1
	case KindUint8:
		return 0, 1<<8 - 1
	case KindInt64:
		return -1 << 63, 1<<63 - 1
	case KindDuration: // in milliseconds, what 64 bits of nanoseconds hold: some 292 years
		return -9_223_372_036_854, 9_223_372_036_854
	}
	return -safe, safe
}
