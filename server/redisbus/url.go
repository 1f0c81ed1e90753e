package redisbus

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// Target is where Redis is and how to get in, as said by a URL.
type Target struct {
	topology   topology
	addresses  []string // host:port, or the path of a socket
	master     string   // Sentinel: the name of the master
	db         int
	username   string
	password   string
	sentinel   credentials
	tls        bool
	tlsOptions tlsOptions
}

type topology int

const (
	single topology = iota
	socket
	sentinel
	cluster
)

type credentials struct{ username, password string }

type tlsOptions struct {
	caFile, certFile, keyFile, serverName string
	skipVerify                            bool
}

var schemes = map[string]struct {
	topology topology
	tls      bool
	port     string
}{
	"redis":           {single, false, "6379"},
	"rediss":          {single, true, "6379"},
	"unix":            {socket, false, ""},
	"redis+sentinel":  {sentinel, false, "26379"},
	"rediss+sentinel": {sentinel, true, "26379"},
	"redis+cluster":   {cluster, false, "6379"},
	"rediss+cluster":  {cluster, true, "6379"},
}

const schemeNames = "redis, rediss, unix, redis+sentinel, rediss+sentinel, redis+cluster, rediss+cluster"

// ParseURL reads a URL of Redis. Names, passwords and parameters are percent-encoded where they hold reserved characters.
//
//	redis://[[user]:password@]host[:6379][/db]
//	rediss://…                                                            the same over TLS
//	unix://[[user]:password@]/path/of/socket[?db=0]
//	redis+sentinel://[[user]:password@]host[:26379][,host…]/master[/db]   Sentinels, and the name of the master
//	redis+cluster://[[user]:password@]host[:6379][,host…]                 some nodes of a Redis Cluster
//	rediss+sentinel://…  rediss+cluster://…                               TLS to the Sentinels and to every node
//
// The user is an ACL user; without one it is the default user. Parameters, after a question mark: db; with Sentinel
// sentinel_username and sentinel_password, where the Sentinels themselves ask for one; with TLS tls_ca_file, tls_cert_file,
// tls_key_file (PEM), tls_server_name, and tls_skip_verify=true, which accepts any certificate and is for tests.
// The error holds no part of the URL that could be a password.
func ParseURL(text string) (Target, error) {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		return Target{}, errors.New("it must begin with redis:// or another of " + schemeNames)
	}
	kind, known := schemes[strings.ToLower(scheme)]
	if !known {
		return Target{}, fmt.Errorf("unknown scheme %q; write one of %s", printable(scheme), schemeNames)
	}
	if strings.Contains(rest, "#") {
		return Target{}, errors.New("a # must be written %23")
	}
	rest, query, _ := strings.Cut(rest, "?")
	authority, way, _ := strings.Cut(rest, "/")

	t := Target{topology: kind.topology, tls: kind.tls}
	hosts, err := t.parseUser(authority)
	if err != nil {
		return Target{}, err
	}
	if way, err = url.PathUnescape(way); err != nil {
		return Target{}, errors.New("the path has a bad percent-encoding")
	}
	if err := t.parsePath(way); err != nil {
		return Target{}, err
	}
	if t.topology == socket {
		if hosts != "" {
			return Target{}, errors.New("a unix URL has no host: write unix:///path/of/socket")
		}
	} else if err := t.parseHosts(hosts, kind.port); err != nil {
		return Target{}, err
	}
	if err := t.parseQuery(query); err != nil {
		return Target{}, err
	}
	if t.topology == cluster && t.db != 0 {
		return Target{}, errors.New("a Redis Cluster has only database 0")
	}
	return t, nil
}

// parseUser takes the user and the password off the authority and returns its hosts.
func (t *Target) parseUser(authority string) (hosts string, err error) {
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return authority, nil
	}
	user, password, hasPassword := strings.Cut(authority[:at], ":")
	if !hasPassword {
		return "", errors.New("a user needs a password: write user:password@ or :password@")
	}
	if t.username, err = url.PathUnescape(user); err == nil {
		t.password, err = url.PathUnescape(password)
	}
	if err != nil {
		return "", errors.New("user or password has a bad percent-encoding")
	}
	return authority[at+1:], nil
}

func (t *Target) parsePath(way string) error {
	switch t.topology {
	case socket:
		if way == "" {
			return errors.New("the path of the socket is missing: write unix:///path/of/socket")
		}
		t.addresses = []string{path.Clean("/" + way)}
		return nil
	case sentinel:
		t.master, way, _ = strings.Cut(way, "/")
		if t.master == "" {
			return errors.New("the name of the master is missing: write redis+sentinel://host:26379/mymaster")
		}
	}
	if way == "" {
		return nil
	}
	return t.parseDB(way)
}

func (t *Target) parseDB(text string) error {
	db, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return fmt.Errorf("database %q is not a number from 0 to 65535", printable(text))
	}
	t.db = int(db)
	return nil
}

func (t *Target) parseHosts(hosts, defaultPort string) error {
	list := strings.Split(hosts, ",")
	if len(list) > 1 && t.topology == single {
		return errors.New("more than one host needs redis+sentinel:// or redis+cluster://")
	}
	for _, text := range list {
		address, err := parseHost(text, defaultPort)
		if err != nil {
			return err
		}
		t.addresses = append(t.addresses, address)
	}
	return nil
}

// parseHost reads host, host:port, [v6] or [v6]:port.
func parseHost(text, defaultPort string) (string, error) {
	host, port := text, defaultPort
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		host = text[1 : len(text)-1]
	} else if strings.Contains(text, ":") {
		var err error
		if host, port, err = net.SplitHostPort(text); err != nil {
			return "", fmt.Errorf("host %q is not host:port", printable(text))
		}
	}
	if host == "" {
		return "", errors.New("a host is missing: write redis://localhost:6379")
	}
	if strings.ContainsAny(host, " \t\r\n%[]@\\\"<>{}|^`\x00") {
		return "", fmt.Errorf("host %q has a character that no host has", printable(host))
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return "", fmt.Errorf("port %q is not a number from 1 to 65535", printable(port))
	}
	return net.JoinHostPort(host, port), nil
}

func (t *Target) parseQuery(text string) error {
	query, err := url.ParseQuery(text)
	if err != nil {
		return errors.New("the parameters have a bad percent-encoding or a semicolon")
	}
	for name, values := range query {
		if len(values) > 1 {
			return fmt.Errorf("parameter %q is given twice", printable(name))
		}
		if err := t.parseParameter(name, values[0]); err != nil {
			return err
		}
	}
	if (t.tlsOptions.certFile == "") != (t.tlsOptions.keyFile == "") {
		return errors.New("tls_cert_file and tls_key_file go together")
	}
	return nil
}

func (t *Target) parseParameter(name, value string) error {
	if strings.HasPrefix(name, "tls_") && !t.tls {
		return fmt.Errorf("parameter %q needs rediss:// or another scheme with TLS", printable(name))
	}
	if strings.HasPrefix(name, "sentinel_") && t.topology != sentinel {
		return fmt.Errorf("parameter %q needs redis+sentinel://", printable(name))
	}
	switch name {
	case "db":
		return t.parseDB(value)
	case "sentinel_username":
		t.sentinel.username = value
	case "sentinel_password":
		t.sentinel.password = value
	case "tls_ca_file":
		t.tlsOptions.caFile = value
	case "tls_cert_file":
		t.tlsOptions.certFile = value
	case "tls_key_file":
		t.tlsOptions.keyFile = value
	case "tls_server_name":
		t.tlsOptions.serverName = value
	case "tls_skip_verify":
		skip, err := strconv.ParseBool(value)
		if err != nil {
			return errors.New("tls_skip_verify must be true or false")
		}
		t.tlsOptions.skipVerify = skip
	default:
		return fmt.Errorf("unknown parameter %q", printable(name))
	}
	return nil
}

// Redacted returns the URL without password, user and parameters: fit for a log.
func (t Target) Redacted() string {
	if t.topology == socket {
		return "unix://" + t.addresses[0]
	}
	text := "redis"
	if t.tls {
		text += "s"
	}
	switch t.topology {
	case sentinel:
		text += "+sentinel"
	case cluster:
		text += "+cluster"
	}
	text += "://" + strings.Join(t.addresses, ",")
	if t.topology == sentinel {
		text += "/" + t.master
	}
	if t.db != 0 {
		text += "/" + strconv.Itoa(t.db)
	}
	return text
}

// printable keeps an error readable, whatever the URL holds.
func printable(text string) string {
	if len(text) > 64 {
		return text[:64] + "…"
	}
	return text
}
