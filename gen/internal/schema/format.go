package schema

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The grammars of the language's formats, for the contract's own defaults and examples. The generated code has
// scanners of its own for them; the conformance vectors hold all of them together.
var (
	uuids     = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	int64s    = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	decimals  = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.([0-9]+))?$`)
	datetimes = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`)
	atoms     = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
	labels    = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)
	uris      = regexp.MustCompile(`^(https?|wss?)://([^/?#]*)([/?#].*)?$`)
	uriTails  = regexp.MustCompile(`^(/([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?(\?([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(#([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$`)
)

// grammar says in words what a value of a format is, as the validators do, and more of it for authors.
func grammar(t *Type) (what, more string) {
	switch t.Kind {
	case KindInt64:
		return "an integer of 64 bits in decimal digits", ", such as \"42\""
	case KindDecimal:
		digits := "digits"
		if t.Digits == 1 {
			digits = "digit"
		}
		return fmt.Sprintf("a decimal of at most %d %s, %d of them after the point", t.Digits, digits, t.Scale), ""
	case KindDatetime:
		return "a date and time of RFC 3339", ", such as 2026-01-31T12:00:00Z"
	case KindUUID:
		return "a UUID", ", such as 123e4567-e89b-12d3-a456-426614174000"
	case KindEmail:
		return "an email address", ", such as alice@example.com"
	case KindURI:
		return "an http, https, ws or wss URI", " in ASCII"
	case KindIPv4:
		return "an IPv4 address", ", such as 192.0.2.1"
	case KindIPv6:
		return "an IPv6 address", " without a zone, such as 2001:db8::1"
	case KindHostname:
		return "a host name", " of letters, digits and hyphens, such as example.com"
	}
	return "padded base64", ""
}

func isUUID(s string) bool { return uuids.MatchString(s) }

func isInt64(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil && int64s.MatchString(s)
}

func isDecimal(s string, digits, scale int) bool {
	m := decimals.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	whole := len(m[1])
	if m[1] == "0" {
		whole = 0
	}
	return len(m[3]) <= scale && whole <= digits-scale
}

func isDatetime(s string) bool {
	if !datetimes.MatchString(s) || strings.HasPrefix(s, "0000") {
		return false
	}
	_, err := time.Parse(time.RFC3339Nano, s)
	return err == nil
}

func isEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && len(s) <= 254 && len(local) <= 64 && atoms.MatchString(local) && isHostname(domain)
}

func isHostname(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if !labels.MatchString(label) {
			return false
		}
	}
	return true
}

func isIPv4(s string) bool {
	address, err := netip.ParseAddr(s)
	return err == nil && address.Is4()
}

func isIPv6(s string) bool {
	address, err := netip.ParseAddr(s)
	return err == nil && address.Is6() && address.Zone() == ""
}

func isURI(s string) bool {
	m := uris.FindStringSubmatch(s)
	if m == nil || !uriTails.MatchString(m[3]) {
		return false
	}
	host, port := m[2], ""
	if rest, bracketed := strings.CutPrefix(host, "["); bracketed {
		address, after, closed := strings.Cut(rest, "]")
		if !closed || !isIPv6(address) || after != "" && !strings.HasPrefix(after, ":") {
			return false
		}
		return after == "" || isPort(after[1:])
	}
	host, port, hasPort := strings.Cut(host, ":")
	return isHostname(host) && (!hasPort || isPort(port))
}

func isPort(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1 && n <= 65535 && strconv.Itoa(n) == s
}
