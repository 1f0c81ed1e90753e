package schema

import "strings"

// lint reads which lint rules are turned off, each with a reason.
func (l *loader) lint(n node) {
	if n.absent() {
		return
	}
	o := l.object(n, "lint")
	off := o.take("off")
	o.finish()
	if off.absent() {
		return
	}
	for _, m := range l.members(off, "lint.off") {
		reason := ""
		if !m.value.isNull() {
			reason = strings.TrimSpace(l.text(m.value, "the reason"))
		}
		if reason == "" {
			l.errorf(m.key, "lint", "write the reason in its place, as a sentence", "%s is turned off without a reason", m.name)
		}
		l.contract.LintOff = append(l.contract.LintOff, LintOff{m.name, reason, m.key.pos()})
	}
}
