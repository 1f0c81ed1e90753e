package redisbus

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	rows := map[string]Target{
		"redis://localhost":                 {addresses: []string{"localhost:6379"}},
		"redis://:s%40e@h:7/2":              {addresses: []string{"h:7"}, password: "s@e", db: 2},
		"rediss://u:p@[::1]:6380?db=3":      {addresses: []string{"[::1]:6380"}, username: "u", password: "p", db: 3, tls: true},
		"unix://u:p@/run/redis.sock?db=1":   {topology: socket, addresses: []string{"/run/redis.sock"}, username: "u", password: "p", db: 1},
		"redis+sentinel://:p@a,b:1/m/4":     {topology: sentinel, addresses: []string{"a:26379", "b:1"}, master: "m", password: "p", db: 4},
		"redis+cluster://a:1,b":             {topology: cluster, addresses: []string{"a:1", "b:6379"}},
		"rediss+cluster://a?tls_ca_file=/c": {topology: cluster, addresses: []string{"a:6379"}, tls: true, tlsOptions: tlsOptions{caFile: "/c"}},
		"redis+sentinel://a/m?sentinel_password=x&sentinel_username=y": {
			topology: sentinel, addresses: []string{"a:26379"}, master: "m", sentinel: credentials{"y", "x"},
		},
	}
	for text, want := range rows {
		if got, err := ParseURL(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("ParseURL(%q):\n got %+v, %v\nwant %+v", text, got, err, want)
		}
	}
}

func TestParseURLRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                              "must begin with redis://",
		"localhost:6379":                "must begin with redis://",
		"http://h":                      "unknown scheme",
		"redis://":                      "host is missing",
		"redis://h:0":                   "port",
		"redis://h:99999":               "port",
		"redis://h/x":                   "database",
		"redis://a,b":                   "more than one host",
		"redis://secret@h":              "user:password@",
		"redis://:sec%zzret@h":          "percent-encoding",
		"redis://h?nope=1":              "unknown parameter",
		"redis://h?tls_ca_file=x":       "needs rediss://",
		"redis://h?db=1&db=2":           "given twice",
		"redis+sentinel://h":            "name of the master",
		"redis+cluster://h/1":           "only database 0",
		"unix://":                       "path of the socket",
		"unix://h/path":                 "no host",
		"rediss://h?tls_cert_file=x":    "go together",
		"rediss://h?tls_skip_verify=xx": "true or false",
		"redis://:se#cret@h":            "%23",
	} {
		_, err := ParseURL(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseURL(%q): got %v, want %q in it", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "cret") {
			t.Errorf("ParseURL(%q): the error holds the password: %v", text, err)
		}
	}
}

func TestRedactedHidesSecrets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"rediss://user:secret@h/2": "rediss://h:6379/2",
		"unix://user:secret@/s":    "unix:///s",
		"redis+sentinel://user:secret@h,i/m/1?sentinel_password=secret": "redis+sentinel://h:26379,i:26379/m/1",
		"rediss+cluster://user:secret@h?tls_key_file=a&tls_cert_file=b": "rediss+cluster://h:6379",
	} {
		target, err := ParseURL(text)
		if got := target.Redacted(); err != nil || got != want {
			t.Errorf("Redacted of %q: got %q, %v; want %q", text, got, err, want)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{"redis://u:p@h:1/2?db=1", "redis+sentinel://a,b:1/m/3?sentinel_password=x", "unix:///s", "rediss+cluster://[::1]:1,a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		target, err := ParseURL(text)
		if err != nil {
			return
		}
		again, err := ParseURL(target.Redacted())
		if target.topology == socket || target.topology == sentinel && strings.ContainsAny(target.master, "%?#/") {
			return // a path is not escaped for people
		}
		if err != nil || !reflect.DeepEqual(again.addresses, target.addresses) || again.db != target.db || again.tls != target.tls {
			t.Fatalf("%q is redacted to %q: %v", text, target.Redacted(), err)
		}
	})
}
