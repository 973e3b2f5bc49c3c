package accounttest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// consoleID is the project of the service's own console, which a request gets
// that names none.
const consoleID = "console"

func (x *exchange) projectID() string {
	if id, ok := x.inputText("project"); ok && id != "" {
		return id
	}
	if id := x.request.Header.Get("X-Appwrite-Project"); id != "" {
		return id
	}
	return consoleID
}

// resolveProject looks the project up; an unknown one is refused later.
func (x *exchange) resolveProject() error {
	x.project = x.srv.projects[x.projectID()]
	return nil
}

func (x *exchange) requireProject() error {
	if x.project == nil {
		return refuse("project_not_found")
	}
	return nil
}

// checkOrigin refuses browsers on pages the project does not know.
func (x *exchange) checkOrigin() error {
	reading := x.request.Method == http.MethodGet || x.request.Method == http.MethodHead
	if reading || x.request.Header.Get("X-Appwrite-Key") != "" || x.developing() {
		return nil
	}
	host := x.originHost()
	if host == "" || x.srv.settings.hostAllowed(host, x.hostname()) {
		return nil
	}
	return refuseWith("general_unknown_origin", "Invalid Origin. Register your new client ("+host+") as a new Web platform on your project console dashboard")
}

// originHost is the host of the page that a browser sent the request from.
func (x *exchange) originHost() string {
	for _, name := range []string{"Origin", "Referer"} {
		if value := x.request.Header.Get(name); value != "" {
			parsed, err := url.Parse(value)
			if err != nil {
				return ""
			}
			return parsed.Hostname()
		}
	}
	return ""
}

// resolveUser finds who is calling: the session's user, unless a JWT says
// otherwise.
func (x *exchange) resolveUser() error {
	if x.project == nil {
		return nil
	}
	pair := x.sessionCredential()
	if candidate := x.project.users[pair.ID]; candidate.sessionBySecret(pair.Secret, x.now) != nil {
		x.user = candidate
	}
	if token := x.request.Header.Get("X-Appwrite-JWT"); token != "" {
		user, err := x.userOfJWT(token)
		if err != nil {
			return err
		}
		x.user = user
	}
	x.session = x.user.sessionBySecret(pair.Secret, x.now)
	return nil
}

// sessionCredential reads the session secret from the first place that has
// one. A worthless value counts as none, and the next place is tried.
func (x *exchange) sessionCredential() credential {
	name := sessionCookieName(x.project.ID)
	candidates := []string{
		x.cookie(name),
		x.cookie(name + "_legacy"),
		x.request.Header.Get("X-Appwrite-Session"),
		x.fallbackCookie(),
	}
	for i, value := range candidates {
		pair := decodeCredential(value)
		if pair.ID != "" || pair.Secret != "" {
			x.answer.header.Set("X-Debug-Fallback", [...]string{"false", "false", "false", "true"}[i])
			return pair
		}
	}
	return credential{}
}

func sessionCookieName(projectID string) string {
	return "a_session_" + strings.ToLower(projectID)
}

// cookie answers a cookie's value; the server percent-encodes what it sets.
func (x *exchange) cookie(name string) string {
	cookie, err := x.request.Cookie(name)
	if err != nil {
		return ""
	}
	value, err := url.PathUnescape(cookie.Value)
	if err != nil {
		return cookie.Value
	}
	return value
}

func (x *exchange) fallbackCookie() string {
	var fallback map[string]any
	if json.Unmarshal([]byte(x.request.Header.Get("X-Fallback-Cookies")), &fallback) != nil {
		return ""
	}
	value, _ := fallback["a_session_"+x.project.ID].(string)
	return value
}

// resolveKey checks the API key, if there is one.
func (x *exchange) resolveKey() error {
	secret := x.request.Header.Get("X-Appwrite-Key")
	if secret == "" {
		return nil
	}
	if x.user != nil {
		return refuse("user_key_and_session_set")
	}
	if prefix, _, has := strings.Cut(secret, "_"); has && prefix != "standard" {
		return nil // keys of other kinds that do not hold make the caller a guest
	}
	key := x.project.key(secret)
	switch {
	case key == nil:
		return refuse("user_unauthorized")
	case !key.Expire.IsZero() && key.Expire.Before(x.now):
		return refuse("project_key_expired")
	}
	x.key = key
	return nil
}

// developing tells whether the request carries a development key, which lifts
// rate limits and lets browsers and redirects be anywhere.
func (x *exchange) developing() bool {
	key := x.request.Header.Get("X-Appwrite-Dev-Key")
	return key != "" && x.project != nil && slices.Contains(x.project.DevKeys, key)
}
