package accounthttp

import (
	"net/http"
	"net/url"
	"strings"
)

// maxNext is the length of the longest path that people are sent back to.
const maxNext = 1024

// Next returns where the person wanted to go before signing in: "next" of the query or the
// form, or what it was when StartOAuth2 or StartMagicURL was called. Only a path and query
// of this site is returned; anything else is Pages.Home.
func (s *Site) Next(r *http.Request) string {
	if next := s.visit(r).keptNext(); next != "" {
		return next
	}
	for _, value := range []string{r.URL.Query().Get("next"), postValue(r, "next")} {
		if next := s.afterSignIn(value); next != "" {
			return next
		}
	}
	return s.pages.Home
}

func (v *visit) keptNext() string {
	v.headerMu.Lock()
	defer v.headerMu.Unlock()
	return v.next
}

func (v *visit) keepNext(next string) {
	v.headerMu.Lock()
	defer v.headerMu.Unlock()
	v.next = next
}

func postValue(r *http.Request, name string) string {
	if r.Method != http.MethodPost {
		return ""
	}
	return r.PostFormValue(name)
}

// afterSignIn returns a path that somebody who has signed in can be sent to, "" if it is
// none. Pages of signing in are none, since that would go in circles.
func (s *Site) afterSignIn(target string) string {
	local, ok := localPath(target)
	if !ok || s.isSignInPage(pathOf(local)) {
		return ""
	}
	return local
}

func (s *Site) isSignInPage(path string) bool {
	for _, page := range []string{s.pages.SignIn, s.pages.Challenge, s.pages.Blocked, s.pages.PasswordReset} {
		if path == pathOf(page) {
			return true
		}
	}
	return false
}

// returnTo is where the person comes back to after signing in: this page, or, for what is
// no page, the one it was sent from. "" stands for Home.
func (s *Site) returnTo(r *http.Request) string {
	v := s.visit(r)
	var target string
	switch {
	case s.isSignInPage(v.location.Path):
		target = s.Next(r)
	case isPage(r) && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		target = v.location.RequestURI()
	default:
		target, _ = strings.CutPrefix(r.Referer(), s.origin)
	}
	if target = s.afterSignIn(target); target == s.pages.Home {
		return ""
	}
	return target
}

// withNext adds "next" to the address of a page.
func withNext(page, next string) string {
	if next == "" {
		return page
	}
	separator := "?"
	if strings.Contains(page, "?") {
		separator = "&"
	}
	return page + separator + "next=" + url.QueryEscape(next)
}

func pathOf(local string) string {
	u, err := url.Parse(local)
	if err != nil {
		return ""
	}
	return u.Path
}

// localPath returns a path, with its query, if it stays on the site for every browser and
// every proxy. It rejects more than it has to: no page needs a backslash, two slashes in a
// row or dots as a segment, encoded or not.
func localPath(target string) (string, bool) {
	if len(target) > maxNext || !strings.HasPrefix(target, "/") || !printableASCII(target) {
		return "", false
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	if strings.ContainsFunc(u.Path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) || strings.Contains(u.Path, "//") {
		return "", false
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return "", false
		}
	}
	local := url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}
	return local.String(), true
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}
