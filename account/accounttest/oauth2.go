package accounttest

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// providerTokenLifetime is how long the access tokens of the provider last.
const providerTokenLifetime = 4 * time.Hour

// oauth2State travels to the provider and back.
type oauth2State struct {
	Success string `json:"success"`
	Failure string `json:"failure"`
	Token   bool   `json:"token"`
}

func handleCreateOAuth2Token(x *exchange) error   { return x.sendToProvider(true) }
func handleCreateOAuth2Session(x *exchange) error { return x.sendToProvider(false) }

// sendToProvider sends the browser to the provider's page. Unlike the real
// service of this version, all addresses keep the port that the request came
// to, or else the way back would not lead here.
func (x *exchange) sendToProvider(token bool) error {
	provider := x.text("provider")
	if !x.srv.settings.providers[provider] {
		return x.providerDisabled()
	}
	state := oauth2State{Success: x.text("success"), Failure: x.text("failure"), Token: token}
	if state.Success == "" {
		state.Success = x.base() + "/console/auth/oauth2/success"
	}
	if state.Failure == "" {
		state.Failure = x.base() + "/console/auth/oauth2/failure"
	}
	x.redirect(x.providerPage(provider) + "?" + encodeForm([]formPair{
		{"client_id", "1"},
		{"redirect_uri", x.base() + "/v1/account/sessions/oauth2/callback/" + provider + "/" + x.project.ID},
		{"scope", strings.Join(append([]string{"email"}, x.list("scopes")...), " ")},
		{"state", string(encodeASCII(state))},
	}))
	return nil
}

func (x *exchange) providerDisabled() error {
	return refuseWith("project_provider_disabled", "This provider is disabled. Please enable the provider from your Appwrite console to continue.")
}

func (x *exchange) base() string {
	return x.scheme() + "://" + x.request.Host
}

func (x *exchange) providerPage(provider string) string {
	if provider == "mock" {
		return x.base() + "/v1/mock/tests/general/oauth2"
	}
	return x.base() + "/v1/mock/tests/oauth2/" + provider
}

// handleOAuth2Callback takes the browser back from the provider, and passes on
// what it brought to the address that finishes the sign-in.
func handleOAuth2Callback(x *exchange) error {
	var pairs []formPair
	for _, name := range []string{"code", "error", "error_description", "state"} {
		if value, ok := x.inputText(name); ok {
			pairs = append(pairs, formPair{name, value})
		}
	}
	pairs = append(pairs, formPair{"project", x.path["projectId"]})
	x.redirect(x.base() + "/v1/account/sessions/oauth2/" + x.path["provider"] + "/redirect?" + encodeForm(pairs))
	return nil
}

// signIn is one sign-in through a provider, on its last step.
type signIn struct {
	*exchange
	provider string
	state    oauth2State
	account  ProviderAccount
}

// handleOAuth2Redirect finishes a sign-in. What goes wrong once the failure
// address is known is told there, and on a page only without one.
func handleOAuth2Redirect(x *exchange) error {
	flow := &signIn{exchange: x, provider: x.path["provider"]}
	if err := flow.readState(); err != nil {
		return err
	}
	failure := flow.run()
	if failure == nil || flow.state.Failure == "" {
		return failure
	}
	x.redirect(appendToRedirect(flow.state.Failure, formPair{"error", string(encodeASCII(failureOf(failure)))}))
	return nil
}

// failureBody is what a failure address is told.
type failureBody struct {
	Message string `json:"message"`
	Type    string `json:"type"`
	Code    int    `json:"code"`
}

// failureOf keeps the status that the error table names, even where the wire
// would not carry it.
func failureOf(err error) failureBody {
	refused, ok := err.(*serviceError)
	if !ok {
		refused = refuse("general_unknown")
	}
	return failureBody{Message: refused.message, Type: refused.kind, Code: refused.status}
}

func (f *signIn) readState() error {
	f.state = oauth2State{Success: f.base() + "/console/auth/oauth2/success"}
	if raw, _ := f.inputText("state"); raw != "" {
		if json.Unmarshal([]byte(raw), &f.state) != nil {
			return refuseWith("general_server_error", "Failed to parse login state params as passed from OAuth2 provider")
		}
	}
	if !absoluteURL(f.state.Success) {
		return refuse("project_invalid_success_url")
	}
	if f.state.Failure != "" && !absoluteURL(f.state.Failure) {
		return refuse("project_invalid_failure_url")
	}
	return nil
}

func absoluteURL(raw string) bool {
	parsed, err := url.Parse(raw)
	return err == nil && parsed.Scheme != "" && parsed.Host != ""
}

func (f *signIn) run() error {
	if !f.srv.settings.providers[f.provider] {
		return f.providerDisabled()
	}
	if err := f.readProvider(); err != nil {
		return err
	}
	if f.account.ID == "" {
		return refuse("user_missing_id")
	}
	upgraded, err := f.checkSignedInUser()
	if err != nil {
		return err
	}
	user, err := f.findUser(upgraded)
	if err != nil {
		return err
	}
	if user.Blocked {
		return refuse("user_blocked")
	}
	if err := f.attachIdentity(user); err != nil {
		return err
	}
	f.completeUser(user)
	if f.state.Token {
		f.finishWithToken(user)
		return nil
	}
	f.finishWithSession(user)
	return nil
}

// readProvider exchanges the provider's code for the person behind it.
func (f *signIn) readProvider() error {
	name := strings.ToUpper(f.provider[:1]) + f.provider[1:]
	if complaint, _ := f.inputText("error"); complaint != "" {
		message := "The " + name + " OAuth2 provider returned an error: " + complaint
		if description, _ := f.inputText("error_description"); description != "" {
			message += ": " + description
		}
		return refuseWith("user_oauth2_provider_error", message)
	}
	code, _ := f.inputText("code")
	if code == "" {
		return refuseWith("user_oauth2_provider_error", "Missing OAuth2 code. Please contact the Appwrite team for additional support.")
	}
	account, known := f.srv.provider(f.provider).redeem(code)
	if !known {
		return refuse("user_oauth2_bad_request")
	}
	f.account = account
	return nil
}

// checkSignedInUser answers the user whose session the browser carries. The
// sign-in then adds to that account, and its session is replaced.
func (f *signIn) checkSignedInUser() (*userRecord, error) {
	if f.user == nil {
		return nil, nil
	}
	if f.project.emailOnIdentity(f.account.Email, f.user.ID) {
		return nil, refuse("user_already_exists")
	}
	if holder := f.project.userByEmail(f.account.Email); holder != nil && holder != f.user {
		return nil, refuse("user_already_exists")
	}
	if f.session != nil {
		f.user.deleteSession(f.session)
		f.session = nil
	}
	return f.user, nil
}

// findUser finds whom the provider's account belongs to: the user signed in,
// one with a session from it, one with its address, one with its identity, and
// otherwise a new one.
func (f *signIn) findUser(signedIn *userRecord) (*userRecord, error) {
	if signedIn != nil {
		return signedIn, nil
	}
	if user := f.userWithProviderSession(); user != nil {
		return user, nil
	}
	if f.account.Email == "" {
		return nil, refuseWith("user_unauthorized", "OAuth provider failed to return email.")
	}
	if user := f.project.userByEmail(f.account.Email); user != nil {
		return user, nil
	}
	if identity := f.project.identityOf(f.provider, f.account.ID); identity != nil {
		return f.project.users[identity.UserID], nil
	}
	return f.signUpFromProvider()
}

func (f *signIn) userWithProviderSession() *userRecord {
	for _, user := range f.project.Users {
		for _, session := range user.Sessions {
			if session.Provider == f.provider && session.ProviderUID == f.account.ID {
				return user
			}
		}
	}
	return nil
}

func (f *signIn) signUpFromProvider() (*userRecord, error) {
	if err := f.checkUserLimit(); err != nil {
		return nil, err
	}
	if f.project.emailOnIdentity(f.account.Email, "") {
		return nil, refuse("general_bad_request")
	}
	user := newUser("unique()", f.now)
	user.Name, user.EmailVerification = f.account.Name, true
	f.project.addUser(user)
	f.project.setEmail(user, f.account.Email)
	if !f.project.addressTaken(f.account.Email) {
		f.project.addTarget(user, newTarget("email", f.account.Email, f.now))
	}
	return user, nil
}

// attachIdentity connects the provider's account with the user, or refreshes
// the connection.
func (f *signIn) attachIdentity(user *userRecord) error {
	for _, identity := range f.project.identitiesOf(user.ID) {
		if identity.Provider == f.provider && identity.ProviderUID == f.account.ID {
			identity.AccessToken, identity.RefreshToken = providerAccessToken, providerRefreshToken
			identity.AccessTokenExpiry, identity.UpdatedAt = f.now.Add(providerTokenLifetime), f.now
			return nil
		}
	}
	if f.project.emailOnIdentity(f.account.Email, user.ID) {
		return refuse("general_bad_request")
	}
	f.project.Identities = append(f.project.Identities, newIdentity(user.ID, f.provider, f.account, f.now))
	return nil
}

func newIdentity(userID, provider string, account ProviderAccount, now time.Time) *identityRecord {
	return &identityRecord{
		ID: newID(now), CreatedAt: now, UpdatedAt: now, UserID: userID, Provider: provider, ProviderUID: account.ID, ProviderEmail: account.Email,
		AccessToken: providerAccessToken, AccessTokenExpiry: now.Add(providerTokenLifetime), RefreshToken: providerRefreshToken,
	}
}

// completeUser fills in what the user does not have yet.
func (f *signIn) completeUser(user *userRecord) {
	if user.Email == "" {
		f.project.setEmail(user, f.account.Email)
	}
	if user.Name == "" {
		user.Name = f.account.Name
	}
	user.UpdatedAt = f.now
	f.actor = user
}

func (f *signIn) finishWithToken(user *userRecord) {
	secret := randomHex(linkTokenLength)
	f.issueToken(user, tokenOAuth2, secret, f.srv.settings.sessionDuration)
	f.redirect(appendToRedirect(f.state.Success, formPair{"secret", secret}, formPair{"userId", user.ID}))
}

func (f *signIn) finishWithSession(user *userRecord) {
	session, secret := f.startSession(user, f.provider, factorEmail, "oauth2")
	session.ProviderUID = f.account.ID
	f.refreshProviderTokens(session)
	f.alertOfSession(user, session)
	f.setSessionCookies(secret, session.Expire)
	f.redirect(f.successAddress(secret))
}

// successAddress is the success URL of the cookie flow. Only the console's own
// page is told the secret as well.
func (f *signIn) successAddress(secret string) string {
	parsed, err := url.Parse(f.state.Success)
	if err != nil || parsed.Path != "/console/auth/oauth2/success" {
		return appendToRedirect(f.state.Success)
	}
	return appendToRedirect(f.state.Success, formPair{"project", f.project.ID}, formPair{"domain", ""},
		formPair{"key", sessionCookieName(f.project.ID)}, formPair{"secret", secret})
}

// refreshProviderTokens asks the provider for fresh tokens, which always have
// the same text.
func (x *exchange) refreshProviderTokens(session *sessionRecord) {
	session.ProviderAccessToken, session.ProviderRefreshToken = providerAccessToken, providerRefreshToken
	session.ProviderAccessTokenExpiry = x.now.Add(providerTokenLifetime)
}
