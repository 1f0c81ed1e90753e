package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var script = strings.Repeat("console.log('hello');\n", 100)

func builtPage(t *testing.T) page {
	t.Helper()
	p, err := loadPage(fstest.MapFS{
		".gitkeep":        {},
		"index.html":      {Data: []byte("<!doctype html>" + strings.Repeat("<p>", 100))},
		"assets/app-1.js": {Data: []byte(script)},
		"assets/dot.png":  {Data: []byte{0x89, 'P', 'N', 'G'}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p page) get(method, path string, header ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result()
}

func TestPageIsCompressedForWhoTakesIt(t *testing.T) {
	t.Parallel()
	p := builtPage(t)
	for accepted, want := range map[string]string{
		"": "", "gzip": "gzip", "deflate, GZIP;q=0.5, br": "gzip", "gzip;q=0": "", "gzip; q=0.000": "", "br, *": "", "gzip;q=1": "gzip",
	} {
		response := p.get(http.MethodGet, "/assets/app-1.js", "Accept-Encoding", accepted)
		if got := response.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%q: got %q, want %q", accepted, got, want)
		}
		body := io.Reader(response.Body)
		if want == "gzip" {
			var err error
			if body, err = gzip.NewReader(body); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != script {
			t.Errorf("%q: got %d bytes and %v, want the script", accepted, len(got), err)
		}
		if got := response.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/javascript") {
			t.Errorf("%q: the type is %q", accepted, got)
		}
		if got := response.Header.Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("%q: caches are not told that others get another form: %q", accepted, got)
		}
	}
	response := p.get(http.MethodGet, "/assets/dot.png", "Accept-Encoding", "gzip")
	if got := response.Header.Get("Content-Encoding"); got != "" {
		t.Errorf("what grows is sent as %q", got)
	}
}

func TestPageIsKeptByBrowsersAndAskedForAgain(t *testing.T) {
	t.Parallel()
	p := builtPage(t)
	for path, want := range map[string]string{"/": "no-cache", "/assets/app-1.js": "public, max-age=31536000, immutable"} {
		first := p.get(http.MethodGet, path, "Accept-Encoding", "gzip")
		if got := first.Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
		tag := first.Header.Get("ETag")
		again := p.get(http.MethodGet, path, "Accept-Encoding", "gzip", "If-None-Match", tag)
		if tag == "" || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s with the tag %s: got %d, want 304", path, tag, again.StatusCode)
		}
		if plain := p.get(http.MethodGet, path, "If-None-Match", tag); plain.StatusCode != http.StatusOK {
			t.Errorf("%s: the plain form has the tag of the compressed one", path)
		}
	}
}

func TestPageServesNothingElse(t *testing.T) {
	t.Parallel()
	p := builtPage(t)
	for request, want := range map[string]int{
		"GET /": 200, "HEAD /": 200, "POST /": 405, "GET /assets/": 404, "GET /assets": 404, "GET /.gitkeep": 404, "GET /nowhere": 404, "GET /index.html": 404,
	} {
		method, path, _ := strings.Cut(request, " ")
		response := p.get(method, path)
		if response.StatusCode != want {
			t.Errorf("%s: got %d, want %d", request, response.StatusCode, want)
		}
		if body, _ := io.ReadAll(response.Body); method == http.MethodHead && !bytes.Equal(body, nil) {
			t.Errorf("%s: got a body", request)
		}
	}
}

func TestPageThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := loadPage(brokenFS{}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v, want the reason", err)
	}
}

type brokenFS struct{}

func (brokenFS) Open(string) (fs.File, error) { return nil, fs.ErrPermission }
