package accounthttp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const (
	origin   = "https://shop.test"
	ann      = "ann@example.com"
	password = "correct-horse-9"
	firefox  = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"
	session  = "__Host-session"
)

// shop is a web site as a program has it, in front of a service of its own.
type shop struct {
	t       *testing.T
	service *accounttest.Server
	site    *accounthttp.Site
	handler http.Handler
	last    error // what OAuth2Callback or MagicURLCallback got
}

func newShop(t *testing.T, options ...accounthttp.Option) *shop {
	t.Helper()
	return newShopWith(t, nil, options...)
}

func newShopWith(t *testing.T, clientOptions []account.Option, options ...accounthttp.Option) *shop {
	t.Helper()
	service := accounttest.New(t, accounttest.WithPlatforms("shop.test"), accounttest.WithProviders("github"))
	client := service.KeyClient(append([]account.Option{account.WithRetries(0)}, clientOptions...)...)
	site, err := accounthttp.New(client, origin, options...)
	require.NoError(t, err)
	s := &shop{t: t, service: service, site: site}
	s.handler = site.Handler(s.routes())
	return s
}

func (s *shop) routes() http.Handler {
	mux := http.NewServeMux()
	site := s.site
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		user, err := site.User(r)
		if err != nil {
			fmt.Fprintf(w, "guest (%v)", accounthttp.StateOf(err))
			return
		}
		fmt.Fprintf(w, "home of %s", user.Email)
	})
	mux.HandleFunc("GET /static", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "static") })
	account1 := http.NewServeMux()
	account1.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		user, err := site.User(r)
		if err != nil {
			fmt.Fprintf(w, "let through: %v", accounthttp.StateOf(err))
			return
		}
		fmt.Fprintf(w, "account of %s", user.Email)
	})
	mux.Handle("/account/", site.Require(account1))
	mux.Handle("POST /name", site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := site.Client(r).UpdateName(r.Context(), account.UpdateNameParams{Name: r.FormValue("name")}); err != nil {
			site.ServeError(w, r, err)
			return
		}
		http.Redirect(w, r, "/account/", http.StatusSeeOther)
	})))
	mux.HandleFunc("GET /sign-in", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "sign-in page") })
	mux.HandleFunc("GET /blocked", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "blocked page") })
	mux.HandleFunc("POST /sign-in", func(w http.ResponseWriter, r *http.Request) {
		in, err := site.SignIn(w, r, account.CreateEmailPasswordSessionParams{Email: r.FormValue("email"), Password: r.FormValue("password")})
		switch {
		case errors.Is(err, account.ErrUserInvalidCredentials), errors.Is(err, account.ErrGeneralArgumentInvalid):
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, "wrong address or password")
		case err != nil:
			site.ServeError(w, r, err)
		default:
			site.Continue(w, r, in)
		}
	})
	mux.HandleFunc("GET /sign-in/code", func(w http.ResponseWriter, r *http.Request) {
		in, err := site.PendingSignIn(r)
		switch {
		case err != nil:
			site.ServeError(w, r, err)
		case in.Challenge == nil:
			site.Continue(w, r, in)
		default:
			fmt.Fprintf(w, "code page: %v", in.Challenge.Factors)
		}
	})
	mux.HandleFunc("POST /sign-in/code/send", func(w http.ResponseWriter, r *http.Request) {
		if err := site.SendCode(w, r, account.AuthenticationFactor(r.FormValue("factor"))); err != nil {
			site.ServeError(w, r, err)
		}
	})
	mux.HandleFunc("POST /sign-in/code", func(w http.ResponseWriter, r *http.Request) {
		in, err := site.CompleteChallenge(w, r, account.AuthenticationFactor(r.FormValue("factor")), r.FormValue("code"))
		switch {
		case errors.Is(err, account.ErrUserInvalidToken):
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, "wrong code")
		case err != nil:
			site.ServeError(w, r, err)
		default:
			site.Continue(w, r, in)
		}
	})
	mux.HandleFunc("POST /sign-out", func(w http.ResponseWriter, r *http.Request) {
		if err := site.SignOut(w, r); err != nil {
			fmt.Fprintf(w, "signed out here, but: %v", accounthttp.StateOf(err))
			return
		}
		fmt.Fprint(w, "signed out")
	})
	mux.Handle("POST /sign-out/elsewhere", site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := site.SignOutElsewhere(r); err != nil {
			site.ServeError(w, r, err)
		}
	})))
	mux.HandleFunc("/oauth2/{provider}", func(w http.ResponseWriter, r *http.Request) {
		err := site.StartOAuth2(w, r, account.OAuthProvider(r.PathValue("provider")), account.CreateOAuth2TokenParams{Success: "/oauth2/callback"})
		if err != nil {
			site.ServeError(w, r, err)
		}
	})
	done := func(w http.ResponseWriter, r *http.Request, in *account.SignIn, err error) {
		if s.last = err; in == nil {
			site.ServeError(w, r, err)
			return
		}
		site.Continue(w, r, in)
	}
	mux.Handle("/oauth2/callback", site.OAuth2Callback(done))
	mux.HandleFunc("POST /sign-in/link/send", func(w http.ResponseWriter, r *http.Request) {
		params := account.CreateMagicURLTokenParams{UserID: account.UniqueID, Email: r.FormValue("email"), URL: "/sign-in/link"}
		if _, err := site.StartMagicURL(w, r, params); err != nil {
			site.ServeError(w, r, err)
		}
	})
	mux.Handle("/sign-in/link", site.MagicURLCallback(done))
	mux.Handle("/verify", site.VerificationCallback(nil))
	mux.Handle("/recover/link", site.RecoveryCallback(nil))
	return mux
}

// user puts a user in place who has a password.
func (s *shop) user(seed accounttest.Seed) accounttest.User {
	if seed.Email == "" {
		seed.Email = ann
	}
	seed.Password = password
	return s.service.CreateUser(seed)
}

// browser sends requests to a shop as a browser does: with the cookies it has, and headers
// that say where a request comes from.
type browser struct {
	shop    *shop
	addr    string
	header  http.Header
	cookies map[string]*http.Cookie
	ctx     context.Context
}

func (s *shop) browser() *browser {
	return &browser{shop: s, addr: "192.0.2.1:5000", cookies: map[string]*http.Cookie{}, ctx: s.t.Context(),
		header: http.Header{"User-Agent": {firefox}, "Accept": {"text/html,*/*;q=0.8"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Site": {"same-origin"}}}
}

// signedIn is a browser with a session of a user.
func (s *shop) signedIn(userID string, factors ...string) *browser {
	b := s.browser()
	b.keep(&http.Cookie{Name: session, Value: s.service.CreateSession(userID, accounttest.SessionSeed{Factors: factors}).Secret})
	return b
}

func (b *browser) keep(cookie *http.Cookie) { b.cookies[cookie.Name] = cookie }

func (b *browser) from(addr string) *browser { b.addr = addr + ":5000"; return b }

func (b *browser) with(name, value string) *browser {
	b.header = b.header.Clone()
	if b.header.Set(name, value); value == "" {
		b.header.Del(name)
	}
	return b
}

func (b *browser) session() string {
	if cookie := b.cookies[session]; cookie != nil {
		return cookie.Value
	}
	return ""
}

func (b *browser) get(path string) page { return b.do(http.MethodGet, path, nil) }

func (b *browser) post(path string, values ...string) page {
	form := url.Values{}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

func (b *browser) signIn() page { return b.post("/sign-in", "email", ann, "password", password) }

func (b *browser) do(method, target string, form url.Values) page {
	b.shop.t.Helper()
	// The service writes https://:@shop.test/…#; browsers leave the empty parts out.
	target, _, _ = strings.Cut(strings.TrimPrefix(strings.Replace(target, ":@", "", 1), origin), "#")
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(b.ctx, method, target, body)
	r.Host, r.RemoteAddr, r.Header = "shop.test", b.addr, b.header.Clone()
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, cookie := range b.cookies {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	b.shop.handler.ServeHTTP(w, r)
	res := w.Result()
	set := map[string]*http.Cookie{}
	for _, cookie := range res.Cookies() {
		require.Nil(b.shop.t, set[cookie.Name], "%s is set twice", cookie.Name)
		set[cookie.Name] = cookie
		if b.cookies[cookie.Name] = cookie; cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	return page{t: b.shop.t, status: res.StatusCode, header: res.Header, body: w.Body.String(), location: res.Header.Get("Location"), set: set}
}

// follow opens pages until one is not a redirect within the shop. It fails the test where
// that goes in circles.
func (b *browser) follow(p page) page {
	b.shop.t.Helper()
	for range 5 {
		if p.location == "" {
			return p
		}
		p = b.get(p.location)
	}
	require.Fail(b.shop.t, "the browser goes in circles", p.location)
	return p
}

// page is a response.
type page struct {
	t        *testing.T
	status   int
	header   http.Header
	body     string
	location string
	set      map[string]*http.Cookie
}

func (p page) redirects(location string) page {
	p.t.Helper()
	require.Equal(p.t, http.StatusSeeOther, p.status, p.body)
	require.Equal(p.t, location, p.location)
	return p
}

func (p page) shows(status int, content string) page {
	p.t.Helper()
	require.Equal(p.t, status, p.status, p.body)
	require.Contains(p.t, p.body, content)
	return p
}

// clears checks that the response takes the session cookie away.
func (p page) clears() page {
	p.t.Helper()
	require.NotNil(p.t, p.set[session])
	require.Negative(p.t, p.set[session].MaxAge)
	return p
}

// keepsSession checks that the response does not touch the session cookie.
func (p page) keepsSession() page {
	p.t.Helper()
	require.Nil(p.t, p.set[session])
	return p
}

func calls(service *accounttest.Server, operations ...string) int {
	return len(service.Requests(operations...))
}

const year = 365 * 24 * time.Hour
