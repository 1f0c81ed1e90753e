package export

import (
	"bytes"
	"unicode/utf8"
)

// jsonWidth is the line length up to which a list or an object of scalars stays on one line.
const jsonWidth = 100

// printJSON gives a value as indented JSON with a final line feed.
func printJSON(v value) []byte {
	return append(appendJSON(nil, v, 0), '\n')
}

func appendJSON(dst []byte, v value, depth int) []byte {
	if isScalar(v) {
		return appendScalar(dst, v)
	}
	if flat := appendFlat(nil, v); flat != nil && column(dst)+utf8.RuneCount(flat) < jsonWidth {
		return append(dst, flat...)
	}
	switch v := v.(type) {
	case list:
		dst = append(dst, '[')
		for i, item := range v {
			dst = newline(dst, i, depth+1)
			dst = appendJSON(dst, item, depth+1)
		}
		return append(indent(dst, depth), ']')
	case *object:
		dst = append(dst, '{')
		for i, m := range v.members {
			dst = newline(dst, i, depth+1)
			dst = append(appendString(dst, m.name), ": "...)
			dst = appendJSON(dst, m.value, depth+1)
		}
		return append(indent(dst, depth), '}')
	}
	return dst
}

// appendFlat writes on one line a list of scalars, or an object of scalars and of such lists and objects; it gives nil for any other value.
func appendFlat(dst []byte, v value) []byte {
	switch v := v.(type) {
	case list:
		dst = append(dst, '[')
		for i, item := range v {
			if !isScalar(item) {
				return nil
			}
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = appendScalar(dst, item)
		}
		return append(dst, ']')
	case *object:
		if len(v.members) == 0 {
			return append(dst, "{}"...)
		}
		dst = append(dst, "{ "...)
		for i, m := range v.members {
			if m.name == "description" || len(dst) > jsonWidth || !isScalar(m.value) && len(v.members) > 1 {
				return nil
			}
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = append(appendString(dst, m.name), ": "...)
			if isScalar(m.value) {
				dst = appendScalar(dst, m.value)
			} else if dst = appendFlat(dst, m.value); dst == nil {
				return nil
			}
		}
		return append(dst, " }"...)
	}
	return nil
}

func isScalar(v value) bool {
	switch v.(type) {
	case list, *object:
		return false
	}
	return true
}

func newline(dst []byte, i, depth int) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	return indent(dst, depth)
}

func indent(dst []byte, depth int) []byte {
	return spaces(append(dst, '\n'), depth)
}

func column(dst []byte) int {
	return len(dst) - 1 - bytes.LastIndexByte(dst, '\n')
}
