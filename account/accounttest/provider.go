package accounttest

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// ProviderAccount is a person's account at an OAuth2 provider.
type ProviderAccount struct {
	ID    string // what the provider calls the person; needed
	Email string
	Name  string
}

// Tokens that the provider hands out.
const (
	providerAccessToken  = "123456"
	providerRefreshToken = "tuvwxyz"
)

// defaultCode stands for whoever is set to sign in at the provider.
const defaultCode = "abcdef"

var defaultAccount = ProviderAccount{ID: "1", Email: "useroauth@localhost.test", Name: "User Name"}

// providerState is what an OAuth2 provider knows.
type providerState struct {
	account     ProviderAccount
	complaint   string
	description string
	codes       map[string]ProviderAccount
}

// provider answers the state of a provider. The server's lock is held.
func (s *Server) provider(name string) *providerState {
	state := s.providers[name]
	if state == nil {
		state = &providerState{account: defaultAccount, codes: map[string]ProviderAccount{}}
		s.providers[name] = state
	}
	return state
}

// issue makes a code that stands for an account.
func (p *providerState) issue(account ProviderAccount) string {
	code := randomHex(32)
	p.codes[code] = account
	return code
}

// redeem answers whom a code stands for. A code works once.
func (p *providerState) redeem(code string) (ProviderAccount, bool) {
	if code == defaultCode {
		return p.account, true
	}
	account, known := p.codes[code]
	delete(p.codes, code)
	return account, known
}

// SetProviderAccount says who signs in at an OAuth2 provider when a program,
// and not a person at the provider's page, follows the redirects.
func (s *Server) SetProviderAccount(provider string, account ProviderAccount) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.provider(provider)
	state.account, state.complaint, state.description = account, "", ""
}

// SetProviderError makes an OAuth2 provider refuse all programs, with an error
// code such as "access_denied", until SetProviderAccount is called.
func (s *Server) SetProviderError(provider, code, description string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.provider(provider)
	state.complaint, state.description = code, description
}

// visit is what a provider's page was opened with.
type visit struct {
	provider    string
	redirectURI string
	state       string
}

func (x *exchange) readVisit() visit {
	query := x.request.URL.Query()
	name := x.path["provider"]
	if name == "" {
		name = "mock"
	}
	return visit{provider: name, redirectURI: query.Get("redirect_uri"), state: query.Get("state")}
}

// sendBack sends the browser back to the service.
func (x *exchange) sendBack(v visit, pairs ...formPair) error {
	if !absoluteURL(v.redirectURI) {
		return refuseWith("general_argument_invalid", "The provider's page needs a redirect_uri.")
	}
	pairs = append(pairs, formPair{"state", v.state})
	x.redirect(v.redirectURI + "?" + encodeForm(pairs))
	return nil
}

// handleOAuth2Provider is the page of a provider. Programs, which do not ask
// for HTML, are signed in at once, as the real service's test provider does it.
func handleOAuth2Provider(x *exchange) error {
	v := x.readVisit()
	if strings.Contains(x.request.Header.Get("Accept"), "text/html") {
		return x.showSignIn(v)
	}
	state := x.srv.provider(v.provider)
	if state.complaint != "" {
		return x.sendBack(v, formPair{"error", state.complaint}, formPair{"error_description", state.description})
	}
	return x.sendBack(v, formPair{"code", defaultCode})
}

// handleOAuth2ProviderSignIn takes the form of the page.
func handleOAuth2ProviderSignIn(x *exchange) error {
	v := x.readVisit()
	if action, _ := x.inputText("action"); action != "allow" {
		return x.sendBack(v, formPair{"error", "access_denied"}, formPair{"error_description", "The person refused"})
	}
	var account ProviderAccount
	account.ID, _ = x.inputText("id")
	account.Email, _ = x.inputText("email")
	account.Name, _ = x.inputText("name")
	err := x.sendBack(v, formPair{"code", x.srv.provider(v.provider).issue(account)})
	x.answer.status = http.StatusSeeOther // a browser must come back with GET
	return err
}

func (x *exchange) showSignIn(v visit) error {
	account := x.srv.provider(v.provider).account
	x.answer.header.Set("Content-Type", htmlType)
	x.answer.header.Set("Cache-Control", "no-store")
	x.answer.body = fmt.Appendf(nil, signInPage, html.EscapeString(v.provider), html.EscapeString(x.request.RequestURI),
		html.EscapeString(account.ID), html.EscapeString(account.Email), html.EscapeString(account.Name))
	return nil
}

const signInPage = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in with %[1]s</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:24rem;padding:0 1rem}label{display:block;margin:.75rem 0}
input{box-sizing:border-box;display:block;font:inherit;padding:.4rem;width:100%%}button{font:inherit;margin:.5rem .5rem 0 0;padding:.5rem 1rem}</style></head>
<body><main><h1>Sign in with %[1]s</h1>
<p>This page stands in for the provider. Choose who you are.</p>
<form method="post" action="%[2]s">
<label>Account id <input name="id" value="%[3]s" required></label>
<label>E-mail <input name="email" type="email" value="%[4]s"></label>
<label>Name <input name="name" value="%[5]s"></label>
<button name="action" value="allow">Sign in</button><button name="action" value="deny" formnovalidate>Refuse</button>
</form></main></body></html>
`

// SignInResult is where a sign-in through a provider ended.
type SignInResult struct {
	URL     string         // the success or failure URL the browser was sent to, "" for an error page
	UserID  string         // for createSession, in the token flow
	Secret  string         // for createSession, in the token flow
	Error   string         // the JSON that a failure URL was told
	Cookies []*http.Cookie // the session, in the cookie flow
	Page    []byte         // the error page, if the browser was not sent on
}

// SignInAtProvider does what a person does in a browser: it opens the address
// that createOAuth2Token or createOAuth2Session redirects to, signs in as the
// account, and follows the way back through the service. Cookies are those the
// browser has, if any.
func (s *Server) SignInAtProvider(location string, account ProviderAccount, cookies ...*http.Cookie) SignInResult {
	form := url.Values{"action": {"allow"}, "id": {account.ID}, "email": {account.Email}, "name": {account.Name}}
	return s.browse(location, form, cookies)
}

// RefuseAtProvider is SignInAtProvider for a person who changes their mind.
func (s *Server) RefuseAtProvider(location string, cookies ...*http.Cookie) SignInResult {
	return s.browse(location, url.Values{"action": {"deny"}}, cookies)
}

// browse posts the form to the provider's page and follows redirects for as
// long as they lead to the service.
func (s *Server) browse(location string, form url.Values, cookies []*http.Cookie) SignInResult {
	var result SignInResult
	if !absoluteURL(location) {
		s.fail("%q is no address of a provider's page", location)
		return result
	}
	request := httptest.NewRequest(http.MethodPost, location, bytes.NewBufferString(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for range 5 {
		for _, cookie := range cookies {
			request.AddCookie(cookie)
		}
		recorder := httptest.NewRecorder()
		s.serveHTTP(recorder, request)
		response := recorder.Result()
		result.Cookies = append(result.Cookies, response.Cookies()...)
		next := response.Header.Get("Location")
		if next == "" {
			result.Page = recorder.Body.Bytes()
			return result
		}
		if !strings.Contains(next, request.Host+"/v1/") {
			return result.at(next)
		}
		request = httptest.NewRequest(http.MethodGet, next, nil)
	}
	return result
}

// at reads what the last address was told.
func (r SignInResult) at(address string) SignInResult {
	r.URL = address
	parsed, err := url.Parse(address)
	if err != nil {
		return r
	}
	query := parsed.Query()
	r.UserID, r.Secret, r.Error = query.Get("userId"), query.Get("secret"), query.Get("error")
	return r
}
