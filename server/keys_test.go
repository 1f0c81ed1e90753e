package main

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

func TestSignInKeysAreReadAgainWhenTheyChange(t *testing.T) {
	t.Parallel()
	old, file := keySet(t)
	server := serveChat(t, "AUTH_JWKS_FILE="+file)
	status := func(key any) int {
		_, status := server.handshake(cookie(token(t, jwt.SigningMethodES256, key, map[string]any{"kid": "k1"}, nil)))
		return status
	}
	replace := func(with string) {
		t.Helper()
		if err := os.Rename(with, file); err != nil { // as a rotation does: there is never half a file
			t.Fatal(err)
		}
	}
	if got := status(old); got != http.StatusSwitchingProtocols {
		t.Fatalf("the first key: got %d", got)
	}

	broken := file + ".broken"
	if err := os.WriteFile(broken, []byte(`{"keys":`), 0o600); err != nil {
		t.Fatal(err)
	}
	replace(broken)
	server.eventually("the log says that the file can't be used", func() bool {
		if got := status(old); got != http.StatusSwitchingProtocols {
			t.Fatalf("with a broken file: got %d", got)
		}
		return strings.Contains(server.stderr.String(), "AUTH_JWKS_FILE has changed and can't be used")
	})

	next, other := keySet(t)
	replace(other)
	server.eventually("the new key opens", func() bool { return status(next) == http.StatusSwitchingProtocols })
	if got := status(old); got != http.StatusUnauthorized {
		t.Errorf("the key that was withdrawn: got %d, want 401", got)
	}
}
