package typescript

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineWidth is how long the lines of scripts and declarations get, as in the repository's configuration of biome.
const lineWidth = 100

// expression is JavaScript that can be printed over several lines, as biome breaks them. One of its fields is set.
type expression struct {
	atom  string // is never broken
	call  *call
	array []string
	logic *logic
}

type call struct {
	function string
	args     []expression
}

// logic is a chain of && or of ||.
type logic struct {
	operator string
	terms    []expression
}

func atom(text string) expression { return expression{atom: text} }

func callOf(function string, args ...expression) expression {
	return expression{call: &call{function, args}}
}

// chain joins terms by an operator; a single term stays as it is.
func chain(operator string, terms ...expression) expression {
	if len(terms) == 1 {
		return terms[0]
	}
	return expression{logic: &logic{operator, terms}}
}

// flat prints an expression on one line.
func (e expression) flat() string {
	switch {
	case e.call != nil:
		args := make([]string, len(e.call.args))
		for i, arg := range e.call.args {
			args[i] = arg.flat()
		}
		return e.call.function + "(" + strings.Join(args, ", ") + ")"
	case e.array != nil:
		return "[" + strings.Join(e.array, ", ") + "]"
	case e.logic != nil:
		terms := make([]string, len(e.logic.terms))
		for i, term := range e.logic.terms {
			terms[i] = term.flat()
			if term.logic != nil {
				terms[i] = "(" + terms[i] + ")"
			}
		}
		return strings.Join(terms, " "+e.logic.operator+" ")
	}
	return e.atom
}

// print prints an expression at a place where `used` columns of the line are taken already, of which `indent` begins further lines,
// and `after` columns follow. The further terms of a chain begin at `hang`.
func (e expression) print(indent, hang string, used, after int) string {
	if flat := e.flat(); used+len([]rune(flat))+after <= lineWidth {
		return flat
	}
	inner := indent + "  "
	switch {
	case e.call != nil:
		last := len(e.call.args) - 1
		if last >= 0 && e.call.args[last].array != nil {
			head := callOf(e.call.function, e.call.args[:last]...).flat()
			head = strings.TrimSuffix(head, ")") + ", "
			return head + e.call.args[last].broken(indent) + ")"
		}
		var b strings.Builder
		b.WriteString(e.call.function + "(\n")
		for _, arg := range e.call.args {
			b.WriteString(inner + arg.print(inner, inner+"  ", len(inner), 1) + ",\n")
		}
		return b.String() + indent + ")"
	case e.array != nil:
		return e.broken(indent)
	case e.logic != nil:
		var b strings.Builder
		for i, term := range e.logic.terms {
			at, more := hang, len(e.logic.operator)+1
			if i == 0 {
				at = indent
			} else {
				used = len(hang)
				b.WriteString(hang)
			}
			if i == len(e.logic.terms)-1 {
				more = after
			}
			if term.logic != nil {
				b.WriteString("(" + term.print(at+"  ", at+"  ", used+1, more+1) + ")")
			} else {
				b.WriteString(term.print(at, at, used, more))
			}
			if i < len(e.logic.terms)-1 {
				b.WriteString(" " + e.logic.operator + "\n")
			}
		}
		return b.String()
	}
	return e.atom
}

// broken prints an array with an item on each line.
func (e expression) broken(indent string) string {
	return "[\n" + indent + "  " + strings.Join(e.array, ",\n"+indent+"  ") + ",\n" + indent + "]"
}

// statement prints an expression as a statement.
func (e expression) statement(indent string) string {
	return indent + e.print(indent, indent+"  ", len(indent), 1) + ";\n"
}

// braced prints a list of names in braces after a head, as imports and exports have them: on one line where it fits.
func braced(head string, names []string, tail string) string {
	flat := head + " { " + strings.Join(names, ", ") + " }" + tail
	if len([]rune(flat)) <= lineWidth {
		return flat + "\n"
	}
	return head + " {\n  " + strings.Join(names, ",\n  ") + ",\n}" + tail + "\n"
}

// byName orders names as biome sorts them in braces: letter by letter, capitals first where the letter is the same. The word type before
// a name does not count.
func byName(a, b string) int {
	a, b = strings.TrimPrefix(a, "type "), strings.TrimPrefix(b, "type ")
	for a != "" && b != "" {
		x, sizeX := utf8.DecodeRuneInString(a)
		y, sizeY := utf8.DecodeRuneInString(b)
		if x != y {
			return cmp.Or(cmp.Compare(unicode.ToLower(x), unicode.ToLower(y)), cmp.Compare(x, y))
		}
		a, b = a[sizeX:], b[sizeY:]
	}
	return cmp.Compare(len(a), len(b))
}
