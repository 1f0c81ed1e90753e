package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"eventwire/server/chat"

	"github.com/golang-jwt/jwt/v5"
)

// Where a sign-in token comes from: a cookie of this name, or a subprotocol with this prefix. Never the URL, which
// ends up in logs.
const (
	tokenCookie      = "eventwire_token"
	tokenSubprotocol = "eventwire.token."
)

// signIn checks sign-in tokens (RFC 7519). Its zero value asks for none.
type signIn struct {
	keys    jwt.Keyfunc
	options []jwt.ParserOption
}

func newSignIn(c *config, logger *slog.Logger) (*signIn, error) {
	leeway := []jwt.ParserOption{jwt.WithExpirationRequired(), jwt.WithIssuedAt()}
	switch {
	case c.AuthJWTSecret != "":
		secret := []byte(c.AuthJWTSecret)
		return &signIn{
			keys:    func(*jwt.Token) (any, error) { return secret, nil },
			options: append(leeway, jwt.WithValidMethods([]string{"HS256", "HS384", "HS512"})),
		}, nil
	case c.AuthJWKSFile != "":
		keys := &keyFile{path: c.AuthJWKSFile, logger: logger}
		if _, err := keys.get(); err != nil {
			return nil, fmt.Errorf("AUTH_JWKS_FILE: %w", err)
		}
		return &signIn{
			keys:    keys.find,
			options: append(leeway, jwt.WithValidMethods([]string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})),
		}, nil
	}
	return &signIn{}, nil
}

// claims are what the chat reads of a token.
type claims struct {
	PreferredUsername string `json:"preferred_username"`
	Name              string `json:"name"`
	jwt.RegisteredClaims
}

// identity tells people apart: by subject and issuer (RFC 7519, section 4.1), because names need not be unique, and by the
// name where a token has no subject.
func (c *claims) identity(username string) string {
	id := []string{"name", username}
	if c.Subject != "" {
		id = []string{"subject", c.Issuer, c.Subject}
	}
	return strings.Join(id, "\x00")
}

// guard lets through whoever has a valid token, and tells the chat the name it gives: preferred_username, name or sub,
// the first of them that is there.
func (s *signIn) guard(next http.Handler) http.Handler {
	if s.keys == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var c claims
		token := requestToken(r)
		if token == "" {
			refuse(w, "sign in first: the token goes into the cookie "+tokenCookie+" or the subprotocol "+tokenSubprotocol+"TOKEN")
			return
		}
		if _, err := jwt.ParseWithClaims(token, &c, s.keys, s.options...); err != nil {
			refuse(w, "the sign-in token is not valid, or not any more; sign in again")
			return
		}
		name := c.PreferredUsername
		if name == "" {
			name = c.Name
		}
		if name == "" {
			name = c.Subject
		}
		username, err := chat.NormalizeName(name)
		if err != nil {
			refuse(w, "the sign-in token's name can't be used: "+err.Error())
			return
		}
		identity := chat.Identity{ID: c.identity(username), Username: username, Expires: c.ExpiresAt.Time}
		next.ServeHTTP(w, r.WithContext(chat.WithIdentity(r.Context(), identity)))
	})
}

func requestToken(r *http.Request) string {
	for _, header := range r.Header.Values("Sec-Websocket-Protocol") {
		for protocol := range fields(header) {
			if token, ok := strings.CutPrefix(protocol, tokenSubprotocol); ok {
				return token
			}
		}
	}
	if cookie, err := r.Cookie(tokenCookie); err == nil {
		return cookie.Value
	}
	return ""
}

func refuse(w http.ResponseWriter, message string) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	writeJSON(w, http.StatusUnauthorized, map[string]any{"error": map[string]string{"code": "unauthorized", "message": message}})
}
