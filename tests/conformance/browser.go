package conformance

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// mock is the provider of servers under test. The document does not list it, so that
// github stands for it there.
const mock = "mock"

const (
	successPage = "http://localhost/signed-in"
	failurePage = "http://localhost/refused"
)

// needsProvider is for what starts at the provider "mock".
func (s *S) needsProvider() {
	if !s.environment().MockProvider {
		skip(`needs the OAuth2 provider "mock", and the endpoint on localhost`)
	}
}

// atProvider is somebody who has an account at a provider.
func atProvider() accounttest.ProviderAccount {
	return accounttest.ProviderAccount{ID: word(), Email: newEmail(), Name: "Ann Other"}
}

// oauth2Token asks where to sign in.
func (s *S) oauth2Token(scopes ...string) *url.URL {
	s.needsProvider()
	params := account.CreateOAuth2TokenParams{Success: successPage, Failure: failurePage, Scopes: scopes}
	return must(s.onLocalhost().CreateOAuth2Token(s, mock, params))
}

// oauth2Session asks the same for a browser, which gets cookies in the end.
func (s *S) oauth2Session() string {
	s.needsProvider()
	query := url.Values{"success": {successPage}, "failure": {failurePage}, "project": {s.env.ProjectID}}
	browser := s.raw()
	browser.endpoint = localhost(browser.endpoint)
	return browser.get("/account/sessions/oauth2/mock?" + query.Encode()).ok(301).header.Get("Location")
}

// browse follows redirects through the service as the browser of a person does for
// whom the provider is set up, and answers where it leads out of the service, and the
// cookies it got.
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
		answer := must(s.env.transport.RoundTrip(request))
		_ = answer.Body.Close()
		for _, cookie := range answer.Cookies() {
			jar[cookie.Name] = cookie
		}
		location = answer.Header.Get("Location")
		check(location != "", "a browser is sent on from %s, not stopped with status %d", next.Path, answer.StatusCode)
	}
	fail("expected the redirects to end")
	return nil, nil
}

// signInAt signs in at the provider as an account of one's choice.
func (s *S) signInAt(who accounttest.ProviderAccount) *person {
	service := s.embedded("a provider with accounts of one's choice")
	result := service.SignInAtProvider(s.oauth2Token().String(), who)
	check(result.Secret != "", "the sign-in at the provider succeeds")
	session := must(s.key().CreateSession(s, account.CreateSessionParams{UserID: result.UserID, Secret: result.Secret}))
	return s.person(session, who.Email)
}

// failure reads what the failure page was told.
func (s *S) failure(result accounttest.SignInResult) fields {
	check(strings.HasPrefix(result.URL, "http://:@localhost/refused?error="), "the browser is sent to the failure page")
	var body fields
	allowed(json.Unmarshal([]byte(result.Error), &body))
	kind, _ := body["type"].(string)
	s.coverage.metError(kind)
	return body
}

// htmlRefusal ends the scenario unless an answer is an error page.
func htmlRefusal(answer reply, status int) {
	answer.ok(status)
	equal("the content type", answer.header.Get("Content-Type"), "text/html; charset=UTF-8")
	contains("the page", string(answer.body), " - Error</title>")
}

// browserCookie is the session of somebody as their browser keeps it.
func (s *S) browserCookie(p *person) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(), Value: url.QueryEscape(p.secret)}
}
