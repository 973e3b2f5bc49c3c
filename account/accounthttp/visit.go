package accounthttp

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/appwrite-go/appwrite/account"
)

// visitKey is where a request's context has its visit.
type visitKey struct{ *Site }

// visit is what a site knows about one request.
type visit struct {
	site     *Site
	guest    *account.Client // for the visitor, without a credential
	location *url.URL        // of the page as the browser sees it, before a router cuts prefixes off
	changes  bool            // the request may change the account: users are not taken from the cache

	mu     sync.Mutex // held during the lookup, so that there is one
	secret string     // of the session, "" without one
	looked bool
	user   *account.User
	err    error

	headerMu sync.Mutex
	next     string // what StartOAuth2 or StartMagicURL kept
	cookies  []*http.Cookie
}

func (s *Site) newVisit(r *http.Request) *visit {
	v := &visit{site: s, guest: s.client.ForRequest(r, s.proxies...).AsGuest(), location: r.URL}
	if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
		v.location = u
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
	default:
		v.changes = true
	}
	secret, sent := s.cookies.session(r)
	if v.secret = secret; sent && secret == "" {
		v.setCookies(s.cookies.clearSession()...)
	}
	return v
}

// visit returns the visit of a request.
func (s *Site) visit(r *http.Request) *visit {
	v, ok := r.Context().Value(visitKey{s}).(*visit)
	if !ok {
		panic("accounthttp: the request did not come through Handler or Require of this Site")
	}
	return v
}

// Client returns a client that acts as the person who sent the request, or as a guest if the
// browser has no session. It carries the person's address and browser, so that limits count
// for that person and the activity log shows that browser.
func (s *Site) Client(r *http.Request) *account.Client {
	v := s.visit(r)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.secret == "" {
		return v.guest
	}
	return v.guest.WithSession(v.secret)
}

// User returns the person who sent the request. There is at most one call for it in a
// request, however many goroutines ask, and none if the browser has no session. With
// WithUserCache there may be none either.
//
// StateOf says what an error means, and ServeError responds to it. A session that has
// ended is forgotten by the browser, too.
func (s *Site) User(r *http.Request) (*account.User, error) {
	v := s.visit(r)
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.looked {
		v.user, v.err = v.lookup(r.Context())
		v.looked = true
	}
	if v.err != nil {
		return nil, v.err
	}
	user := *v.user // the original may belong to other requests as well
	return &user, nil
}

func (v *visit) lookup(ctx context.Context) (*account.User, error) {
	get := func(ctx context.Context) (*account.User, error) { return v.guest.WithSession(v.secret).Get(ctx) }
	if v.secret == "" || v.changes {
		user, err := get(ctx)
		v.forgetIfSignedOut(err)
		return user, err
	}
	user, err := v.site.users.get(ctx, v.secret, get)
	v.forgetIfSignedOut(err)
	return user, err
}

// forgetIfSignedOut clears the cookie of a session that has ended. The lock is held.
func (v *visit) forgetIfSignedOut(err error) {
	if v.secret != "" && account.IsSignedOut(err) {
		v.site.users.drop(v.secret)
		v.setCookies(v.site.cookies.clearSession()...)
	}
}

// Forget makes the next User look the person up again, in this request and in those that
// follow. It is for changes that a GET request makes; after a POST, PUT, PATCH or DELETE
// it happens by itself.
func (s *Site) Forget(r *http.Request) {
	v := s.visit(r)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.forget()
	v.looked = false
}

// forget drops the person from the cache, with all their sessions where it is known who
// that is. The lock is held.
func (v *visit) forget() {
	v.site.users.drop(v.secret)
	if v.user != nil {
		v.site.users.dropUser(v.user.ID)
	}
}

// become makes a visit that of another session; "" is none.
func (v *visit) become(secret string, user *account.User) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.forget()
	v.secret, v.user, v.err, v.looked = secret, user, nil, user != nil
}

// endSession ends a session at the service. The user is dropped after that, also where it is
// not known whether it worked: a request that came in before has cached the user again.
func (v *visit) endSession(ctx context.Context, secret string) error {
	defer v.site.users.drop(secret)
	return v.guest.WithSession(secret).DeleteSession(ctx, account.CurrentSession)
}

func (v *visit) session() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.secret
}

// setCookies sends cookies with the response, each in place of one with the same name.
func (v *visit) setCookies(cookies ...*http.Cookie) {
	v.headerMu.Lock()
	defer v.headerMu.Unlock()
	for _, cookie := range cookies {
		v.cookies = append(without(v.cookies, cookie.Name), cookie)
	}
}

// begin is called before the header of the response is sent.
func (v *visit) begin(header http.Header) {
	v.end()
	v.headerMu.Lock()
	defer v.headerMu.Unlock()
	if len(v.cookies) == 0 {
		return
	}
	for _, cookie := range v.cookies {
		header.Add("Set-Cookie", cookie.String())
	}
	dontCache(header)
}

// dontCache keeps a response out of all caches, whatever the page said: nobody else may get
// its cookies. The fields for one kind of cache (RFC 9213, and what came before it) go before
// Cache-Control there.
func dontCache(header http.Header) {
	for name := range header {
		if strings.HasSuffix(name, "-Cache-Control") || name == "Surrogate-Control" {
			delete(header, name)
		}
	}
	header.Set("Cache-Control", "no-store")
}

// end drops what a change has made untrue, before the browser can ask for the next page.
func (v *visit) end() {
	if v.changes {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.site.users.drop(v.secret)
	}
}

// response sends the cookies of a visit with the header.
type response struct {
	http.ResponseWriter
	visit *visit
	begun bool
}

func (w *response) begin() {
	if !w.begun {
		w.begun = true
		w.visit.begin(w.Header())
	}
}

func (w *response) WriteHeader(status int) {
	if status >= 200 || status == http.StatusSwitchingProtocols {
		w.begin()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(b []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(b)
}

func (w *response) ReadFrom(r io.Reader) (int64, error) {
	w.begin()
	return io.Copy(w.ResponseWriter, r)
}

func (w *response) Flush() { _ = w.FlushError() }

func (w *response) FlushError() error {
	w.begin()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

func (w *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

// Unwrap is for http.ResponseController.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }
