package exchange

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// SetSessionCookies signs a browser in.
func (w *Response) SetSessionCookies(r *Request, secret string, expire time.Time) {
	seconds := int(expire.Sub(r.Now).Round(time.Second) / time.Second)
	w.addCookies(r, url.QueryEscape(secret), expire, seconds)
	w.setFallbackCookies(r, php.NewArray("a_session_"+r.Project.ID, secret))
}

// ClearSessionCookies signs a browser out.
func (w *Response) ClearSessionCookies(r *Request) {
	w.addCookies(r, "deleted", time.Unix(1, 0), 0)
	w.ClearFallbackCookies(r)
}

// ClearFallbackCookies signs clients out that cannot have the cookie.
func (w *Response) ClearFallbackCookies(r *Request) { w.setFallbackCookies(r, php.NewArray()) }

// addCookies adds two cookies: one for browsers that know SameSite, and one for those that
// fail on it.
func (w *Response) addCookies(r *Request, value string, expire time.Time, seconds int) {
	domain, secure := "", ""
	if host := r.Host(); host != "localhost" && !isAddress(host) {
		domain = "; domain=." + host
	}
	if r.scheme() == "https" {
		secure = "; secure"
	}
	attributes := fmt.Sprintf("%s; expires=%s; Max-Age=%d; path=/%s%s; %s",
		value, expire.UTC().Format("Mon, 02-Jan-2006 15:04:05 GMT"), seconds, domain, secure, r.Version.HTTPOnly)
	name := SessionCookieName(r.Project.ID)
	w.Header.Add("Set-Cookie", name+"_legacy="+attributes)
	w.Header.Add("Set-Cookie", name+"="+attributes+"; "+r.Version.SameSite)
}

// setFallbackCookies hands the session to clients that cannot have the cookie, which is all
// but pages of the service's own site.
func (w *Response) setFallbackCookies(r *Request, content *php.Array) {
	if origin := r.originHost(); origin != "" && isSameSite(origin, r.Host()) {
		return
	}
	w.Header.Set("X-Fallback-Cookies", string(php.EncodeASCII(content)))
}

func isSameSite(a, b string) bool {
	if isAddress(a) || isAddress(b) || a == "localhost" || b == "localhost" {
		return false
	}
	return registrable(a) == registrable(b)
}

func registrable(host string) string {
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

func isAddress(host string) bool {
	return strings.Contains(host, ":") || strings.Trim(host, "0123456789.") == ""
}
