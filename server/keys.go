package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

// keyFile is a JSON Web Key Set (RFC 7517) that is read again when its file has changed, so that keys can be rotated and
// withdrawn while the instance runs. A file that can't be read leaves the old keys in use. It is safe for concurrent use.
type keyFile struct {
	path   string
	logger *slog.Logger

	mu      sync.Mutex
	keys    keyfunc.Keyfunc // nil until the file was read
	read    os.FileInfo     // of the file that was looked at last, whether it could be used or not
	checked time.Time
}

// find gives the key that a token says it is signed with. It is a [jwt.Keyfunc].
func (f *keyFile) find(token *jwt.Token) (any, error) {
	keys, err := f.get()
	if err != nil {
		return nil, err
	}
	return keys.Keyfunc(token)
}

// get gives the keys as they are in the file, looked at no more than once a second.
func (f *keyFile) get() (keyfunc.Keyfunc, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.keys != nil && time.Since(f.checked) < time.Second {
		return f.keys, nil
	}
	f.checked = time.Now()
	err := f.refresh()
	if f.keys == nil {
		return nil, err
	}
	if err != nil {
		f.logger.Warn("AUTH_JWKS_FILE has changed and can't be used; the keys from before stay", "error", err)
	}
	return f.keys, nil
}

// refresh reads the file if it is another one than before, or was changed.
func (f *keyFile) refresh() error {
	info, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	if f.read != nil && os.SameFile(info, f.read) && info.ModTime().Equal(f.read.ModTime()) && info.Size() == f.read.Size() {
		return nil
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return err
	}
	f.read = info
	keys, err := keyfunc.NewJWKSetJSON(json.RawMessage(text))
	if err != nil {
		return fmt.Errorf("%s is not a JSON Web Key Set: %w", f.path, err)
	}
	f.keys = keys
	return nil
}
