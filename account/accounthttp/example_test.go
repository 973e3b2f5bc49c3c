package accounthttp_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// example is a service, a site in front of it, and a browser.
type example struct {
	service *accounttest.Server
	site    *accounthttp.Site
	mux     *http.ServeMux
	server  *httptest.Server
	browser *http.Client
}

func newExample(options ...accounthttp.Option) *example {
	service, err := accounttest.NewServer()
	if err != nil {
		log.Fatal(err)
	}
	e := &example{service: service, mux: http.NewServeMux()}
	e.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { e.site.Handler(e.mux).ServeHTTP(w, r) }))
	if e.site, err = accounthttp.New(service.GuestClient(account.WithRetries(0)), e.server.URL, options...); err != nil {
		log.Fatal(err)
	}
	jar, _ := cookiejar.New(nil)
	e.browser = &http.Client{Jar: jar, Transport: pageLoads{strings.TrimPrefix(e.server.URL, "http://")}}
	return e
}

func (e *example) close() {
	e.server.Close()
	e.service.Close()
}

// pageLoads sends to the site what a browser does when it loads a page. The provider's page
// signs programs in without asking.
type pageLoads struct{ host string }

func (p pageLoads) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == p.host {
		r.Header.Set("Accept", "text/html")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// show prints the path and the content that the browser ends at.
func (e *example) show(res *http.Response, err error) {
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	title := string(body)
	if _, after, ok := strings.Cut(title, "<h1>"); ok {
		title, _, _ = strings.Cut(after, "</h1>")
	}
	fmt.Println(strings.TrimSpace(fmt.Sprint(res.StatusCode, " ", res.Request.URL.Path, " ", strings.TrimSpace(title))))
}

func (e *example) get(path string) { e.show(e.browser.Get(e.server.URL + path)) }

func (e *example) post(path string, values url.Values) {
	e.show(e.browser.PostForm(e.server.URL+path, values))
}

// profile greets whoever is signed in, and codePage is the page of Pages.Challenge.
func (e *example) profile(w http.ResponseWriter, r *http.Request) {
	user, err := e.site.User(r)
	if err != nil {
		e.site.ServeError(w, r, err)
		return
	}
	fmt.Fprintf(w, "Hello %s", user.Email)
}

func (e *example) signIn(w http.ResponseWriter, r *http.Request) {
	in, err := e.site.SignIn(w, r, account.CreateEmailPasswordSessionParams{Email: r.FormValue("email"), Password: r.FormValue("password")})
	switch {
	case errors.Is(err, account.ErrUserInvalidCredentials), errors.Is(err, account.ErrGeneralArgumentInvalid):
		http.Error(w, "Wrong address or password", http.StatusUnprocessableEntity)
	case err != nil:
		e.site.ServeError(w, r, err)
	default:
		e.site.Continue(w, r, in)
	}
}

func say(words string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, words) }
}

var annsForm = url.Values{"email": {"ann@example.com"}, "password": {"correct-horse-9"}}

func Example() {
	e := newExample()
	defer e.close()
	e.service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9"})

	e.mux.HandleFunc("GET /sign-in", say("Who are you?"))
	e.mux.HandleFunc("POST /sign-in", e.signIn)
	e.mux.Handle("GET /account", e.site.Require(http.HandlerFunc(e.profile)))
	e.mux.HandleFunc("POST /sign-out", func(w http.ResponseWriter, r *http.Request) {
		if err := e.site.SignOut(w, r); err != nil {
			fmt.Fprint(w, "You are signed out here, but we could not end the session. Please end it from another device.")
			return
		}
		fmt.Fprint(w, "Goodbye")
	})

	e.get("/account?tab=2")
	e.post("/sign-in?next=/account", annsForm)
	e.post("/sign-out", nil)
	e.get("/account")
	// Output:
	// 200 /sign-in Who are you?
	// 200 /account Hello ann@example.com
	// 200 /sign-out Goodbye
	// 200 /sign-in Who are you?
}

func ExampleNew() {
	client, err := account.New("https://cloud.appwrite.io/v1", "my-project", account.WithTimeout(5*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	site, err := accounthttp.New(client, "https://shop.example.com",
		accounthttp.WithTrustedProxies(netip.MustParsePrefix("10.0.0.0/8")),
		accounthttp.WithUserCache(3*time.Second),
		accounthttp.WithRefresh(30*24*time.Hour),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(site.URL("/verify"))

	_, err = accounthttp.New(client, "http://shop.example.com")
	fmt.Println(err)
	// Output:
	// https://shop.example.com/verify
	// accounthttp: New: the origin is not https, so that anybody on the way could read the session; http is for this machine only
}

func ExampleSite_ServeError() {
	e := newExample()
	defer e.close()
	e.service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9"})
	e.mux.HandleFunc("POST /sign-in", e.signIn)
	e.mux.HandleFunc("GET /", e.profile)
	e.mux.Handle("POST /name", e.site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := e.site.Client(r).UpdateName(r.Context(), account.UpdateNameParams{Name: r.FormValue("name")})
		if err != nil {
			e.site.ServeError(w, r, err)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})))
	e.post("/sign-in", annsForm)

	remove := e.service.AddFault(accounttest.Fault{Operation: "updateName", Status: 503})
	e.post("/name", url.Values{"name": {"Ann"}})
	remove()
	e.post("/name", url.Values{"name": {"Ann"}}) // nobody was signed out
	// Output:
	// 200 / Hello ann@example.com
	// 503 /name Not available right now
	// 200 / Hello ann@example.com
}

func ExampleSite_CompleteChallenge() {
	e := newExample()
	defer e.close()
	ann := e.service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9", EmailVerified: true, TOTP: true, MFA: true})
	e.mux.HandleFunc("POST /sign-in", e.signIn)
	e.mux.HandleFunc("GET /{$}", e.profile)
	e.mux.HandleFunc("GET /sign-in/code", func(w http.ResponseWriter, r *http.Request) {
		in, err := e.site.PendingSignIn(r)
		switch {
		case err != nil:
			e.site.ServeError(w, r, err)
		case in.Challenge == nil:
			e.site.Continue(w, r, in)
		default:
			fmt.Fprint(w, "A code, please, by one of ", in.Challenge.Factors)
		}
	})
	e.mux.HandleFunc("POST /sign-in/code/send", func(w http.ResponseWriter, r *http.Request) { // email and phone
		if err := e.site.SendCode(w, r, account.AuthenticationFactor(r.FormValue("factor"))); err != nil {
			e.site.ServeError(w, r, err)
			return
		}
		http.Redirect(w, r, "/sign-in/code", http.StatusSeeOther)
	})
	e.mux.HandleFunc("POST /sign-in/code", func(w http.ResponseWriter, r *http.Request) {
		in, err := e.site.CompleteChallenge(w, r, account.AuthenticationFactor(r.FormValue("factor")), r.FormValue("code"))
		switch {
		case errors.Is(err, account.ErrUserInvalidToken):
			http.Error(w, "That is not the code", http.StatusUnprocessableEntity)
		case err != nil:
			e.site.ServeError(w, r, err)
		default:
			e.site.Continue(w, r, in)
		}
	})

	e.post("/sign-in", annsForm)
	e.post("/sign-in/code/send", url.Values{"factor": {"email"}})
	e.post("/sign-in/code", url.Values{"factor": {"email"}, "code": {"000000"}})
	e.post("/sign-in/code", url.Values{"factor": {"totp"}, "code": {e.service.TOTP(ann.ID)}})
	// Output:
	// 200 /sign-in/code A code, please, by one of [totp email]
	// 200 /sign-in/code A code, please, by one of [totp email]
	// 422 /sign-in/code That is not the code
	// 200 / Hello ann@example.com
}

func ExampleSite_SignOutElsewhere() {
	e := newExample()
	defer e.close()
	ann := e.service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9"})
	e.service.CreateSession(ann.ID) // of a lost phone
	e.mux.HandleFunc("POST /sign-in", e.signIn)
	e.mux.HandleFunc("GET /{$}", e.profile)
	e.mux.Handle("POST /sign-out/elsewhere", e.site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := e.site.SignOutElsewhere(r); err != nil {
			e.site.ServeError(w, r, err)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})))

	e.post("/sign-in", annsForm)
	e.post("/sign-out/elsewhere", nil)
	user := e.service.User(ann.ID)
	fmt.Println("sessions:", len(user.Sessions))
	// Output:
	// 200 / Hello ann@example.com
	// 200 / Hello ann@example.com
	// sessions: 1
}

func ExampleSite_StartOAuth2() {
	e := newExample()
	defer e.close()
	e.service.SetProviderAccount("mock", accounttest.ProviderAccount{ID: "1", Email: "ann@example.com", Name: "Ann"})
	e.mux.HandleFunc("GET /oauth2/{provider}", func(w http.ResponseWriter, r *http.Request) {
		err := e.site.StartOAuth2(w, r, account.OAuthProvider(r.PathValue("provider")), account.CreateOAuth2TokenParams{Success: "/oauth2/callback"})
		if err != nil {
			e.site.ServeError(w, r, err)
		}
	})
	e.mux.Handle("GET /oauth2/callback", e.site.OAuth2Callback(nil))
	e.mux.Handle("GET /account", e.site.Require(http.HandlerFunc(e.profile)))

	e.get("/oauth2/mock?next=/account")
	e.get("/oauth2/callback?state=of-somebody-else&userId=eve&secret=s")
	e.service.SetProviderError("mock", "access_denied", "The person said no.")
	e.get("/oauth2/mock")
	// Output:
	// 200 /account Hello ann@example.com
	// 403 /oauth2/callback That came from somewhere else
	// 400 /oauth2/callback The sign-in did not work
}

func ExampleSite_StartMagicURL() {
	e := newExample()
	defer e.close()
	e.mux.HandleFunc("POST /sign-in/link/send", func(w http.ResponseWriter, r *http.Request) {
		_, err := e.site.StartMagicURL(w, r, account.CreateMagicURLTokenParams{UserID: account.UniqueID, Email: r.FormValue("email"), URL: "/sign-in/link"})
		if err != nil {
			e.site.ServeError(w, r, err)
			return
		}
		fmt.Fprint(w, "Look into your mail")
	})
	e.mux.Handle("/sign-in/link", e.site.MagicURLCallback(nil))
	e.mux.HandleFunc("GET /{$}", e.profile)

	e.post("/sign-in/link/send", annsForm)
	e.show(e.browser.Get(e.service.LastMail("ann@example.com").Link))

	e.post("/sign-in/link/send", annsForm)
	link := e.service.LastMail("ann@example.com").Link
	e.browser.Jar, _ = cookiejar.New(nil) // another browser
	e.show(e.browser.Get(link))
	e.show(e.browser.PostForm(link, nil)) // the button
	// Output:
	// 200 /sign-in/link/send Look into your mail
	// 200 / Hello ann@example.com
	// 200 /sign-in/link/send Look into your mail
	// 200 /sign-in/link Sign in here?
	// 200 / Hello ann@example.com
}

func ExampleSite_VerificationCallback() {
	e := newExample()
	defer e.close()
	e.service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9"})
	e.mux.HandleFunc("POST /sign-in", e.signIn)
	e.mux.HandleFunc("GET /{$}", e.profile)
	e.mux.Handle("POST /verify/send", e.site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := e.site.Client(r).CreateVerification(r.Context(), account.CreateVerificationParams{URL: e.site.URL("/verify")})
		if err != nil {
			e.site.ServeError(w, r, err)
		}
	})))
	e.mux.Handle("/verify", e.site.VerificationCallback(func(w http.ResponseWriter, r *http.Request, err error) {
		if err != nil {
			e.site.ServeError(w, r, err)
			return
		}
		fmt.Fprint(w, "Thank you")
	}))

	e.post("/sign-in", annsForm)
	e.post("/verify/send", nil)
	link := e.service.LastMail("ann@example.com").Link
	e.show(e.browser.Get(link))
	e.show(e.browser.PostForm(link, nil)) // the button
	e.show(e.browser.PostForm(link, nil)) // once more
	// Output:
	// 200 / Hello ann@example.com
	// 200 /verify/send
	// 200 /verify Verify your e-mail address
	// 200 /verify Thank you
	// 400 /verify This link or code does not work
}

func ExampleSite_RecoveryCallback() {
	e := newExample()
	defer e.close()
	e.service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "forgotten-horse"})
	e.mux.HandleFunc("POST /recover", func(w http.ResponseWriter, r *http.Request) {
		_, err := e.site.Client(r).CreateRecovery(r.Context(), account.CreateRecoveryParams{Email: r.FormValue("email"), URL: e.site.URL("/recover/link")})
		if err != nil && !errors.Is(err, account.ErrUserNotFound) { // which nobody needs to know
			e.site.ServeError(w, r, err)
			return
		}
		fmt.Fprint(w, "Look into your mail")
	})
	e.mux.Handle("/recover/link", e.site.RecoveryCallback(nil))
	e.mux.HandleFunc("GET /sign-in", say("Who are you?"))

	e.post("/recover", annsForm)
	link := e.service.LastMail("ann@example.com").Link
	e.show(e.browser.Get(link))
	e.show(e.browser.PostForm(link, url.Values{"password": {"short"}}))
	e.show(e.browser.PostForm(link, url.Values{"password": {"correct-horse-9"}}))
	// Output:
	// 200 /recover Look into your mail
	// 200 /recover/link Choose a new password
	// 422 /recover/link Choose a new password
	// 200 /sign-in Who are you?
}

func ExampleWithProblemPage() {
	e := newExample(accounthttp.WithProblemPage(func(w http.ResponseWriter, r *http.Request, p accounthttp.Problem) {
		w.WriteHeader(p.Status)
		fmt.Fprintf(w, "Our page: %s (%v)", p.Title, p.State)
	}))
	defer e.close()
	e.service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9"})
	e.mux.HandleFunc("POST /sign-in", e.signIn)
	e.service.AddFault(accounttest.Fault{RateLimit: true})
	e.post("/sign-in", annsForm)
	// Output: 429 /sign-in Our page: Too many attempts (rate-limited)
}
