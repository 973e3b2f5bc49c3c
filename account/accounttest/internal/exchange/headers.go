package exchange

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Reset leaves the headers that every response has.
func (w *Response) Reset(r *Request) {
	w.Header = http.Header{}
	for name, value := range map[string]string{
		"Server":                           "Appwrite",
		"X-Content-Type-Options":           "nosniff",
		"X-Debug-Speed":                    "0.001",
		"Access-Control-Allow-Origin":      allowedOrigin(r),
		"Access-Control-Allow-Methods":     "GET, POST, PUT, PATCH, DELETE",
		"Access-Control-Allow-Headers":     allowedHeaders + forwardedHeaders,
		"Access-Control-Allow-Credentials": "true",
		"Access-Control-Expose-Headers":    "X-Appwrite-Session, X-Fallback-Cookies",
	} {
		w.Header.Set(name, value)
	}
	if r.Version.OriginOnlyToPages && r.HTTP.Header.Get("Origin") == "" {
		w.Header.Del("Access-Control-Allow-Origin")
	}
	w.SetFallback(r, true)
	if r.scheme() == "https" {
		w.Header.Set("Strict-Transport-Security", "max-age=10886400")
	}
	if compareVersions(w.format, r.Version.Number) > 0 {
		w.Header.Set("X-Appwrite-Warning", "The current SDK is built for Appwrite "+w.format+
			". However, the current Appwrite server version is "+r.Version.Number+
			". Please downgrade your SDK to match the Appwrite version: https://appwrite.io/docs/sdks")
	}
}

// SetFallback reports whether neither cookie nor session header was valid.
func (w *Response) SetFallback(r *Request, fallback bool) {
	if fallback && r.Version.RepeatsFallback {
		w.Header["X-Debug-Fallback"] = []string{"false", "true"}
		return
	}
	w.Header.Set("X-Debug-Fallback", strconv.FormatBool(fallback))
}

// What pages may send. Two more headers are named between these, but to a preflight only.
const (
	allowedHeaders = "Origin, Cookie, Set-Cookie, X-Requested-With, Content-Type, Access-Control-Allow-Origin, " +
		"Access-Control-Request-Headers, Accept, X-Appwrite-Project, X-Appwrite-Key, X-Appwrite-Dev-Key, " +
		"X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Response-Format, X-Appwrite-Timeout, " +
		"X-SDK-Version, X-SDK-Name, X-SDK-Language, X-SDK-Platform, X-SDK-GraphQL, X-Appwrite-ID, " +
		"X-Appwrite-Timestamp, Content-Range, Range, Cache-Control, Expires, Pragma, "
	forwardedHeaders = "X-Forwarded-For, X-Forwarded-User-Agent"
)

// Preflight responds to a browser that asks what it may send. Unlike the request that follows,
// it works from any origin.
func (w *Response) Preflight(r *Request) error {
	w.Header.Set("Access-Control-Allow-Headers", allowedHeaders+"X-Appwrite-Session, X-Fallback-Cookies, "+forwardedHeaders)
	if origin := r.HTTP.Header.Get("Origin"); origin != "" || !r.Version.OriginOnlyToPages {
		w.Header.Set("Access-Control-Allow-Origin", origin)
	}
	for _, name := range []string{"X-Content-Type-Options", "X-Debug-Fallback", "Strict-Transport-Security", "X-Appwrite-Warning"} {
		w.Header.Del(name)
	}
	return w.NoContent()
}

// allowedOrigin is the origin of the page that the request came from, or, if the project does
// not know that, localhost with its scheme and port.
func allowedOrigin(r *Request) string {
	origin, err := url.Parse(cmp.Or(r.HTTP.Header.Get("Origin"), r.HTTP.Header.Get("Referer")))
	if err != nil || origin.Host == "" {
		return r.scheme() + "://localhost"
	}
	host := origin.Host
	if !r.Settings.AllowsHost(origin.Hostname(), r.Host()) {
		host = "localhost"
		if origin.Port() != "" {
			host += ":" + origin.Port()
		}
	}
	return origin.Scheme + "://" + host
}

// compareVersions compares number by number; missing numbers count as zero.
func compareVersions(a, b string) int {
	left, right := versionNumbers(a), versionNumbers(b)
	return slices.Compare(left[:], right[:])
}

func versionNumbers(version string) (numbers [4]int) {
	for i, part := range strings.SplitN(version, ".", len(numbers)) {
		numbers[i], _ = strconv.Atoi(part)
	}
	return numbers
}
