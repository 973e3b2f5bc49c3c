// Package accounthttp is what a web site needs around package account: a session cookie,
// pages for signed-in people, second factors, OAuth2, the links in mails. It is net/http and
// nothing else, and works with any router.
//
//	client, err := account.New(endpoint, project, account.WithTimeout(5*time.Second))
//	site, err := accounthttp.New(client, "https://shop.example.com")
//	mux.HandleFunc("POST /sign-in", signIn)
//	mux.Handle("/account/", site.Require(accountPages))
//	http.ListenAndServe(addr, site.Handler(mux))
//
// # Handler and Require
//
// [Site.Handler] goes around the whole site. It rejects forms that other sites send, as
// http.CrossOriginProtection does, and gives each request its visit, of which the methods
// of Site work. [Site.Require] goes around what is for signed-in people.
//
// In a handler, [Site.User] is the person and [Site.Client] a client that acts as them. The
// user is looked up when somebody asks, at most once in a request.
//
// # Errors
//
// Whatever goes wrong, in User or in a call of Client, [Site.ServeError] responds to it.
// [StateOf] says what it is:
//
//   - signed out: the sign-in page, with "next", the way back; the cookie is cleared
//   - a second factor is pending: the code page, with "next"
//   - blocked by an administrator: the blocked page
//   - has to choose a new password: the page of password recovery
//   - rate-limited: a page with status 429 and Retry-After
//   - the service is down or slow: a page with status 503 and Retry-After
//
// Only the first signs anybody out. Requests that are no page loads get a status instead of
// a redirect. WithPages says where the pages are, WithProblemPage renders the others.
//
// How long a page waits for a slow service is the time limit of the client, retries
// included: account.WithTimeout. A few seconds are what people wait for.
//
// # Signing in and out
//
// [Site.SignIn] takes any method of package account and sets the cookie; [Site.Continue]
// sends the browser on, to the code page if there is a second factor, or to "next".
//
//	in, err := site.SignIn(w, r, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
//	switch {
//	case errors.Is(err, account.ErrUserInvalidCredentials), errors.Is(err, account.ErrGeneralArgumentInvalid):
//		// the form again, with "wrong address or password"
//	case err != nil:
//		site.ServeError(w, r, err)
//	default:
//		site.Continue(w, r, in)
//	}
//
// The form keeps "next" if it has no action attribute, since it then posts to its own URL,
// or in a hidden field.
//
// The code page asks [Site.PendingSignIn] which factors are open, [Site.SendCode] sends a
// code, and [Site.CompleteChallenge] takes it. [Site.SignOut] signs out here,
// [Site.SignOutElsewhere] everywhere else.
//
// # OAuth2 and the links in mails
//
// [Site.StartOAuth2] and [Site.OAuth2Callback] bind the sign-in to the browser that started
// it, so that nobody is signed in to somebody else's account. [Site.StartMagicURL] and
// [Site.MagicURLCallback] do the same, and ask first in a browser that did not start it.
// [Site.VerificationCallback] and [Site.RecoveryCallback] are for the other mails. Opening a
// link spends nothing, since programs that check mails open all of them: a button does.
// Pages whose URL holds a secret send Referrer-Policy: no-referrer, and are not cached.
//
// Where people are sent afterwards is [Site.Next], which never leaves the site.
//
// # Visitors
//
// All calls are made for the visitor: the service counts its limits for the visitor's
// address, and shows the visitor's browser in sessions and activity logs. Behind a proxy,
// name it with WithTrustedProxies, or all visitors are one.
//
// No call is made with the API key of the client, since the service does not limit how
// often a key guesses a password.
//
// # Cookies
//
// The session cookie holds the secret of the session. It is Secure, HttpOnly, SameSite=Lax,
// has the path / and no domain, and its name begins with __Host-, so that no other host of
// the domain can set it. While a second factor is pending it ends with the browser, then
// with the session; WithRefresh extends sessions that are in use. A value that cannot be a
// session is cleared without a call.
//
// A response that sets or clears one of these cookies is Cache-Control: no-store, whatever
// the page says, so that no cache hands the cookie to somebody else.
//
// SameSite=Lax leaves a form that another site posts without the cookie, and a link from
// there with it.
//
// # The user cache
//
// WithUserCache keeps users for some seconds, 10,000 at most, by the hash of the session's
// secret. Requests of one session at the same time share one call. A failed lookup is not
// kept. Its price: for that long, pages are still shown to somebody who was blocked, signed
// out from another device or another server of this site, and with the name they had there.
//
// A request that can change something, any but GET, HEAD and OPTIONS, is never served from
// the cache and drops the user from it; so do signing in and out. After a change that a GET
// makes, call [Site.Forget].
package accounthttp
