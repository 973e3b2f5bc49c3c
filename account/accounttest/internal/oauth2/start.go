// Package oauth2 has the sign-in through OAuth2 providers: the way to the provider, the
// provider's page, and the way back.
package oauth2

import (
	"cmp"
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
)

// flow is the state that travels to the provider and back.
type flow struct {
	Success string `json:"success"`
	Failure string `json:"failure"`
	Token   bool   `json:"token"` // end with a token instead of a session
}

// CreateToken starts a sign-in that ends with a token.
func CreateToken(r *exchange.Request, w *exchange.Response) error {
	return start(r, w, flow{Token: true})
}

// CreateSession starts a sign-in that ends with a session in cookies.
func CreateSession(r *exchange.Request, w *exchange.Response) error { return start(r, w, flow{}) }

// start sends the browser to the provider's page. Unlike the real service of this version,
// all addresses keep the port that the request came to; without it the way back would not
// lead here.
func start(r *exchange.Request, w *exchange.Response, f flow) error {
	provider := r.Params.String("provider")
	if err := requireProvider(r, provider); err != nil {
		return err
	}
	f.Success = cmp.Or(r.Params.String("success"), r.BaseURL()+consoleSuccess)
	f.Failure = cmp.Or(r.Params.String("failure"), r.BaseURL()+"/console/auth/oauth2/failure")
	scopes := []string{"email"} // the provider's own
	for _, item := range r.Params.Array("scopes").Values() {
		if scope := item.(string); !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	return w.Redirect(providerPage(r, provider) + "?" + php.EncodeQuery(php.NewArray(
		"client_id", "1",
		"redirect_uri", r.BaseURL()+"/v1/account/sessions/oauth2/callback/"+provider+"/"+r.Project.ID,
		"scope", strings.Join(scopes, " "),
		"state", string(php.EncodeASCII(php.NewArray("success", f.Success, "failure", f.Failure, "token", f.Token))),
	)))
}

const consoleSuccess = "/console/auth/oauth2/success"

func requireProvider(r *exchange.Request, provider string) error {
	if !r.Settings.Providers[provider] {
		return exchange.RejectWith("project_provider_disabled", "This provider is disabled. Please enable the provider from your Appwrite console to continue.") // unverified
	}
	return nil
}

func providerPage(r *exchange.Request, provider string) string {
	if provider == "mock" {
		return r.BaseURL() + "/v1/mock/tests/general/oauth2"
	}
	return r.BaseURL() + "/v1/mock/tests/oauth2/" + provider
}

// Callback takes the browser back from the provider, and passes on what it brought to the
// address that finishes the sign-in.
func Callback(r *exchange.Request, w *exchange.Response) error {
	query := php.NewArray()
	for _, name := range []string{"code", "error", "error_description", "state"} {
		if value, ok := r.InputString(name); ok {
			query.Set(name, value)
		}
	}
	query.Set("project", r.Path["projectId"])
	w.Bare()
	return w.Redirect(r.BaseURL() + "/v1/account/sessions/oauth2/" + r.Path["provider"] + "/redirect?" + php.EncodeQuery(query))
}

// providerName is the name of a provider in messages.
func providerName(provider string) string { return strings.ToUpper(provider[:1]) + provider[1:] }
