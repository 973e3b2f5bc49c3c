package accounthttp

import (
	"net/http"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// Require lets signed-in people through, and responds to others as ServeError does. It
// includes Handler.
//
// The page that somebody would be sent to is let through: a site can put everything behind
// one Require, and nobody goes in circles. Responses are not cached unless the handler says
// otherwise.
func (s *Site) Require(next http.Handler) http.Handler {
	return s.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := s.User(r)
		state := StateOf(err)
		if state != SignedIn && s.visit(r).location.Path != pathOf(s.pageOf(state)) {
			s.ServeError(w, r, err)
			return
		}
		if state == SignedIn {
			s.extend(r)
		}
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	}))
}

// pageOf is the page for people in a state, "" for states that get a problem page.
func (s *Site) pageOf(state State) string {
	switch state {
	case SignedOut:
		return s.pages.SignIn
	case ChallengePending:
		return s.pages.Challenge
	case Blocked:
		return s.pages.Blocked
	case PasswordReset:
		return s.pages.PasswordReset
	}
	return ""
}

// ServeError responds to an error of this package or of package account, wherever a handler
// meets it: by a redirect to the page of its State, or by a problem page. Only SignedOut
// clears the session cookie; a service that is down or slow signs nobody out.
//
// The sign-in and the code page get "next", the way back to this page.
//
// A request that is no page load (of fetch, XMLHttpRequest or HTMX, or whose Accept has no
// text/html) gets a status and JSON instead: 401 {"error":"signed-out"} or
// "challenge-pending", 403 "blocked" or "password-reset", or that of the problem page. HTMX
// is told to load the page, in HX-Redirect.
func (s *Site) ServeError(w http.ResponseWriter, r *http.Request, err error) {
	v, state := s.visit(r), StateOf(err)
	page := s.pageOf(state)
	if page == "" {
		s.serveProblem(w, r, err)
		return
	}
	status := http.StatusForbidden
	switch state {
	case SignedOut:
		if v.session() != "" {
			v.become("", nil)
			v.setCookies(s.cookies.clearSession()...)
		}
		page, status = withNext(page, s.returnTo(r)), http.StatusUnauthorized
	case ChallengePending:
		page, status = withNext(page, s.returnTo(r)), http.StatusUnauthorized
	}
	if isPage(r) {
		redirect(w, r, page)
		return
	}
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", page)
	}
	serveStatus(w, status, state)
}

func redirect(w http.ResponseWriter, r *http.Request, target string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// isPage reports whether a request loads a page, as a link or a form does.
func isPage(r *http.Request) bool {
	if r.Header.Get("HX-Request") != "" {
		return false
	}
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// refreshAgain is the wait after an extension that failed.
const refreshAgain = 10 * time.Minute

// extend extends a session that ends soon. An error is not worth a page: the session goes
// on, and the next try comes later.
func (s *Site) extend(r *http.Request) {
	if s.refresh == 0 || !s.cookies.refreshDue(r) {
		return
	}
	v := s.visit(r)
	secret := v.session()
	hash := hashOf(secret)
	if _, busy := s.refreshing.LoadOrStore(hash, true); busy {
		return // another request of the same page is at it
	}
	defer s.refreshing.Delete(hash)
	session, err := s.Client(r).UpdateSession(r.Context(), account.CurrentSession)
	if err != nil {
		v.setCookies(s.cookies.refreshAt(time.Now().Add(refreshAgain), 2*refreshAgain+s.refresh))
		return
	}
	session.Secret = secret
	v.setCookies(s.cookies.keepSession(session, false, s.refresh)...)
}
