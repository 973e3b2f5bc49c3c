package oauth2

import (
	"encoding/json"
	"errors"
	"net/url"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/messages"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/sessions"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Redirect finishes a sign-in. Once the failure address is known, errors are sent there;
// without one they are a page.
func Redirect(r *exchange.Request, w *exchange.Response) error {
	f, err := readFlow(r)
	if err != nil {
		return err
	}
	err = finish(r, w, f)
	if err == nil || f.Failure == "" {
		return err
	}
	// The status is that of the error's type, even where a response would not have it.
	rejected := new(exchange.Error)
	if !errors.As(err, &rejected) {
		rejected = exchange.Reject("general_unknown")
	}
	rejected = rejected.In(r.Version)
	failure := php.NewArray("message", rejected.Message, "type", rejected.Type, "code", rejected.Status)
	return w.RedirectPlainly(addTo(r, f.Failure, "error", string(php.EncodeASCII(failure))))
}

// addTo adds names and values to a page that the browser is sent to.
func addTo(r *exchange.Request, page string, namesAndValues ...string) string {
	return php.AppendToRedirect(page, r.Version.EmptyUserInRedirects, namesAndValues...)
}

func readFlow(r *exchange.Request) (flow, error) {
	f := flow{Success: r.BaseURL() + consoleSuccess}
	if raw, _ := r.InputString("state"); raw != "" {
		if php.Check([]byte(raw)) != nil || json.Unmarshal([]byte(raw), &f) != nil {
			return f, exchange.RejectWith("general_server_error", "Failed to parse login state params as passed from OAuth2 provider") // unverified
		}
	}
	if !isAllowed(r, f.Success) {
		return f, exchange.Reject("project_invalid_success_url")
	}
	if f.Failure != "" && !isAllowed(r, f.Failure) {
		return f, exchange.Reject("project_invalid_failure_url")
	}
	return f, nil
}

// isAllowed reports whether the browser can be sent to a URL of the state, which is whatever
// the request says.
func isAllowed(r *exchange.Request, raw string) bool {
	parsed, err := php.ParseURL(raw)
	isURL := err == nil && parsed.Scheme != "" && parsed.Host != ""
	if isURL && (!r.Settings.StrictRedirects || parsed.Host == r.HTTP.Host) {
		return true
	}
	return r.Settings.StrictRedirects && params.IsRedirect(raw, r.Redirects())
}

func finish(r *exchange.Request, w *exchange.Response, f flow) error {
	provider := r.Path["provider"]
	if err := requireProvider(r, provider); err != nil {
		return err
	}
	account, err := readAccount(r, provider)
	if err != nil {
		return err
	}
	if account.ID == "" {
		return exchange.Reject("user_missing_id")
	}
	if err := replaceSession(r, account); err != nil {
		return err
	}
	user, err := findUser(r, provider, account)
	if err != nil {
		return err
	}
	if user.Blocked {
		return exchange.Reject("user_blocked")
	}
	if err := attachIdentity(r, user, provider, account); err != nil {
		return err
	}
	completeUser(r, user, account)
	if f.Token { // which is logged when it is exchanged for the session
		w.Actor = nil
		secret := secrets.NewLinkToken()
		user.AddToken(state.OAuth2Token, secret, r.Now, r.Settings.SessionDuration)
		if r.Version.OAuth2SecretsAreJWTs {
			secret = secrets.SignOAuth2(r.Store.JWTKey, secret, provider, r.Now)
		}
		return w.Redirect(addTo(r, f.Success, "secret", secret, "userId", user.ID))
	}
	w.Actor = user
	session, secret := sessions.Start(r, user, provider, state.FactorEmail, "oauth2")
	session.ProviderUID = account.ID
	session.RefreshProviderTokens(r.Now)
	messages.AlertSession(r, user, session)
	w.SetSessionCookies(r, secret, session.Expire)
	return w.Redirect(successAddress(r, f.Success, secret))
}

// readAccount exchanges the provider's code for the account behind it.
func readAccount(r *exchange.Request, provider string) (state.Account, error) {
	if reported, _ := r.InputString("error"); reported != "" {
		message := "The " + providerName(provider) + " OAuth2 provider returned an error: " + reported
		if description, _ := r.InputString("error_description"); description != "" {
			message += ": " + description
		}
		return state.Account{}, exchange.RejectWith("user_oauth2_provider_error", message)
	}
	code, _ := r.InputString("code")
	if code == "" {
		return state.Account{}, exchange.RejectWith("user_oauth2_provider_error", "Missing OAuth2 code. Please contact the Appwrite team for additional support.") // unverified
	}
	account, ok := r.Store.Provider(provider).Redeem(code)
	if !ok {
		return account, exchange.RejectWith("user_oauth2_bad_request",
			"Failed to obtain access token. The "+providerName(provider)+" OAuth2 provider returned an error: Invalid token: No description")
	}
	return account, nil
}

// replaceSession ends the session that the browser has: the sign-in adds to the account of
// the user who is signed in, and starts a new session.
func replaceSession(r *exchange.Request, account state.Account) error {
	if r.User == nil {
		return nil
	}
	if r.Project.EmailOnIdentity(account.Email, r.User.ID) {
		return exchange.Reject("user_already_exists")
	}
	if holder := r.Project.UserByEmail(account.Email); holder != nil && holder != r.User {
		return exchange.Reject("user_already_exists")
	}
	if r.Session != nil {
		r.User.DeleteSession(r.Session)
		r.Session = nil
	}
	return nil
}

// findUser finds the user of the provider's account: the one signed in, one with a session
// from it, one with its address, one with its identity, and otherwise a new one.
func findUser(r *exchange.Request, provider string, account state.Account) (*state.User, error) {
	if r.User != nil {
		return r.User, nil
	}
	if user := userWithSession(r.Project, provider, account.ID); user != nil {
		return user, nil
	}
	if account.Email == "" {
		return nil, exchange.RejectWith("user_unauthorized", "OAuth provider failed to return email.") // unverified
	}
	if user := r.Project.UserByEmail(account.Email); user != nil {
		if account.Unverified && r.Version.OAuth2LinksVerifiedOnly {
			return nil, exchange.Reject("general_bad_request") // it may be somebody else's
		}
		return user, nil
	}
	if identity := r.Project.Identity(provider, account.ID); identity != nil {
		return r.Project.User(identity.UserID), nil
	}
	return signUp(r, account)
}

func userWithSession(project *state.Project, provider, uid string) *state.User {
	for _, user := range project.Users {
		for _, session := range user.Sessions {
			if session.Provider == provider && session.ProviderUID == uid {
				return user
			}
		}
	}
	return nil
}

func signUp(r *exchange.Request, account state.Account) (*state.User, error) {
	if err := r.RequireRoom(); err != nil {
		return nil, err
	}
	if r.Project.EmailOnIdentity(account.Email, "") {
		return nil, exchange.Reject("general_bad_request")
	}
	user := state.NewUser("", r.Now)
	user.Name, user.EmailVerification = account.Name, true
	r.Project.AddUser(user)
	r.Project.SetEmail(user, account.Email)
	r.Project.AddFreeTarget(user, state.NewTarget("email", account.Email, r.Now))
	return user, nil
}

// attachIdentity connects the provider's account with the user, or refreshes the
// connection.
func attachIdentity(r *exchange.Request, user *state.User, provider string, account state.Account) error {
	for _, identity := range r.Project.IdentitiesOf(user.ID) {
		if identity.Provider == provider && identity.ProviderUID == account.ID {
			identity.RefreshTokens(r.Now)
			return nil
		}
	}
	if r.Project.EmailOnIdentity(account.Email, user.ID) {
		return exchange.Reject("general_bad_request")
	}
	r.Project.AddIdentity(user, provider, account, r.Now)
	return nil
}

// completeUser fills in what the user does not have yet.
func completeUser(r *exchange.Request, user *state.User, account state.Account) {
	if user.Email == "" {
		r.Project.SetEmail(user, account.Email)
	}
	if user.Name == "" {
		user.Name = account.Name
	}
	user.UpdatedAt = r.Now
}

// successAddress is the success URL of a sign-in that ends with a session. Only the
// console's own page gets the secret as well.
func successAddress(r *exchange.Request, success, secret string) string {
	parsed, err := url.Parse(success)
	if err != nil || parsed.Path != consoleSuccess {
		return addTo(r, success)
	}
	return addTo(r, success, "project", r.Project.ID, "domain", "",
		"key", exchange.SessionCookieName(r.Project.ID), "secret", secret)
}
