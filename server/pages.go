package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	clientweb "eventwire/client-web"
)

// newPages serves the built browser chat, or says how to build it.
func newPages() (http.Handler, error) {
	files, built := clientweb.Files()
	if !built {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte("The server runs, but the browser chat is not built into it.\n\n" +
				"Build it with Node.js 20 or later, and start again:\n\n    make run\n"))
		}), nil
	}
	return loadPage(files)
}

// page is the browser chat in memory, by the paths under which it is served.
type page map[string]*pageFile

// pageFile is one file in the two forms in which it may be sent.
type pageFile struct {
	name       string // says the content type
	cache      string // the Cache-Control header
	plain      encoded
	compressed encoded // has no body where that would save nothing
}

type encoded struct {
	body []byte
	etag string
}

// loadPage reads and compresses a built page once, so that no request has to wait for it.
func loadPage(files fs.FS) (page, error) {
	p := page{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		file := &pageFile{name: name, cache: "no-cache", plain: encode(body)}
		if strings.HasPrefix(name, "assets/") { // named by their content
			file.cache = "public, max-age=31536000, immutable"
		}
		var small bytes.Buffer
		w, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(body); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		if small.Len() < len(body) {
			file.compressed = encode(small.Bytes())
		}
		p["/"+strings.TrimSuffix(name, "index.html")] = file
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the browser chat: %w", err)
	}
	return p, nil
}

func encode(body []byte) encoded {
	sum := sha256.Sum256(body)
	return encoded{body: body, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
}

func (p page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "use GET", http.StatusMethodNotAllowed)
		return
	}
	file, ok := p[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", file.cache)
	form := file.plain
	if file.compressed.body != nil {
		w.Header().Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header) {
			w.Header().Set("Content-Encoding", "gzip")
			form = file.compressed
		}
	}
	w.Header().Set("ETag", form.etag)
	http.ServeContent(w, r, file.name, time.Time{}, bytes.NewReader(form.body))
}

// takesGzip reports whether a client names gzip among the encodings that it takes (RFC 9110, section 12.5.3).
func takesGzip(h http.Header) bool {
	for entry := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		coding, weight, _ := strings.Cut(entry, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return strings.Trim(strings.TrimPrefix(strings.TrimSpace(weight), "q="), "0.") != "" || weight == ""
		}
	}
	return false
}
