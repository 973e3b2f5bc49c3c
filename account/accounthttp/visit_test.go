package accounthttp_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// serve replaces the pages of a shop by one.
func (s *shop) serve(handler http.HandlerFunc) { s.handler = s.site.Handler(handler) }

func TestUser_IsLookedUpOnceARequestAndOnlyWhenSomebodyAsks(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.signedIn(shop.user(accounttest.Seed{}).ID)
	b.get("/static").shows(200, "static")
	require.Zero(t, calls(shop.service))
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				user, err := shop.site.User(r)
				if err != nil || user.Email != ann {
					t.Error(err)
					return
				}
				user.Email = "changed by one of them"
			})
		}
		group.Wait()
	})
	b.get("/")
	require.Equal(t, 1, calls(shop.service))
	b.get("/")
	require.Equal(t, 2, calls(shop.service), "there is no cache unless somebody wants it")
}

func TestUser_AnErrorIsNotAskedForAgainInARequest(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.signedIn(shop.user(accounttest.Seed{}).ID)
	shop.service.AddFault(accounttest.Fault{Status: 503})
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		for range 3 {
			_, err := shop.site.User(r)
			require.Equal(t, accounthttp.Unavailable, accounthttp.StateOf(err))
		}
	})
	b.get("/")
	require.Equal(t, 1, calls(shop.service))
}

func TestUser_WithoutASessionItCostsNoCall(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.browser().get("/").shows(200, "guest (signed-out)").keepsSession()
	shop.browser().get("/account/").redirects("/sign-in?next=%2Faccount%2F")
	require.Zero(t, calls(shop.service))
}

func TestUser_HostileCookiesCostNoCallAndAreCleared(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	for _, value := range []string{
		"", "a b", "a;b", "a\tb", "%00", "%0d%0aX-Evil:1", `"quoted"`, "ä", "a\"b", "{}", "a,b", "<script>", strings.Repeat("A", 5000), "../..", `a\b`, strings.Repeat("A", 31), strings.Repeat("A", 40) + "!",
	} {
		b := shop.browser()
		r := httptest.NewRequestWithContext(b.ctx, http.MethodGet, "/account/", nil)
		r.Header.Set("Cookie", session+"="+value)
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		shop.handler.ServeHTTP(w, r)
		require.Equal(t, 303, w.Code, "%q", value)
		require.Zero(t, calls(shop.service), "%q", value)
		require.Contains(t, w.Header().Get("Set-Cookie"), "Max-Age=0", "%q", value)
	}
}

func TestUser_ASessionThatHasEndedIsForgottenByTheBrowser(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithUserCache(time.Minute))
	user := shop.user(accounttest.Seed{})
	b := shop.signedIn(user.ID)
	b.keep(&http.Cookie{Name: session + "-refresh", Value: "1"})
	shop.service.SignOut(user.ID)
	p := b.get("/").shows(200, "guest (signed-out)").clears()
	require.Equal(t, "no-store", p.header.Get("Cache-Control"))
	require.Empty(t, b.cookies)
	count := calls(shop.service)
	b.get("/").shows(200, "guest (signed-out)")
	require.Equal(t, count, calls(shop.service))
}

func TestClient_ActsAsThePersonOrAsAGuestButNeverWithTheKey(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		_, err := shop.site.Client(r).Get(r.Context())
		fmt.Fprint(w, accounthttp.StateOf(err))
	})
	require.Equal(t, "signed-out", shop.browser().get("/").body)
	require.Equal(t, "signed-in", shop.signedIn(shop.user(accounttest.Seed{}).ID).get("/").body)
	for _, request := range shop.service.Requests() {
		require.Empty(t, request.Header.Get("X-Appwrite-Key"))
		require.Equal(t, "192.0.2.1", request.Header.Get("X-Forwarded-For"))
		require.Equal(t, firefox, request.Header.Get("User-Agent"))
	}
}

func TestUserCache_ServesRepeatedRequestsFromMemory(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithUserCache(time.Minute))
	b := shop.signedIn(shop.user(accounttest.Seed{}).ID)
	for range 3 {
		b.get("/account/").shows(200, "account of ann")
	}
	require.Equal(t, 1, calls(shop.service))
}

func TestUserCache_AChangeIsSeenAtOnceAndIsNeverMadeFromMemory(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithUserCache(time.Minute))
	user := shop.user(accounttest.Seed{Name: "Ann"})
	shop.handler = shop.site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_, err := shop.site.Client(r).UpdateName(r.Context(), account.UpdateNameParams{Name: "Anna"})
			require.NoError(t, err)
		}
		user, err := shop.site.User(r)
		require.NoError(t, err)
		fmt.Fprint(w, user.Name)
	}))
	b := shop.signedIn(user.ID)
	require.Equal(t, "Ann", b.get("/").body)
	b.post("/")
	require.Equal(t, "Anna", b.get("/").body)
	shop.service.UpdateUser(user.ID, accounttest.UserChange{Blocked: new(true)})
	require.Equal(t, "Anna", b.get("/").body, "the price of the cache")
	b.post("/").redirects("/blocked")
	b.get("/").redirects("/blocked")
}

func TestUserCache_AChangeIsDroppedBeforeTheBrowserHasTheResponse(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithUserCache(time.Minute))
	user := shop.user(accounttest.Seed{Name: "Ann"})
	b := shop.signedIn(user.ID)
	var inner page
	pages := shop.handler
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			pages.ServeHTTP(w, r)
			return
		}
		shop.service.UpdateUser(user.ID, accounttest.UserChange{Blocked: new(true)})
		w.WriteHeader(http.StatusNoContent)
		inner = b.get("/account/") // a browser that is faster than the handler
	})
	b.get("/account/").shows(200, "account of ann")
	b.post("/")
	inner.redirects("/blocked")
}

// beforeDelete calls a function before a request that ends a session reaches the service.
type beforeDelete struct{ call func() }

func (b *beforeDelete) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodDelete {
		b.call()
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestUserCache_ASessionThatIsBeingEndedIsNotServedAfterwards(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*browser){
		"by signing out":      func(b *browser) { b.post("/sign-out").shows(200, "signed out").clears() },
		"by signing in again": func(b *browser) { b.signIn().redirects("/") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := new(beforeDelete)
			shop := newShopWith(t, []account.Option{account.WithHTTPClient(&http.Client{Transport: transport})}, accounthttp.WithUserCache(time.Minute))
			b, tab := shop.browser(), shop.browser() // two tabs of one browser
			b.keep(&http.Cookie{Name: session, Value: shop.service.CreateSession(shop.user(accounttest.Seed{}).ID).Secret})
			tab.keep(b.cookies[session])
			meanwhile := 0
			transport.call = func() {
				meanwhile++
				tab.get("/account/").shows(200, "account of ann")
			}
			end(b)
			require.Equal(t, 1, meanwhile)
			tab.get("/account/").redirects("/sign-in?next=%2Faccount%2F").clears()
		})
	}
}

func TestForget_LooksTheUserUpAgain(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithUserCache(time.Minute))
	user := shop.user(accounttest.Seed{})
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		user, err := shop.site.User(r)
		require.NoError(t, err)
		fmt.Fprint(w, user.EmailVerification)
		if r.URL.Path == "/verified" {
			shop.service.UpdateUser(user.ID, accounttest.UserChange{EmailVerified: new(true)})
			shop.site.Forget(r)
			user, err = shop.site.User(r)
			require.NoError(t, err)
			fmt.Fprint(w, " ", user.EmailVerification)
		}
	})
	phone, laptop := shop.signedIn(user.ID), shop.signedIn(user.ID)
	require.Equal(t, "false", phone.get("/").body)
	require.Equal(t, "false true", laptop.get("/verified").body)
	require.Equal(t, "true", phone.get("/").body)
}

func TestHandler_TheRestOfNetHTTPWorksBehindIt(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	mux := http.NewServeMux()
	mux.HandleFunc("/flush", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "one")
		w.(http.Flusher).Flush()
		require.NoError(t, http.NewResponseController(w).Flush())
		_, err := io.Copy(w, struct{ io.Reader }{strings.NewReader(" two")})
		require.NoError(t, err)
	})
	mux.HandleFunc("/hijack", func(w http.ResponseWriter, r *http.Request) {
		connection, buffer, err := w.(http.Hijacker).Hijack()
		require.NoError(t, err)
		defer connection.Close()
		_, _ = buffer.WriteString("HTTP/1.1 204 No Content\r\n\r\n")
		_ = buffer.Flush()
	})
	mux.HandleFunc("/deadline", func(w http.ResponseWriter, r *http.Request) {
		require.NoError(t, http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Hour)))
		w.WriteHeader(http.StatusEarlyHints)
	})
	server := httptest.NewServer(shop.site.Handler(mux))
	defer server.Close()
	get := func(path string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
		require.NoError(t, err)
		r.Header.Set("Cookie", session+"=a b") // to be cleared
		res, err := server.Client().Do(r)
		require.NoError(t, err)
		t.Cleanup(func() { res.Body.Close() })
		return res
	}
	res := get("/flush")
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, "one two", string(body))
	require.Len(t, res.Header["Set-Cookie"], 2, "session and refresh, once each")
	require.Equal(t, 204, get("/hijack").StatusCode)
	res = get("/deadline")
	require.Equal(t, 200, res.StatusCode)
	require.Len(t, res.Header["Set-Cookie"], 2)
}

// A shared cache that kept such a response would sign everybody in as one person, or out.
func TestHandler_WhatSetsACookieIsNeverCached(t *testing.T) {
	t.Parallel()
	cacheable := http.Header{
		"Cache-Control": {"public, max-age=3600", "s-maxage=3600"}, "Cdn-Cache-Control": {"max-age=3600"},
		"Cloudflare-Cdn-Cache-Control": {"max-age=3600"}, "Surrogate-Control": {"max-age=3600"},
	}
	for name, sets := range map[string]func(*shop, http.ResponseWriter, *http.Request) error{
		"the session": func(s *shop, w http.ResponseWriter, r *http.Request) error {
			_, err := s.site.SignIn(w, r, account.CreateEmailPasswordSessionParams{Email: ann, Password: password})
			return err
		},
		"the end of the session": func(s *shop, w http.ResponseWriter, r *http.Request) error { return s.site.SignOut(w, r) },
		"a code": func(s *shop, w http.ResponseWriter, r *http.Request) error {
			return s.site.SendCode(w, r, account.AuthenticationFactorEmail)
		},
		"a sign-in that was started": func(s *shop, w http.ResponseWriter, r *http.Request) error {
			_, err := s.site.StartMagicURL(w, r, account.CreateMagicURLTokenParams{UserID: account.UniqueID, Email: "bob@example.com", URL: "/sign-in/link"})
			return err
		},
	} {
		for order, page := range map[string]func(set func(), w http.ResponseWriter){
			"after the page's header":  func(set func(), w http.ResponseWriter) { maps.Copy(w.Header(), cacheable.Clone()); set() },
			"before the page's header": func(set func(), w http.ResponseWriter) { set(); maps.Copy(w.Header(), cacheable.Clone()) },
			"before a page that writes": func(set func(), w http.ResponseWriter) {
				set()
				maps.Copy(w.Header(), cacheable.Clone())
				w.WriteHeader(http.StatusNotFound)
				fmt.Fprint(w, "page")
			},
		} {
			t.Run(name+" "+order, func(t *testing.T) {
				t.Parallel()
				shop := newShop(t)
				user := shop.user(accounttest.Seed{EmailVerified: true, MFA: name == "a code", TOTP: true})
				shop.serve(func(w http.ResponseWriter, r *http.Request) {
					page(func() { require.NoError(t, sets(shop, w, r)) }, w)
				})
				p := shop.signedIn(user.ID).post("/")
				require.NotEmpty(t, p.set)
				require.Equal(t, []string{"no-store"}, p.header["Cache-Control"])
				delete(p.header, "Cache-Control")
				for name := range cacheable {
					require.NotContains(t, p.header, name, "it goes before Cache-Control in the caches that know it")
				}
			})
		}
	}
}

func TestHandler_WhatSetsNoCookieIsCachedAsThePageSays(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		w.Header().Set("CDN-Cache-Control", "max-age=60")
	})
	p := shop.browser().get("/")
	require.Equal(t, "public, max-age=3600", p.header.Get("Cache-Control"))
	require.Equal(t, "max-age=60", p.header.Get("CDN-Cache-Control"))
}

func TestHandler_AForgottenOneIsNoticed(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	require.PanicsWithValue(t, "accounthttp: the request did not come through Handler or Require of this Site", func() { _, _ = shop.site.User(r) })
}

func TestHandler_AroundRequireThereIsOneVisit(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	inner := shop.site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		_, err := shop.site.User(r)
		require.NoError(t, err)
		inner.ServeHTTP(w, r)
	})
	shop.signedIn(user.ID).get("/").shows(200, "")
	require.Equal(t, 1, calls(shop.service))
}

func TestSignIn_ThePersonIsKnownInTheSameRequest(t *testing.T) {
	t.Parallel()
	shop := newShop(t, accounthttp.WithUserCache(time.Minute))
	bob := shop.user(accounttest.Seed{Email: "bob@example.com"})
	shop.user(accounttest.Seed{})
	shop.serve(func(w http.ResponseWriter, r *http.Request) {
		_, err := shop.site.User(r)
		require.NoError(t, err)
		_, err = shop.site.SignIn(w, r, account.CreateEmailPasswordSessionParams{Email: ann, Password: password})
		require.NoError(t, err)
		user, err := shop.site.User(r)
		require.NoError(t, err)
		me, err := shop.site.Client(r).Get(r.Context())
		require.NoError(t, err)
		fmt.Fprint(w, user.Email, " ", me.Email)
		require.NoError(t, shop.site.SignOut(w, r))
		_, err = shop.site.User(r)
		require.True(t, account.IsSignedOut(err))
	})
	require.Equal(t, ann+" "+ann, shop.signedIn(bob.ID).post("/").body)
}

func TestUser_TwoSitesDoNotMeet(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	other, err := accounthttp.New(shop.service.GuestClient(), origin, accounthttp.WithCookieName("__Host-admin"))
	require.NoError(t, err)
	shop.handler = shop.site.Handler(other.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, here := shop.site.User(r)
		_, there := other.User(r)
		fmt.Fprint(w, accounthttp.StateOf(here), " ", accounthttp.StateOf(there))
	})))
	require.Equal(t, "signed-in signed-out", shop.signedIn(shop.user(accounttest.Seed{}).ID).get("/").body)
}

func TestUser_AVisitorWhoLeavesEndsTheLookup(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	b := shop.signedIn(shop.user(accounttest.Seed{}).ID)
	shop.service.AddFault(accounttest.Fault{Delay: time.Minute})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b.ctx = ctx
	b.get("/account/").shows(503, "Not available").keepsSession()
}
