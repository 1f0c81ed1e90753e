package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"eventwire/gen/internal/schema"
)

// report writes diagnostics: for people to standard error, with --json to standard output, one object on each line.
func (s *session) report(from source, diagnostics []schema.Diagnostic) {
	for i := range diagnostics {
		diagnostics[i].Pos.File = from.display + diagnostics[i].Pos.File
	}
	if s.json {
		encoder := json.NewEncoder(s.stdout)
		encoder.SetEscapeHTML(false)
		for _, d := range diagnostics {
			_ = encoder.Encode(jsonDiagnostic{d.Pos.File, d.Pos.Line, d.Pos.Column, d.Width, d.Severity.String(), d.Rule, d.Message, d.Hint})
		}
		return
	}
	p := painter{colour: isTerminal(s.stderr)}
	for _, d := range diagnostics {
		_, _ = io.WriteString(s.stderr, p.diagnostic(d))
	}
	switch n := len(diagnostics); {
	case n >= schema.MaxDiagnostics:
		fmt.Fprintf(s.stderr, "%d problems, and perhaps more\n", n)
	case n > 1:
		fmt.Fprintf(s.stderr, "%d problems\n", n)
	}
}

// note says of a file what its user should know although nothing is at fault: to standard error, with --json to standard output.
func (s *session) note(file, rule, message string) {
	if s.json {
		s.printJSON(jsonDiagnostic{File: file, Severity: schema.Warning.String(), Rule: rule, Message: message})
	} else {
		fmt.Fprintf(s.stderr, "%s %s\n", file, message)
	}
}

// printJSON writes one object on one line.
func (s *session) printJSON(object any) int {
	encoder := json.NewEncoder(s.stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object); err != nil {
		fmt.Fprintf(s.stderr, "eventwire: %v\n", err)
		return exitCall
	}
	return exitFine
}

// jsonDiagnostic is a diagnostic as tools read it. Lines and columns count from 1, columns and width in code points.
type jsonDiagnostic struct {
	File     string `json:"file,omitempty"` // none where the call is at fault
	Line     int    `json:"line,omitempty"` // none where the file as a whole is
	Column   int    `json:"column,omitempty"`
	Width    int    `json:"width,omitempty"`
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

// isTerminal tells whether somebody looks at a stream who has not asked for plain text (https://no-color.org).
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// painter lays a diagnostic out as compilers do.
type painter struct{ colour bool }

const (
	bold   = "1"
	red    = "1;31"
	yellow = "1;33"
	blue   = "1;34"
)

func (p painter) paint(code, s string) string {
	if !p.colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// diagnostic prints
//
//	events.yaml:14:9: error: unknown key "maxlen" (did you mean "maxLength"?) [unknown-key]
//	   14 |       message: { type: string, maxlen: 5 }
//	      |                                ^^^^^^
//	      = what to write instead
func (p painter) diagnostic(d schema.Diagnostic) string {
	accent := red
	if d.Severity == schema.Warning {
		accent = yellow
	}
	d.Message, d.Hint = strings.Map(visible, d.Message), strings.Map(visible, d.Hint)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s [%s]\n", p.paint(bold, d.Pos.String()+":"), p.paint(accent, d.Severity.String()+":"), d.Message, d.Rule)
	if d.Source != "" {
		text, column, width := window(d.Source, d.Pos.Column, d.Width)
		number := fmt.Sprintf("%5d", d.Pos.Line)
		gap := strings.Repeat(" ", len(number))
		fmt.Fprintf(&b, "%s %s\n", p.paint(blue, number+" |"), text)
		before, marked := split(text, column-1, width)
		fmt.Fprintf(&b, "%s %s%s\n", p.paint(blue, gap+" |"), blank(before), p.paint(accent, strings.Repeat("^", max(1, columns(marked)))))
		if d.Hint != "" {
			fmt.Fprintf(&b, "%s %s\n", p.paint(blue, gap+" ="), d.Hint)
		}
	} else if d.Hint != "" {
		fmt.Fprintf(&b, "      = %s\n", d.Hint)
	}
	return b.String()
}

// window cuts a very long line to the part around the caret.
func window(line string, column, width int) (text string, newColumn, newWidth int) {
	const most, before = 120, 40
	runes := []rune(strings.Map(visible, line))
	column = min(max(1, column), len(runes)+1)
	from := 0
	prefix := ""
	if len(runes) > most && column > most-before {
		from = column - 1 - before
		prefix = "…"
	}
	to := min(len(runes), from+most)
	suffix := ""
	if to < len(runes) {
		suffix = "…"
	}
	text = prefix + string(runes[from:to]) + suffix
	newColumn = column - from + utf8.RuneCountInString(prefix)
	return text, newColumn, max(1, min(width, to-column+1))
}

// visible stands in for characters that a terminal would obey, or that would turn the line around.
func visible(r rune) rune {
	switch {
	case r == '\t':
		return r
	case r < ' ':
		return '\u2400' + r // ␀ and so on
	case r == 0x7f:
		return '␡'
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Bidi_Control, r):
		return utf8.RuneError
	}
	return r
}

// split gives the first n code points of a line, and the width code points after them.
func split(line string, n, width int) (before, marked string) {
	runes := []rune(line)
	n = min(n, len(runes))
	return string(runes[:n]), string(runes[n:min(n+width, len(runes))])
}

// blank is blank text as wide as a text, tabs kept.
func blank(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteString(strings.Repeat(" ", columns(string(r))))
		}
	}
	return b.String()
}

// columns is how wide terminals draw a text, near enough to place a caret.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case wide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

// wide tells the characters that terminals draw two columns wide.
func wide(r rune) bool {
	return r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff ||
		r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 || r >= 0x1f300 && r <= 0x1faff || r >= 0x20000 && r <= 0x3fffd
}
