package conformance

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// mock is the provider of servers under test. The document does not list it: requests
// are checked as if they named github.
const mock = "mock"

const (
	successPage = "http://localhost/signed-in"
	failurePage = "http://localhost/failed"
)

// needsProvider comes before anything that starts at the provider "mock".
func (s *S) needsProvider() {
	if !s.environment().MockProvider {
		skip(`needs the OAuth2 provider "mock", and the endpoint on localhost`)
	}
}

// atProvider is somebody who has an account at a provider.
func atProvider() accounttest.ProviderAccount {
	return accounttest.ProviderAccount{ID: word(), Email: newEmail(), Name: "Ann Other"}
}

// oauth2Token returns the URL to sign in at.
func (s *S) oauth2Token(scopes ...string) *url.URL {
	s.needsProvider()
	params := account.CreateOAuth2TokenParams{Success: successPage, Failure: failurePage, Scopes: scopes}
	return must(s.onLocalhost().CreateOAuth2Token(s, mock, params))
}

// oauth2Session returns the same for a browser, which gets cookies in the end.
func (s *S) oauth2Session() string {
	s.needsProvider()
	query := url.Values{"success": {successPage}, "failure": {failurePage}, "project": {s.env.ProjectID}}
	browser := s.raw().careless() // a browser sends no header, and names the project in the query
	browser.endpoint = localhost(browser.endpoint)
	return browser.get("/account/sessions/oauth2/mock?" + query.Encode()).ok(301).header.Get("Location")
}

// browse follows redirects through the service as a browser does. It returns the first
// URL outside the service, and the cookies that were set.
func (s *S) browse(location string) (*url.URL, []*http.Cookie) {
	endpoint := must(url.Parse(localhost(s.env.Endpoint)))
	jar := map[string]*http.Cookie{}
	for range 6 {
		next := must(url.Parse(location))
		if !strings.HasPrefix(next.Path, endpoint.Path+"/") {
			cookies := make([]*http.Cookie, 0, len(jar))
			for _, cookie := range jar {
				cookies = append(cookies, cookie)
			}
			return next, cookies
		}
		next.Host, next.Scheme = endpoint.Host, endpoint.Scheme // the server leaves the port out
		request := must(http.NewRequestWithContext(s, http.MethodGet, next.String(), nil))
		for _, cookie := range jar {
			request.AddCookie(cookie)
		}
		response := must(s.env.transport.RoundTrip(request))
		_ = response.Body.Close()
		for _, cookie := range response.Cookies() {
			jar[cookie.Name] = cookie
		}
		location = response.Header.Get("Location")
		check(location != "", "a browser is redirected from %s, and gets no status %d", next.Path, response.StatusCode)
	}
	fail("expected the redirects to end")
	return nil, nil
}

// provider is the service with the provider "mock", where anybody can have an account.
func (s *S) provider() *accounttest.Server {
	return s.embedded("a provider with accounts of one's choice")
}

// signInAt signs in at the provider as an account of one's choice.
func (s *S) signInAt(who accounttest.ProviderAccount) *person {
	service := s.provider()
	result := service.SignInAtProvider(s.oauth2Token().String(), who)
	check(result.Secret != "", "the sign-in at the provider succeeds")
	session := must(s.key().CreateSession(s, sessionParams(result.UserID, result.Secret)))
	return s.person(session, who.Email)
}

// failure decodes the error that the failure page got.
func (s *S) failure(result accounttest.SignInResult) fields {
	check(strings.HasPrefix(result.URL, s.redirectedTo("localhost/failed?error=")), "the browser is sent to the failure page")
	var body fields
	noError(json.Unmarshal([]byte(result.Error), &body))
	kind, _ := body["type"].(string)
	s.coverage.metError(kind)
	return body
}

// errorPage ends the scenario unless a response is an HTML error page.
func errorPage(response reply, status int) {
	response.ok(status)
	equal("the content type", response.header.Get("Content-Type"), "text/html; charset=UTF-8")
	contains("the page", string(response.body), " - Error</title>")
}

// browserCookie is the session cookie of somebody, as a browser sends it.
func (s *S) browserCookie(p *person) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(), Value: url.QueryEscape(p.secret)}
}
