package accounthttp

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// hostPrefix makes browsers accept a cookie from this host over https alone, and for all of
// its paths: another host of the domain cannot plant one.
const hostPrefix = "__Host-"

// cookieJar makes and reads the cookies of a site.
type cookieJar struct {
	name   string // of the session cookie
	secure bool
}

// make returns a cookie. Without a lifetime it ends with the browser; a negative one
// removes it.
func (j cookieJar) make(name, value string, lifetime time.Duration) *http.Cookie {
	cookie := &http.Cookie{Name: name, Value: value, Path: "/", Secure: j.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	switch {
	case lifetime < 0:
		cookie.MaxAge = -1
	case lifetime > 0:
		cookie.MaxAge = max(1, int(lifetime/time.Second))
	}
	return cookie
}

func (j cookieJar) clear(name string) *http.Cookie { return j.make(name, "", -1) }

// session returns the secret of the session cookie, and whether there is such a cookie. A
// value that cannot be a session counts as none.
func (j cookieJar) session(r *http.Request) (secret string, sent bool) {
	cookie, err := r.Cookie(j.name)
	switch {
	case err == nil && canBeSession(cookie.Value):
		return cookie.Value, true
	case err == nil:
		return "", true
	}
	for _, line := range r.Header["Cookie"] { // r.Cookie does not see cookies that are invalid
		for pair := range strings.SplitSeq(line, ";") {
			if strings.HasPrefix(strings.TrimSpace(pair), j.name+"=") {
				return "", true
			}
		}
	}
	return "", false
}

// Secrets of the service have some 380 characters; browsers keep 4096.
const (
	minSecret = 32
	maxSecret = 4096
)

// canBeSession reports whether a value can be a secret, which is base64 today.
func canBeSession(value string) bool {
	return len(value) >= minSecret && len(value) <= maxSecret && isPlain(value)
}

// isPlain reports whether a value has no characters but those of base64 and of identifiers.
func isPlain(value string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_.~"
	return strings.Trim(value, allowed) == ""
}

// keepSession returns the cookies of a session: one that lasts as long as the session, or,
// while a second factor is pending, as long as the browser runs.
func (j cookieJar) keepSession(session *account.Session, pending bool, refresh time.Duration) []*http.Cookie {
	lifetime := max(0, time.Until(session.Expire))
	if pending {
		lifetime = 0
	}
	cookies := []*http.Cookie{j.make(j.name, session.Secret, lifetime)}
	if refresh > 0 && lifetime > 0 {
		cookies = append(cookies, j.refreshAt(session.Expire.Add(-refresh), lifetime))
	}
	return cookies
}

// refreshAt says when a session is to be extended. It is no secret, and a browser that
// changes it only extends its own session.
func (j cookieJar) refreshAt(t time.Time, lifetime time.Duration) *http.Cookie {
	return j.make(j.refreshName(), strconv.FormatInt(t.Unix(), 10), lifetime)
}

func (j cookieJar) refreshName() string { return j.name + "-refresh" }

func (j cookieJar) refreshDue(r *http.Request) bool {
	cookie, err := r.Cookie(j.refreshName())
	if err != nil {
		return false
	}
	at, err := strconv.ParseInt(cookie.Value, 10, 64)
	return err == nil && time.Now().Unix() >= at
}

func (j cookieJar) clearSession() []*http.Cookie {
	return []*http.Cookie{j.clear(j.name), j.clear(j.refreshName())}
}

// challengeName is the cookie with the id of the challenge of a factor.
func (j cookieJar) challengeName(factor account.AuthenticationFactor) string {
	return j.name + "-challenge-" + string(factor)
}

func without(cookies []*http.Cookie, name string) []*http.Cookie {
	return slices.DeleteFunc(cookies, func(c *http.Cookie) bool { return c.Name == name })
}
