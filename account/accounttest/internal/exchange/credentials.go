package exchange

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Credential is what the caller is known by: "key", "jwt", "session" or "guest".
func (r *Request) Credential() string {
	switch {
	case r.Key != nil:
		return "key"
	case r.User == nil:
		return "guest"
	case r.HTTP.Header.Get("X-Appwrite-JWT") != "":
		return "jwt"
	}
	return "session"
}

// resolveProject finds the project. An unknown one is rejected later.
func resolveProject(r *Request, _ *Response) error {
	id, _ := r.InputString("project")
	r.Project = r.Store.Project(cmp.Or(id, r.HTTP.Header.Get("X-Appwrite-Project"), state.ConsoleID))
	return nil
}

func requireProject(r *Request, _ *Response) error {
	if r.Project == nil {
		return Reject("project_not_found")
	}
	return nil
}

// resolveUser finds the user who calls: the session's, unless there is a JWT.
func resolveUser(r *Request, w *Response) error {
	pair := readSession(r, w)
	if r.Project == nil {
		return nil
	}
	if r.isOfConsole() {
		pair = secrets.Credential{}
	}
	if candidate := r.Project.User(pair.ID); candidate.SessionBySecret(pair.Secret, r.Now) != nil {
		r.User = candidate
	}
	if token := r.HTTP.Header.Get("X-Appwrite-JWT"); token != "" {
		if r.User != nil && r.Version.SessionExcludesJWT {
			return Reject("user_jwt_and_cookie_set")
		}
		user, err := userOfJWT(r, token)
		if err != nil {
			return err
		}
		r.User = user
	}
	r.Session = r.User.SessionBySecret(pair.Secret, r.Now)
	impersonate(r)
	return nil
}

// isOfConsole reports whether the request is one of the console's. Its sessions are those of
// administrators, so that one of a user of the project counts as none.
func (r *Request) isOfConsole() bool {
	if mode, sent := r.InputString("mode"); sent {
		return mode == "admin"
	}
	return r.HTTP.Header.Get("X-Appwrite-Mode") == "admin"
}

// impersonate makes a user with the flag another user, if the request names one. Like a JWT,
// such a caller has no session of their own.
func impersonate(r *Request) {
	if !r.Version.HasImpersonation || r.User == nil || !r.User.Impersonator {
		return
	}
	header := r.HTTP.Header
	other := cmp.Or(
		r.Project.User(header.Get("X-Appwrite-Impersonate-User-Id")),
		r.Project.UserByEmail(header.Get("X-Appwrite-Impersonate-User-Email")),
		r.Project.UserByPhone(header.Get("X-Appwrite-Impersonate-User-Phone")),
	)
	if other != nil {
		r.Behind, r.User, r.Session = r.User, other, nil
	}
}

// readSession reads the session secret from the first place that has one. A malformed value
// counts as none.
func readSession(r *Request, w *Response) secrets.Credential {
	name := SessionCookieName(r.projectID())
	places := []struct {
		value    string
		fallback bool
	}{
		{cookie(r, name), false},
		{cookie(r, name+"_legacy"), false},
		{r.HTTP.Header.Get("X-Appwrite-Session"), false},
		{fallbackCookie(r), true},
	}
	for _, place := range places {
		if pair := secrets.DecodeCredential(place.value); pair != (secrets.Credential{}) {
			w.SetFallback(r, place.fallback)
			return pair
		}
	}
	return secrets.Credential{}
}

// SessionCookieName is the name of the session cookie of a project with an id.
func SessionCookieName(projectID string) string { return "a_session_" + strings.ToLower(projectID) }

// projectID is the id of the project, "" if there is none.
func (r *Request) projectID() string {
	if r.Project == nil {
		return ""
	}
	return r.Project.ID
}

// cookie returns a cookie's value. The server percent-encodes what it sets.
func cookie(r *Request, name string) string {
	cookie, err := r.HTTP.Cookie(name)
	if err != nil {
		return ""
	}
	value, err := url.PathUnescape(cookie.Value)
	if err != nil {
		return cookie.Value
	}
	return value
}

func fallbackCookie(r *Request) string {
	decoded, err := php.Decode([]byte(r.HTTP.Header.Get("X-Fallback-Cookies")))
	fallback, ok := decoded.(*php.Array)
	if err != nil || !ok {
		return ""
	}
	value, _ := fallback.Get("a_session_" + r.projectID())
	secret, _ := value.(string)
	return secret
}

// userOfJWT returns the user of a JWT, nil if that user or the session is gone.
func userOfJWT(r *Request, token string) (*state.User, error) {
	claims, problem := secrets.ParseJWT(r.Store.JWTKey, token, r.Now)
	if problem != "" {
		return nil, RejectWith("user_jwt_invalid", "Failed to verify JWT. "+problem)
	}
	user := r.Project.User(claims.UserID)
	if user == nil || user.Session(claims.SessionID) == nil {
		return nil, nil
	}
	return user, nil
}

// resolveKey checks the API key, if there is one.
func resolveKey(r *Request, _ *Response) error {
	secret := r.HTTP.Header.Get("X-Appwrite-Key")
	if secret == "" {
		return nil
	}
	if r.User != nil && !r.Version.KeyBesideSession {
		return Reject("user_key_and_session_set")
	}
	if prefix, _, has := strings.Cut(secret, "_"); has && prefix != "standard" {
		return nil // an invalid key of another kind makes the caller a guest
	}
	if r.Version.KeyNeedsHeader && r.HTTP.Header.Get("X-Appwrite-Project") == "" {
		return Reject("project_id_missing")
	}
	key := r.Project.Key(secret)
	switch {
	case key == nil:
		return Reject("user_unauthorized")
	case !key.Expire.IsZero() && key.Expire.Before(r.Now):
		return Reject("project_key_expired")
	}
	r.Key = key
	return nil
}
