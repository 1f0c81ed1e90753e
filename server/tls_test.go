package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"os"
	"testing"
	"time"

	"eventwire/server/internal/redistest"

	"github.com/gobwas/ws"
)

// copyFile copies with a later time of modification than the copy had before, however coarse the clock of the files is.
func copyFile(t testing.TB, from, to string) {
	t.Helper()
	later := time.Now()
	if info, err := os.Stat(to); err == nil {
		later = info.ModTime().Add(2 * time.Second)
	}
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o600)
	}
	if err == nil {
		err = os.Chtimes(to, later, later)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestCertificateIsReadAgainWhenItChanges(t *testing.T) {
	t.Parallel()
	first, second := redistest.NewCertificate(t), redistest.NewCertificate(t)
	used := redistest.Certificate{CertFile: t.TempDir() + "/cert.pem", KeyFile: t.TempDir() + "/key.pem"}
	use := func(c redistest.Certificate) {
		copyFile(t, c.KeyFile, used.KeyFile)
		copyFile(t, c.CertFile, used.CertFile)
	}
	use(first)
	server := serveChat(t, "TLS_CERT="+used.CertFile, "TLS_KEY="+used.KeyFile)
	if server.scheme != "https" {
		t.Fatalf("the start block says %s", server.scheme)
	}
	pool := x509.NewCertPool()
	for _, c := range []redistest.Certificate{first, second} {
		text, err := os.ReadFile(c.CertFile)
		if err != nil || !pool.AppendCertsFromPEM(text) {
			t.Fatal("no certificate", err)
		}
	}
	settings := &tls.Config{RootCAs: pool, ServerName: "localhost"}
	shows := func(c redistest.Certificate) bool {
		t.Helper()
		line, err := tls.Dial("tcp", server.host, settings)
		if err != nil {
			t.Fatal(err)
		}
		defer line.Close()
		pair, err := tls.LoadX509KeyPair(c.CertFile, c.KeyFile)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Equal(line.ConnectionState().PeerCertificates[0].Raw, pair.Certificate[0])
	}
	if !shows(first) {
		t.Fatal("another certificate than that of TLS_CERT")
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	line, early, _, err := ws.Dialer{TLSConfig: settings}.Dial(ctx, "wss://"+server.host+"/ws")
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, line: line, reader: line}
	if early != nil {
		p.reader = early
	}
	if code := p.answer("m1", message("m1", "hi")); code != "" {
		t.Errorf("a message over TLS: %s", code)
	}

	use(second)
	server.eventually("the new certificate is shown", func() bool { return shows(second) })
	if code := p.answer("m2", message("m2", "still here")); code != "" {
		t.Errorf("the old connection: %s", code)
	}
	_ = line.Close()
}

func TestBrokenCertificateDoesNotReplaceTheOldOne(t *testing.T) {
	t.Parallel()
	c := redistest.NewCertificate(t)
	f := &certificateFile{cert: c.CertFile, key: c.KeyFile}
	before, err := f.get(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, hurt := range []func() error{
		func() error { return os.WriteFile(c.CertFile, []byte("half a fi"), 0o600) },
		func() error { return os.Remove(c.CertFile) },
	} {
		if err := hurt(); err != nil {
			t.Fatal(err)
		}
		f.checked = time.Time{} // it is looked at once a second
		if after, err := f.get(nil); err != nil || after != before {
			t.Errorf("got %p, %v; want the old one, %p", after, err, before)
		}
	}
}
