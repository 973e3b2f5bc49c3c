package accounttest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// answer is what goes back, complete before its first byte is sent.
type answer struct {
	status int
	header http.Header
	body   []byte
}

const (
	jsonType = "application/json; charset=UTF-8"
	htmlType = "text/html; charset=UTF-8"
)

// startHeaders sets what every answer carries.
func (x *exchange) startHeaders() {
	header := x.answer.header
	header.Set("Server", "Appwrite")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Debug-Speed", "0.001")
	header.Set("X-Debug-Fallback", "true")
	header.Set("Access-Control-Allow-Origin", x.allowedOrigin())
	header.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
	header.Set("Access-Control-Allow-Headers", strings.Join(allowedHeaders, ", "))
	header.Set("Access-Control-Allow-Credentials", "true")
	header.Set("Access-Control-Expose-Headers", "X-Appwrite-Session, X-Fallback-Cookies")
	if x.scheme() == "https" {
		header.Set("Strict-Transport-Security", "max-age=10886400")
	}
	x.warnOfNewerClient()
}

var allowedHeaders = []string{
	"Origin", "Cookie", "Set-Cookie", "X-Requested-With", "Content-Type", "Access-Control-Allow-Origin",
	"Access-Control-Request-Headers", "Accept", "X-Appwrite-Project", "X-Appwrite-Key", "X-Appwrite-Dev-Key",
	"X-Appwrite-Locale", "X-Appwrite-Mode", "X-Appwrite-JWT", "X-Appwrite-Response-Format", "X-Appwrite-Timeout",
	"X-SDK-Version", "X-SDK-Name", "X-SDK-Language", "X-SDK-Platform", "X-SDK-GraphQL", "X-Appwrite-ID",
	"X-Appwrite-Timestamp", "Content-Range", "Range", "Cache-Control", "Expires", "Pragma",
	"X-Appwrite-Session", "X-Fallback-Cookies", "X-Forwarded-For", "X-Forwarded-User-Agent",
}

func (x *exchange) allowedOrigin() string {
	origin := x.request.Header.Get("Origin")
	parsed, err := url.Parse(origin)
	if origin == "" || err != nil || !x.srv.settings.hostAllowed(parsed.Hostname(), x.hostname()) {
		return "http://localhost"
	}
	return origin
}

// warnOfNewerClient tells clients made for a later version.
func (x *exchange) warnOfNewerClient() {
	format := x.request.Header.Get("X-Appwrite-Response-Format")
	if compareVersions(format, serverVersion) <= 0 {
		return
	}
	x.answer.header.Set("X-Appwrite-Warning", "The current SDK is built for Appwrite "+format+
		". However, the current Appwrite server version is "+serverVersion+
		". Please downgrade your SDK to match the Appwrite version: https://appwrite.io/docs/sdks")
}

// compareVersions compares number by number; missing numbers count as zero.
func compareVersions(a, b string) int {
	left, right := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(left), len(right)) {
		if difference := versionPart(left, i) - versionPart(right, i); difference != 0 {
			return difference
		}
	}
	return 0
}

func versionPart(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	number, _ := strconv.Atoi(parts[i])
	return number
}

// respond answers a model.
func (x *exchange) respond(status int, model any) {
	x.answer.status = status
	x.answer.header.Set("Content-Type", jsonType)
	x.answer.body = encodeJSON(x.inRequestedFormat(model))
}

// inRequestedFormat takes away what clients from before 1.5.0 do not know.
func (x *exchange) inRequestedFormat(model any) any {
	format := x.request.Header.Get("X-Appwrite-Response-Format")
	if format == "" || compareVersions(format, "1.5.0") >= 0 {
		return model
	}
	switch model.(type) {
	case sessionBody:
		return without(model, "factors", "secret")
	case tokenBody:
		return without(model, "phrase")
	}
	return model
}

func without(model any, keys ...string) any {
	value, err := decodeJSON(encodeJSON(model))
	object, ok := value.(*document)
	if err != nil || !ok {
		return model
	}
	for _, key := range keys {
		object.remove(key)
	}
	return object
}

// respondNothing answers 204. The service declares HTML even then.
func (x *exchange) respondNothing() {
	x.answer.status = http.StatusNoContent
	x.answer.header.Set("Content-Type", "text/html")
	x.answer.header.Set("Content-Length", "0")
}

// redirect sends a browser on. Every redirect of the service is permanent, and
// tells caches to forget it.
func (x *exchange) redirect(location string) {
	header := x.answer.header
	header.Set("Cache-Control", "no-store, no-cache, must-revalidate, max-age=0")
	header.Set("Expires", "Thu, 01 Jan 1970 00:00:00 GMT")
	header.Set("Pragma", "no-cache")
	header.Set("Location", location)
	header.Set("Content-Type", "text/html")
	x.answer.status = http.StatusMovedPermanently
}

// refuse answers a refusal, as JSON or as a page.
func (x *exchange) refuse(failure *serviceError) {
	failure = failure.onTheWire()
	x.failure = failure
	header := x.answer.header
	header.Set("Cache-Control", "no-cache, no-store, must-revalidate")
	header.Set("Expires", "0")
	header.Set("Pragma", "no-cache")
	x.answer.status = failure.status
	if x.answersPage() {
		header.Set("Content-Type", htmlType)
		x.answer.body = x.errorPage(failure)
		return
	}
	header.Set("Content-Type", jsonType)
	x.answer.body = encodeJSON(errorBody{Message: failure.message, Code: failure.status, Type: failure.kind, Version: serverVersion})
}

func (x *exchange) answersPage() bool {
	if x.op != nil {
		return x.op.page
	}
	_, inAPI := apiPath(x.request)
	return !inAPI
}

// errorPage is the page that the browser routes show instead of an error body.
// Its title and headings are all that a person gets to know.
func (x *exchange) errorPage(failure *serviceError) []byte {
	name := "Appwrite"
	if x.project != nil {
		name = x.project.Name
	}
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>%s - Error</title></head>
<body><main><h1>Error %d</h1><p>%s</p><p><code>%s</code></p></main></body>
</html>
`, html.EscapeString(name), failure.status, html.EscapeString(failure.message), html.EscapeString(failure.kind))
}

// setSessionCookies signs a browser in.
func (x *exchange) setSessionCookies(secret string, expire time.Time) {
	seconds := int(expire.Sub(x.now).Round(time.Second) / time.Second)
	x.addCookies(url.QueryEscape(secret), expire, seconds)
	x.setFallbackCookies(map[string]string{"a_session_" + x.project.ID: secret})
}

// clearSessionCookies signs a browser out.
func (x *exchange) clearSessionCookies() {
	x.addCookies("deleted", time.Unix(1, 0), 0)
	x.setFallbackCookies([]string{})
}

// addCookies writes both cookies: one for browsers that know SameSite, one for
// those that choke on it.
func (x *exchange) addCookies(value string, expire time.Time, seconds int) {
	attributes := fmt.Sprintf("%s; expires=%s; Max-Age=%d; path=/%s%s; httponly",
		value, expire.UTC().Format("Mon, 02-Jan-2006 15:04:05 GMT"), seconds, x.cookieDomain(), x.cookieSecure())
	name := sessionCookieName(x.project.ID)
	x.answer.header.Add("Set-Cookie", name+"_legacy="+attributes)
	x.answer.header.Add("Set-Cookie", name+"="+attributes+"; samesite=None")
}

func (x *exchange) cookieDomain() string {
	host := x.hostname()
	if host == "localhost" || isAddress(host) {
		return ""
	}
	return "; domain=." + host
}

func (x *exchange) cookieSecure() string {
	if x.scheme() == "https" {
		return "; secure"
	}
	return ""
}

// setFallbackCookies hands the session to clients that cannot have the cookie,
// which is all but pages of the service's own site.
func (x *exchange) setFallbackCookies(content any) {
	if origin := x.originHost(); origin != "" && sameSite(origin, x.hostname()) {
		return
	}
	x.answer.header.Set("X-Fallback-Cookies", string(encodeASCII(content)))
}

func sameSite(a, b string) bool {
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

// compressible is the size from which the service compresses.
const compressible = 1024

// write sends the answer.
func (a *answer) write(w http.ResponseWriter, r *http.Request) {
	if len(a.body) > compressible && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		a.compress()
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.body)
	}
}

func (a *answer) compress() {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	_, _ = writer.Write(a.body) // a buffer takes everything
	_ = writer.Close()
	a.body = packed.Bytes()
	a.header.Set("Content-Encoding", "gzip")
	a.header.Set("X-Utopia-Compression", "true")
	a.header.Set("Vary", "Accept-Encoding")
}
