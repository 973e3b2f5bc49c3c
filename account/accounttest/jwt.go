package accounttest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const jwtLifetime = 900 * time.Second

// claims are the content of the service's JWTs, in its key order.
type claims struct {
	UserID    string `json:"userId"`
	SessionID string `json:"sessionId"`
	Exp       int64  `json:"exp"`
}

func (c claims) GetExpirationTime() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(c.Exp, 0)), nil
}
func (c claims) GetIssuedAt() (*jwt.NumericDate, error)  { return nil, nil }
func (c claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }
func (c claims) GetIssuer() (string, error)              { return "", nil }
func (c claims) GetSubject() (string, error)             { return "", nil }
func (c claims) GetAudience() (jwt.ClaimStrings, error)  { return nil, nil }

func handleCreateJWT(x *exchange) error {
	if x.session == nil {
		return refuse("user_session_not_found")
	}
	x.respond(201, jwtBody{JWT: x.srv.signJWT(x.user.ID, x.session.ID, x.now)})
	return nil
}

func (s *Server) signJWT(userID, sessionID string, now time.Time) string {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{UserID: userID, SessionID: sessionID, Exp: now.Add(jwtLifetime).Unix()})
	signed, err := token.SignedString(s.jwtKey)
	if err != nil {
		panic("accounttest: a JWT cannot be signed: " + err.Error())
	}
	return signed
}

// userOfJWT answers the user a JWT speaks for, nil if that user or the session
// it came from is gone.
func (x *exchange) userOfJWT(token string) (*userRecord, error) {
	var content claims
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(func() time.Time { return x.now }))
	_, err := parser.ParseWithClaims(token, &content, func(*jwt.Token) (any, error) { return x.srv.jwtKey, nil })
	if err != nil {
		return nil, refuseWith("user_jwt_invalid", "Failed to verify JWT. "+jwtComplaint(token, err))
	}
	user := x.project.users[content.UserID]
	if user == nil || user.session(content.SessionID) == nil {
		return nil, nil
	}
	return user, nil
}

// jwtComplaint says what is wrong with a JWT in the service's words.
func jwtComplaint(token string, err error) string {
	parts := strings.Split(token, ".")
	switch {
	case len(parts) != 3:
		return "Invalid token: Incomplete segments"
	case !decodableJSON(parts[0]):
		return "JSON failed: Syntax error"
	case errors.Is(err, jwt.ErrTokenExpired):
		return "Invalid token: Expired"
	}
	return "Invalid token: Signature failed"
}

func decodableJSON(segment string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(segment)
	return err == nil && json.Valid(raw)
}
