package secrets

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// JWTLifetime is how long a JWT lasts unless a caller chooses.
const JWTLifetime = 900 * time.Second

// Claims are the content of a JWT, in the service's order of keys.
type Claims struct {
	UserID    string `json:"userId"`
	SessionID string `json:"sessionId"`
	Exp       int64  `json:"exp"`

	jwt.RegisteredClaims `json:"-"` // none of them is in use here
}

// GetExpirationTime returns when the JWT expires.
func (c Claims) GetExpirationTime() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(c.Exp, 0)), nil
}

// SignJWT makes a JWT for a session.
func SignJWT(key []byte, userID, sessionID string, expire time.Time) string {
	return sign(key, Claims{UserID: userID, SessionID: sessionID, Exp: expire.Unix()})
}

func sign(key []byte, claims jwt.Claims) string {
	content, err := json.Marshal(claims)
	if err != nil {
		panic("accounttest: a JWT cannot be encoded: " + err.Error())
	}
	signed := jwtHeader + "." + base64.RawURLEncoding.EncodeToString(content)
	signature, err := jwt.SigningMethodHS256.Sign(signed, key)
	if err != nil {
		panic("accounttest: a JWT cannot be signed: " + err.Error())
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// jwtHeader has its keys in the order of the service, which the library would sort.
var jwtHeader = base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","alg":"` + algorithm + `"}`))

// OAuth2Claims are the content of the secret that an OAuth2 sign-in ends with, in the
// service's order of keys.
type OAuth2Claims struct {
	Secret   string `json:"secret"` // of the token
	Provider string `json:"provider"`
	Exp      int64  `json:"exp"`

	jwt.RegisteredClaims `json:"-"` // none of them is in use here
}

// GetExpirationTime returns when the secret expires.
func (c OAuth2Claims) GetExpirationTime() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(c.Exp, 0)), nil
}

// oauth2Lifetime is how long a browser has to bring the secret to the program.
const oauth2Lifetime = time.Minute

// SignOAuth2 wraps the secret of a token, and the provider that it came from.
func SignOAuth2(key []byte, secret, provider string, now time.Time) string {
	return sign(key, OAuth2Claims{Secret: secret, Provider: provider, Exp: now.Add(oauth2Lifetime).Unix()})
}

// ParseOAuth2 unwraps a secret; ok is false for what is none, or is too old.
func ParseOAuth2(key []byte, secret string, now time.Time) (content OAuth2Claims, ok bool) {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{algorithm}), jwt.WithTimeFunc(func() time.Time { return now }))
	_, err := parser.ParseWithClaims(secret, &content, func(*jwt.Token) (any, error) { return key, nil })
	return content, err == nil && content.Secret != ""
}

// ParseJWT verifies a JWT. The problem says in the service's words what is wrong with it.
func ParseJWT(key []byte, token string, now time.Time) (content Claims, problem string) {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{algorithm}), jwt.WithTimeFunc(func() time.Time { return now }))
	_, err := parser.ParseWithClaims(token, &content, func(*jwt.Token) (any, error) { return key, nil })
	if err == nil {
		return content, ""
	}
	if strings.Count(token, ".") < 2 {
		return Claims{}, "Invalid token: Incomplete segments" // unverified
	}
	header, _, _ := strings.Cut(token, ".")
	if problem := headerProblem(header); problem != "" {
		return Claims{}, problem
	}
	if errors.Is(err, jwt.ErrTokenExpired) {
		return Claims{}, "Invalid token: Expired"
	}
	return Claims{}, "Invalid token: Signature failed"
}

// algorithms are what the service knows; it signs with the first.
var algorithms = []string{algorithm, "HS384", "HS512", "RS256", "RS384", "RS512"}

const algorithm = "HS256"

// headerProblem says in the service's words what is wrong with the first segment of a JWT, ""
// if nothing is.
func headerProblem(segment string) string {
	raw, err := base64.RawURLEncoding.DecodeString(segment)
	if err == nil {
		err = php.Check(raw)
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	if err == nil && !json.Valid(raw) {
		err = errSyntax
	}
	if err != nil {
		return "JSON failed: " + php.DescribeJSONError(err)
	}
	_ = json.Unmarshal(raw, &header) // what is no object has no algorithm
	switch {
	case header.Algorithm == "":
		return "Invalid token: Missing header algo" // unverified
	case !slices.Contains(algorithms, header.Algorithm):
		return "Invalid token: Unsupported header algo"
	}
	return ""
}

var errSyntax = errors.New("invalid JSON")
