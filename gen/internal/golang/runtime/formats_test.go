package runtime

import (
	"encoding/base64"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	uuids     = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	decimals  = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,3})?$`)
	int64s    = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	datetimes = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`)
	atoms     = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
	hostnames = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)
	uris      = regexp.MustCompile(`^(?:https?|wss?)://(?:\[([^\]]*)\]|([^/?#:\[]*))(?::([1-9][0-9]{0,4}))?(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$`)
)

// FuzzFormats holds every format's scanner to another way of saying the same.
func FuzzFormats(f *testing.F) {
	for _, seed := range []string{
		"123e4567-e89b-12d3-a456-426614174000", "alice@example.com", "https://[2001:db8::1]:8080/a?b#c", "ws://a/%20?x#y", "192.0.2.1", "::ffff:1.2.3.4",
		"1:2:3:4:5:6:7::", "1:2:3:4::5:6:7:8", "a-b.c", "2024-02-29T23:59:59.123456789+05:30", "aGVsbG8=", "-9223372036854775808", "-0.50", "99999.999", "AB==", "https://a?b?c#d?e",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		check := func(format string, got, want bool) {
			if got != want {
				t.Errorf("%s %q: %v, want %v", format, s, got, want)
			}
		}
		hostname := func(s string) bool { return len(s) <= 253 && hostnames.MatchString(s) }
		address, err := netip.ParseAddr(s)
		ipv6 := func(s string) bool {
			a, err := netip.ParseAddr(s)
			return err == nil && a.Is6() && a.Zone() == ""
		}
		check("ipv4", isIPv4(s), err == nil && address.Is4())
		check("ipv6", isIPv6(s), ipv6(s))
		check("uuid", isUUID(s), uuids.MatchString(s))
		check("hostname", isHostname(s), hostname(s))
		local, domain, at := strings.Cut(s, "@")
		check("email", isEmail(s), at && len(s) <= 254 && len(local) <= 64 && atoms.MatchString(local) && hostname(domain))
		m := uris.FindStringSubmatch(s)
		uri := m != nil && (m[2] != "" && hostname(m[2]) || m[2] == "" && ipv6(m[1]))
		if uri && m[3] != "" {
			port, err := strconv.Atoi(m[3])
			uri = err == nil && port <= 65535
		}
		check("uri", isURI(s), uri)
		check("decimal", isDecimal(s, 8, 3), decimals.MatchString(s))
		n, isInt64 := parseInt64(s)
		parsed, err := strconv.ParseInt(s, 10, 64)
		check("int64", isInt64, err == nil && int64s.MatchString(s))
		if isInt64 && n != parsed {
			t.Errorf("int64 %q: %d", s, n)
		}
		moment, isDatetime := parseDatetime(s)
		want, err := time.Parse(time.RFC3339Nano, s)
		check("datetime", isDatetime, err == nil && datetimes.MatchString(s) && s[:4] != "0000")
		if isDatetime && !moment.Equal(want) {
			t.Errorf("datetime %q: %v, want %v", s, moment, want)
		}
		var w writer
		if text := w.string(nil, s); !w.failed {
			d := newDecoder(text, false)
			b, isBytes := d.bytes()
			again := base64.StdEncoding.EncodeToString(b)
			if check("bytes", isBytes, isBytes && again == s); isBytes && again != s {
				t.Errorf("bytes %q: %q", s, again)
			}
		}
	})
}
