package accounthttp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// Site is a web site whose people have accounts at the service. Any number of goroutines
// can use it at once.
//
// All methods that take a request expect one that came through [Site.Handler] or
// [Site.Require], and panic for others: without these, no form would be protected against
// other sites.
type Site struct {
	client     *account.Client
	origin     string // "https://shop.example.com"
	cookies    cookieJar
	pages      Pages
	proxies    []netip.Prefix
	refresh    time.Duration
	refreshing sync.Map // hashes of the sessions that are being extended
	users      userCache
	protection *http.CrossOriginProtection
	problem    func(http.ResponseWriter, *http.Request, Problem)
	confirm    func(http.ResponseWriter, *http.Request, Confirmation)
}

// Pages are the paths of the pages where people are sent. Empty ones have defaults.
type Pages struct {
	SignIn        string // signed-out people, with "next"; "/sign-in"
	Challenge     string // people whose second factor is pending, with "next"; "/sign-in/code"
	Blocked       string // people whom an administrator has blocked; "/blocked"
	PasswordReset string // people who have to choose a new password first; "/recover"
	Home          string // after signing in, where there is no "next"; "/"
}

// Option configures a site, at New.
type Option func(*Site) error

// WithPages says where people are sent. Each page is a path on the site.
func WithPages(pages Pages) Option {
	return func(s *Site) error {
		for _, page := range []struct{ given, used *string }{
			{&pages.SignIn, &s.pages.SignIn}, {&pages.Challenge, &s.pages.Challenge}, {&pages.Blocked, &s.pages.Blocked},
			{&pages.PasswordReset, &s.pages.PasswordReset}, {&pages.Home, &s.pages.Home},
		} {
			if *page.given == "" {
				continue
			}
			local, ok := localPath(*page.given)
			if !ok {
				return fmt.Errorf("accounthttp: WithPages: %q is not the path of a page on this site; it has to begin with one slash", *page.given)
			}
			*page.used = local
		}
		return nil
	}
}

// WithTrustedProxies names the proxies in front of the site. From their requests, and no
// others, the visitor's address is taken from X-Forwarded-For. Without it, a site behind a
// proxy has one address for all visitors, and the service's rate limits hit them together.
func WithTrustedProxies(proxies ...netip.Prefix) Option {
	return func(s *Site) error {
		s.proxies = append(s.proxies, proxies...)
		return nil
	}
}

// WithCookieName sets the name of the session cookie, from which the names of the others
// are made. The default is "__Host-session"; on http, where browsers do not accept that
// prefix, "session".
func WithCookieName(name string) Option {
	return func(s *Site) error {
		if (&http.Cookie{Name: name, Value: "v"}).Valid() != nil {
			return fmt.Errorf("accounthttp: WithCookieName: a cookie cannot have the name %q", name)
		}
		s.cookies.name = name
		return nil
	}
}

// WithRefresh extends a session that ends within the given time by a full session duration,
// when its person next opens a page behind Require. That is one call in the life of a
// session; where it fails, the session stays as it is and is tried again ten minutes later.
// Without the option, people sign in again when the session ends.
func WithRefresh(before time.Duration) Option {
	return func(s *Site) error {
		if before < 0 {
			return errors.New("accounthttp: WithRefresh: the time is negative; leave the option out for never")
		}
		s.refresh = before
		return nil
	}
}

// maxUserCache is how long a user can be cached at most.
const maxUserCache = time.Minute

// WithUserCache keeps the users that were looked up for some seconds, at most a minute, and
// lets concurrent requests of one session share one lookup. The package documentation says
// what that costs.
func WithUserCache(d time.Duration) Option {
	return func(s *Site) error {
		if d < 0 || d > maxUserCache {
			return fmt.Errorf("accounthttp: WithUserCache: %v is not between 0 and %v; for that long a blocked person is still served", d, maxUserCache)
		}
		s.users.lifetime = d
		return nil
	}
}

// WithCrossOriginProtection replaces the protection of Handler, for a site that trusts
// other origins or lets some paths through.
func WithCrossOriginProtection(protection *http.CrossOriginProtection) Option {
	return func(s *Site) error {
		if protection == nil {
			return errors.New("accounthttp: WithCrossOriginProtection: the protection is nil; leave the option out for the default")
		}
		s.protection = protection
		return nil
	}
}

// WithProblemPage renders problems as pages of the site. The header is set already, but for
// the content type; the function writes the status, which is Problem.Status, and the body.
func WithProblemPage(render func(http.ResponseWriter, *http.Request, Problem)) Option {
	return func(s *Site) error {
		if render == nil {
			return errors.New("accounthttp: WithProblemPage: the function is nil; leave the option out for the default")
		}
		s.problem = render
		return nil
	}
}

// WithConfirmPage renders the pages behind the links in mails. The header is set already,
// but for the content type. See Confirmation for what the page needs.
func WithConfirmPage(render func(http.ResponseWriter, *http.Request, Confirmation)) Option {
	return func(s *Site) error {
		if render == nil {
			return errors.New("accounthttp: WithConfirmPage: the function is nil; leave the option out for the default")
		}
		s.confirm = render
		return nil
	}
}

// New makes a site at an origin such as "https://shop.example.com". An http:// origin is
// accepted on this machine only, where the cookies are not Secure.
//
// The client can be of any kind. People are always signed in as guests with their own
// address, since the service does not limit how often an API key guesses a password. Its
// time limit, retries included, is how long a page can wait for the service: give it
// account.WithTimeout of a few seconds.
func New(client *account.Client, origin string, options ...Option) (*Site, error) {
	if client == nil {
		return nil, errors.New("accounthttp: New: the client is nil; make one with account.New")
	}
	u, err := url.Parse(strings.TrimSuffix(origin, "/"))
	if err != nil || u.Host == "" || u.Scheme+"://"+u.Host != u.String() {
		return nil, errors.New(`accounthttp: New: the origin is not scheme and host alone, such as "https://shop.example.com"`)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !onThisMachine(u.Hostname())) {
		return nil, errors.New("accounthttp: New: the origin is not https, so that anybody on the way could read the session; http is for this machine only")
	}
	s := &Site{
		client:  client,
		origin:  u.String(),
		cookies: cookieJar{name: "session", secure: u.Scheme == "https"},
		pages:   Pages{SignIn: "/sign-in", Challenge: "/sign-in/code", Blocked: "/blocked", PasswordReset: "/recover", Home: "/"},
		users:   userCache{max: maxUsers},
	}
	if s.cookies.secure {
		s.cookies.name = hostPrefix + "session"
	}
	s.problem, s.confirm = s.defaultProblem, defaultConfirm
	s.protection = http.NewCrossOriginProtection()
	if err := s.protection.AddTrustedOrigin(s.origin); err != nil {
		return nil, fmt.Errorf("accounthttp: New: %w", err)
	}
	for _, option := range options {
		if option == nil {
			continue
		}
		if err := option(s); err != nil {
			return nil, err
		}
	}
	if !s.cookies.secure && strings.HasPrefix(s.cookies.name, "__") {
		return nil, errors.New("accounthttp: WithCookieName: browsers do not accept the prefixes __Host- and __Secure- on http")
	}
	return s, nil
}

func onThisMachine(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// URL returns the absolute URL of a path on the site, for links in mails.
func (s *Site) URL(path string) string { return s.origin + "/" + strings.TrimPrefix(path, "/") }

// Handler is the middleware around a whole site. It rejects changes that come from other
// sites, and gives each request what the methods of Site work with. It makes no call by
// itself: the user is looked up when somebody asks.
func (s *Site) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Context().Value(visitKey{s}) != nil {
			next.ServeHTTP(w, r)
			return
		}
		v := s.newVisit(r)
		r = r.WithContext(context.WithValue(r.Context(), visitKey{s}, v))
		begun := &response{ResponseWriter: w, visit: v}
		defer v.end()
		if err := s.protection.Check(r); err != nil {
			s.ServeError(begun, r, ErrCrossOrigin)
		} else {
			next.ServeHTTP(begun, r)
		}
		begun.begin() // for handlers that wrote nothing
	})
}
