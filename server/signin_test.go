package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"eventwire/generated/events"

	"github.com/golang-jwt/jwt/v5"
)

const authSecret = "a secret of more than 32 bytes, for tests"

func token(t testing.TB, method jwt.SigningMethod, key any, header, claims map[string]any) string {
	t.Helper()
	all := jwt.MapClaims{"sub": "u1", "preferred_username": "Alice", "exp": time.Now().Add(time.Hour).Unix()}
	for name, value := range claims {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	unsigned := jwt.NewWithClaims(method, all)
	maps.Copy(unsigned.Header, header)
	signed, err := unsigned.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// keySet writes a JSON Web Key Set with one P-256 key, and gives the key and the file.
func keySet(t testing.TB) (*ecdsa.PrivateKey, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	text, err := json.Marshal(map[string]any{"keys": []any{map[string]string{
		"kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256", "use": "sig", "x": encode(point[1:33]), "y": encode(point[33:]),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return key, file
}

func cookie(token string) http.Header {
	return http.Header{"Cookie": {(&http.Cookie{Name: tokenCookie, Value: token}).String()}}
}

func TestSignInTokens(t *testing.T) {
	t.Parallel()
	key, file := keySet(t)
	public, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	stranger, _ := keySet(t)
	kid := map[string]any{"kid": "k1"}
	secret := []byte(authSecret)
	for setting, tokens := range map[string]map[string]struct {
		token string
		want  int
	}{
		"AUTH_JWT_SECRET=" + authSecret: {
			"valid":                {token(t, jwt.SigningMethodHS256, secret, nil, nil), 101},
			"no token":             {"", 401},
			"no JWT":               {"nonsense", 401},
			"another secret":       {token(t, jwt.SigningMethodHS256, []byte("another secret of more than 32 bytes!"), nil, nil), 401},
			"expired":              {token(t, jwt.SigningMethodHS256, secret, nil, map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}), 401},
			"without expiry":       {token(t, jwt.SigningMethodHS256, secret, nil, map[string]any{"exp": nil}), 401},
			"not valid yet":        {token(t, jwt.SigningMethodHS256, secret, nil, map[string]any{"nbf": time.Now().Add(time.Hour).Unix()}), 401},
			"issued in the future": {token(t, jwt.SigningMethodHS256, secret, nil, map[string]any{"iat": time.Now().Add(time.Hour).Unix()}), 401},
			"not signed":           {token(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil, nil), 401},
			"a name that is none":  {token(t, jwt.SigningMethodHS256, secret, nil, map[string]any{"preferred_username": "\u202e"}), 401},
			"no name at all":       {token(t, jwt.SigningMethodHS256, secret, nil, map[string]any{"preferred_username": nil, "sub": nil}), 401},
		},
		"AUTH_JWKS_FILE=" + file: {
			"valid":             {token(t, jwt.SigningMethodES256, key, kid, nil), 101},
			"another's key":     {token(t, jwt.SigningMethodES256, stranger, kid, nil), 401},
			"an unknown key id": {token(t, jwt.SigningMethodES256, key, map[string]any{"kid": "k2"}, nil), 401},
			"not signed":        {token(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, kid, nil), 401},
			// The attacker takes the public key for an HMAC secret.
			"the public key as secret": {token(t, jwt.SigningMethodHS256, public, kid, nil), 401},
		},
	} {
		server := serveChat(t, setting)
		for name, test := range tokens {
			t.Run(setting[:9]+"/"+name, func(t *testing.T) {
				if _, status := server.handshake(cookie(test.token)); status != test.want {
					t.Errorf("by cookie: got %d, want %d", status, test.want)
				}
				var protocols []string
				if test.token != "" {
					protocols = []string{"eventwire.v1.json", tokenSubprotocol + test.token}
				}
				if _, status := server.handshake(nil, protocols...); status != test.want {
					t.Errorf("by subprotocol: got %d, want %d", status, test.want)
				}
			})
		}
	}
}

func TestSignInNeverReadsTheURL(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "AUTH_JWT_SECRET="+authSecret)
	valid := token(t, jwt.SigningMethodHS256, []byte(authSecret), nil, nil)
	for _, parameter := range []string{"token", "access_token", tokenCookie} {
		response, _ := server.request(http.MethodGet, "/ws?"+parameter+"="+valid, "",
			"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==")
		if response.StatusCode != http.StatusUnauthorized {
			t.Errorf("?%s=: got %d, want 401", parameter, response.StatusCode)
		}
	}
}

func TestSignInNamesTheUser(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "AUTH_JWT_SECRET="+authSecret)
	enter := func(subject, name string) (*peer, string) {
		t.Helper()
		claims := map[string]any{"sub": subject, "preferred_username": name}
		p, status := server.handshake(cookie(token(t, jwt.SigningMethodHS256, []byte(authSecret), nil, claims)))
		if p == nil {
			t.Fatalf("%s was refused with %d", name, status)
		}
		p.send(`{"resume":[]}`)
		info := p.until("server.info", func(f events.ServerFrame) bool { return f.Event == events.ServerInfoEvent })
		return p, info.Data.(*events.ServerInfo).UserID
	}
	alice, id := enter("u1", "Alice")
	joined := alice.until("the own join", func(f events.ServerFrame) bool { return f.Event == events.ServerUserJoinedEvent })
	if got := joined.Data.(*events.ServerUserJoined); got.Username != "Alice" || got.UserID != id {
		t.Errorf("joined as %+v, want Alice, %s", got, id)
	}
	for name, want := range map[string]events.ErrorCode{"Alice": "", "Bob": "forbidden", "alice": "forbidden"} {
		if got := alice.answer(name, `{"event":"client.setUsername","id":"`+name+`","data":{"username":"`+name+`"}}`); got != want {
			t.Errorf("setting the name %s: got %q, want %q", name, got, want)
		}
	}
	if _, second := enter("u1", "Alice"); second != id {
		t.Errorf("Alice's second connection is user %s, the first %s", second, id)
	}
	if _, other := enter("u2", "Bob"); other == id {
		t.Error("Bob is the same user as Alice")
	}
	// Whoever has chosen Alice's name at the sign-in is not Alice for that.
	mallory, other := enter("u3", "Alice")
	if other == id {
		t.Error("another subject of the same name is the same user")
	}
	f := mallory.until("the answer to the name", func(f events.ServerFrame) bool {
		joined, ok := f.Data.(*events.ServerUserJoined)
		return f.Err != nil || ok && joined.UserID == other // and not Bob, who came just before
	})
	if f.Err == nil || f.Err.Code != "username_taken" {
		t.Errorf("another subject of the same name: got %+v, want username_taken", f)
	}
}

func TestSignInEndsWithItsToken(t *testing.T) {
	t.Parallel()
	server := serveChat(t, "AUTH_JWT_SECRET="+authSecret)
	enter := func(name string, lasts time.Duration) *peer {
		t.Helper()
		claims := map[string]any{"sub": name, "preferred_username": name, "exp": time.Now().Add(lasts).Unix()}
		p, status := server.handshake(cookie(token(t, jwt.SigningMethodHS256, []byte(authSecret), nil, claims)))
		if p == nil {
			t.Fatalf("%s was refused with %d", name, status)
		}
		p.send(`{"resume":[]}`)
		return p
	}
	alice, bob := enter("Alice", 3*time.Second), enter("Bob", time.Hour)
	if code := alice.closed(); code != 4401 {
		t.Errorf("closed with %d, want 4401", code)
	}
	for name, p := range map[string]*peer{"Bob": bob, "Alice with a fresh token": enter("Alice", time.Hour)} {
		if code := p.answer("m", message("m", "still here")); code != "" {
			t.Errorf("%s is answered with %s", name, code)
		}
	}
}
