package accounttest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// ProviderAccount is a person's account at an OAuth2 provider.
type ProviderAccount struct {
	ID    string `json:"id"` // the provider's id of the person; required
	Email string `json:"email,omitempty"`
	Name  string `json:"name,omitempty"`
	// Unverified says that the provider did not verify the address. From version 1.9 on such
	// an account does not sign in the user who has the address.
	Unverified bool `json:"unverified,omitempty"`
}

// changeProvider does something to an OAuth2 provider.
func (s *Server) changeProvider(name string, do func(*state.Provider)) error {
	if err := checkProvider("", name, s.service.Settings()); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	do(s.service.Store.Provider(name))
	return nil
}

func (s *Server) setProviderAccount(provider string, account ProviderAccount) error {
	return s.changeProvider(provider, func(p *state.Provider) {
		p.Account, p.Error, p.Description = state.Account(account), "", ""
	})
}

// SetProviderAccount says who signs in at an OAuth2 provider when a program, and not a
// person at the provider's page, follows the redirects.
func (s *Server) SetProviderAccount(provider string, account ProviderAccount) {
	s.t.Helper()
	s.must(s.setProviderAccount(provider, account))
}

func (s *Server) setProviderError(provider, code, description string) error {
	return s.changeProvider(provider, func(p *state.Provider) { p.Error, p.Description = code, description })
}

// SetProviderError makes an OAuth2 provider reject all programs, with an error code such as
// "access_denied", until SetProviderAccount is called.
func (s *Server) SetProviderError(provider, code, description string) {
	s.t.Helper()
	s.must(s.setProviderError(provider, code, description))
}

// SignInResult is where a sign-in through a provider ended.
type SignInResult struct {
	URL     string         // the success or failure URL the browser was sent to, "" for an error page
	UserID  string         // for createSession, in the token flow
	Secret  string         // for createSession, in the token flow
	Error   string         // the JSON that a failure URL was given
	Cookies []*http.Cookie // the session, in the cookie flow
	Page    []byte         // the error page, if the browser was not sent on
}

// SignInAtProvider does what a person does in a browser: it opens the address that
// createOAuth2Token or createOAuth2Session redirects to, signs in as the account, and
// follows the way back through the service. Cookies are those the browser has, if any.
func (s *Server) SignInAtProvider(location string, account ProviderAccount, cookies ...*http.Cookie) SignInResult {
	s.t.Helper()
	form := url.Values{"action": {"allow"}, "id": {account.ID}, "email": {account.Email}, "name": {account.Name}}
	if account.Unverified {
		form.Set("unverified", "1")
	}
	result, err := s.browse(location, form, cookies)
	s.must(err)
	return result
}

// DenyAtProvider is SignInAtProvider for a person who changes their mind.
func (s *Server) DenyAtProvider(location string, cookies ...*http.Cookie) SignInResult {
	s.t.Helper()
	result, err := s.browse(location, url.Values{"action": {"deny"}}, cookies)
	s.must(err)
	return result
}

// browse posts the form to the provider's page and follows redirects for as long as they
// lead to the service.
func (s *Server) browse(location string, form url.Values, cookies []*http.Cookie) (SignInResult, error) {
	var result SignInResult
	if !php.IsAbsoluteURL(location) {
		return result, fail(Invalid, "", "%q is no address of a provider's page", location)
	}
	request := httptest.NewRequest(http.MethodPost, location, strings.NewReader(form.Encode()))
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
			return result, nil
		}
		if !strings.Contains(next, request.Host+"/v1/") {
			result.URL = next
			if parsed, err := url.Parse(next); err == nil {
				query := parsed.Query()
				result.UserID, result.Secret, result.Error = query.Get("userId"), query.Get("secret"), query.Get("error")
			}
			return result, nil
		}
		request = httptest.NewRequest(http.MethodGet, next, nil)
	}
	return result, nil
}
