package accountcli_test

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accountcli"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const (
	email    = "ann@example.com"
	password = "correct-horse-9"
)

func newService(t *testing.T, seed accounttest.Seed) (*accounttest.Server, accounttest.User) {
	t.Helper()
	service := accounttest.New(t)
	service.Clock().Freeze()
	seed.Email, seed.Password, seed.EmailVerified = email, password, true
	return service, service.CreateUser(seed)
}

// requireSignedIn requires a complete sign-in, with all there is in it.
func requireSignedIn(t *testing.T, signIn *account.SignIn, err error, factors ...string) {
	t.Helper()
	require.NoError(t, err)
	require.Nil(t, signIn.Challenge)
	require.Equal(t, email, signIn.User.Email)
	require.NotEmpty(t, signIn.Session.Secret)
	require.ElementsMatch(t, factors, signIn.Session.Factors)
	_, err = signIn.Client.Get(t.Context())
	require.NoError(t, err)
}

// visit opens an address as the browser of a person does.
func visit(address string) error {
	response, err := http.Get(address)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// requireNoSession requires that nothing is left at the service.
func requireNoSession(t *testing.T, service *accounttest.Server) {
	t.Helper()
	user := service.User(email)
	require.Empty(t, user.Sessions)
}

func TestSignIn_WithAPassword(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, accounttest.Seed{})
	terminal, ann := newPerson(t, nil, reply{"E-mail:", always(email)}, reply{"Password:", always(password)})
	signIn, err := terminal.SignInWithPassword(t.Context(), service.GuestClient(), "")
	requireSignedIn(t, signIn, err, "password")
	ann.requireAsked(t)
	require.NotContains(t, ann.String(), password)
}

// The service does not limit how often a key can guess.
func TestSignIn_IsMadeAsAGuest(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, accounttest.Seed{})
	browser := accountcli.WithBrowser(func(address string) error {
		return visit(service.SignInAtProvider(address, accounttest.ProviderAccount{ID: "1", Email: email}).URL)
	})
	terminal, _ := newPerson(t, []accountcli.Option{browser},
		reply{"Password:", always(password)},
		reply{"Code:", func() string { return service.LastMail(email).Code }},
		reply{"Code:", func() string { return service.LastSMS("+4915123456789").Code }})
	client := service.KeyClient()
	for _, signIn := range []func() (*account.SignIn, error){
		func() (*account.SignIn, error) { return terminal.SignInWithPassword(t.Context(), client, email) },
		func() (*account.SignIn, error) { return terminal.SignInWithEmailCode(t.Context(), client, email) },
		func() (*account.SignIn, error) {
			return terminal.SignInWithSMSCode(t.Context(), client, "+4915123456789")
		},
		func() (*account.SignIn, error) {
			return terminal.SignInWithOAuth2(t.Context(), client, account.OAuthProviderMock)
		},
	} {
		_, err := signIn()
		require.NoError(t, err)
	}
	for _, request := range service.Requests() {
		require.Empty(t, request.Header.Get("X-Appwrite-Key"), request.Operation)
	}
}

func TestSignIn_AWrongLineOfAPipeIsAnErrorAtOnce(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, accounttest.Seed{})
	terminal := linesOf(strings.NewReader("wrong-horse-1\ncorrect-horse-9\n"))
	_, err := terminal.SignInWithPassword(t.Context(), service.GuestClient(), email)
	require.ErrorIs(t, err, account.ErrUserInvalidCredentials)
	requireNoSession(t, service)
}

func TestSignIn_WithTheSecondFactor(t *testing.T) {
	t.Parallel()
	for factor, code := range map[string]func(*accounttest.Server, accounttest.User) string{
		"Code of the authenticator app": func(s *accounttest.Server, u accounttest.User) string { return s.TOTP(u.ID) },
		"Code by e-mail":                func(s *accounttest.Server, _ accounttest.User) string { return s.LastMail(email).Code },
		"Recovery code":                 func(_ *accounttest.Server, u accounttest.User) string { return u.RecoveryCodes[2] },
	} {
		service, user := newService(t, accounttest.Seed{MFA: true, TOTP: true, RecoveryCodes: true})
		terminal, ann := newPerson(t, nil,
			reply{"Password:", always(password)},
			reply{"1-3:", always(factor)},
			reply{factor + ":", func() string { return " " + code(service, user)[:3] + " " + code(service, user)[3:] }})
		signIn, err := terminal.SignInWithPassword(t.Context(), service.GuestClient(), email)
		require.NoError(t, err, factor)
		require.Len(t, signIn.Session.Factors, 2, factor)
		ann.requireAsked(t)
		require.NotContains(t, ann.String(), code(service, user), factor)
	}
}

func TestSignIn_DoesNotOfferTheFirstFactorAsTheSecond(t *testing.T) {
	t.Parallel()
	service, user := newService(t, accounttest.Seed{MFA: true, TOTP: true})
	terminal, ann := newPerson(t, nil,
		reply{"Code:", func() string { return service.LastMail(email).Code }},
		reply{"Code of the authenticator app:", func() string { return service.TOTP(user.ID) }})
	signIn, err := terminal.SignInWithEmailCode(t.Context(), service.GuestClient(), email)
	requireSignedIn(t, signIn, err, "email", "totp")
	ann.requireAsked(t)
}

func TestSignIn_WithoutAFactorIsAnErrorAndLeavesNoSession(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, accounttest.Seed{MFA: true})
	terminal, _ := newPerson(t, nil, reply{"Code:", func() string { return service.LastMail(email).Code }})
	_, err := terminal.SignInWithEmailCode(t.Context(), service.GuestClient(), email)
	require.ErrorIs(t, err, accountcli.ErrNoFactor)
	requireNoSession(t, service)
}

func TestSignIn_ThatFailsHalfWayLeavesNoSession(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]accounttest.Fault{
		"the account cannot be read": {Operation: "get", Status: 503, Type: "general_service_disabled"},
		"the code cannot be sent":    {Operation: "createMfaChallenge", RateLimit: true},
		"the code is not accepted":   {Operation: "updateMfaChallenge", Status: 401, Type: "user_invalid_token"},
	} {
		service, _ := newService(t, accounttest.Seed{MFA: true})
		service.AddFault(fault)
		terminal, _ := newPerson(t, nil, reply{"Password:", always(password)}, reply{"Code by e-mail:", always("123456")})
		_, err := terminal.SignInWithPassword(t.Context(), service.GuestClient(account.WithRetries(0)), email)
		var rejected *account.Error
		require.ErrorAs(t, err, &rejected, name)
		requireNoSession(t, service)
	}
}

func TestPassChallenge_ReturnsACompleteSignInAsItIs(t *testing.T) {
	t.Parallel()
	service, user := newService(t, accounttest.Seed{})
	complete, err := service.GuestClient().SignIn(t.Context(), account.SessionSecret(service.CreateSession(user.ID).Secret))
	require.NoError(t, err)
	passed, err := linesOf(strings.NewReader("")).PassChallenge(t.Context(), complete)
	require.NoError(t, err)
	require.Same(t, complete, passed)
}

// Of a session that was stored before its second factor, nobody knows the first.
func TestPassChallenge_ExplainsWhyAFactorWasNotEnough(t *testing.T) {
	t.Parallel()
	service, user := newService(t, accounttest.Seed{MFA: true, TOTP: true})
	pending, err := service.GuestClient().SignIn(t.Context(), account.SessionSecret(service.CreateSession(user.ID, accounttest.SessionSeed{Factors: []string{"email"}}).Secret))
	require.NoError(t, err)
	terminal, ann := newPerson(t, nil,
		reply{"1-2:", always("Code by e-mail")},
		reply{"Code by e-mail:", func() string { return service.LastMail(email).Code }},
		reply{"Code of the authenticator app:", func() string { return service.TOTP(user.ID) }})
	signIn, err := terminal.PassChallenge(t.Context(), pending)
	require.NoError(t, err)
	require.Nil(t, signIn.Challenge)
	ann.requireAsked(t)
	require.Contains(t, ann.String(), "A different factor is required.")
}

// The program may let the person try again, so the session stays.
func TestPassChallenge_CanBeTriedAgain(t *testing.T) {
	t.Parallel()
	service, user := newService(t, accounttest.Seed{MFA: true, TOTP: true})
	pending, err := service.GuestClient().SignIn(t.Context(), account.CreateEmailPasswordSessionParams{Email: email, Password: password})
	require.NoError(t, err)
	require.NotNil(t, pending.Challenge)
	_, err = linesOf(strings.NewReader("1\n000000\n")).PassChallenge(t.Context(), pending)
	require.ErrorIs(t, err, account.ErrUserInvalidToken)
	signIn, err := linesOf(strings.NewReader("1\n"+service.TOTP(user.ID)+"\n")).PassChallenge(t.Context(), pending)
	requireSignedIn(t, signIn, err, "password", "totp")
}

func TestSignIn_WithOAuth2PrintsTheAddressAndOpensIt(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, accounttest.Seed{})
	opened := make(chan string, 1)
	terminal, ann := newPerson(t, []accountcli.Option{accountcli.WithBrowser(func(address string) error {
		opened <- address
		return visit(service.SignInAtProvider(address, accounttest.ProviderAccount{ID: "1", Email: email}).URL)
	})})
	signIn, err := terminal.SignInWithOAuth2(t.Context(), service.GuestClient(), account.OAuthProviderMock, "profile")
	requireSignedIn(t, signIn, err, "email")
	require.Contains(t, ann.String(), <-opened)
	require.Equal(t, []string{"profile"}, service.Requests("createOAuth2Token")[0].Query["scopes[]"])
}

func TestSignIn_WithOAuth2GoesOnWithoutABrowser(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, accounttest.Seed{})
	for _, open := range []func(string) error{nil, func(string) error { return errors.New("no browser") }} {
		var terminal *accountcli.Terminal
		terminal, ann := newPerson(t, []accountcli.Option{accountcli.WithBrowser(open)}, reply{"open this address", always("")})
		ann.replies[0].with = func() string {
			address := regexp.MustCompile(`http://\S+`).FindString(ann.screen.String())
			go visit(service.SignInAtProvider(address, accounttest.ProviderAccount{ID: "1", Email: email}).URL)
			return ""
		}
		signIn, err := terminal.SignInWithOAuth2(t.Context(), service.GuestClient(), account.OAuthProviderMock)
		requireSignedIn(t, signIn, err, "email")
	}
}

func TestSignIn_WithOAuth2ThatIsDeclined(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, accounttest.Seed{})
	terminal, _ := newPerson(t, []accountcli.Option{accountcli.WithBrowser(func(address string) error {
		return visit(service.DenyAtProvider(address).URL)
	})})
	_, err := terminal.SignInWithOAuth2(t.Context(), service.GuestClient(), account.OAuthProviderMock)
	require.ErrorIs(t, err, account.ErrUserOAuth2ProviderError)
	_, err = terminal.SignInWithOAuth2(t.Context(), service.GuestClient(), account.OAuthProviderGitHub)
	require.ErrorIs(t, err, account.ErrProjectProviderDisabled)
}

func TestSignIn_WithAMagicLink(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, accounttest.Seed{})
	terminal, ann := newPerson(t, nil, reply{"A mail with a link", func() string {
		go visit(service.LastMail(email).Link)
		return ""
	}})
	signIn, err := terminal.SignInWithMagicLink(t.Context(), service.GuestClient(), email)
	requireSignedIn(t, signIn, err, "email")
	require.Contains(t, ann.String(), service.LastMail(email).Phrase)
	require.NotContains(t, ann.String(), service.LastMail(email).Secret)
}

// A code that nobody is asked for is of no use, and a secret on no screen ends in a log.
func TestSignIn_SendsAndShowsNothingWhereNobodyCanBeAsked(t *testing.T) {
	t.Parallel()
	service, user := newService(t, accounttest.Seed{})
	var out strings.Builder
	terminal := accountcli.NewTerminal(withoutTerminal(t), accountcli.WithOutput(&out))
	client := service.UserClient(user.ID)
	for name, ask := range map[string]func() error{
		"mail": func() error { _, err := terminal.SignInWithEmailCode(t.Context(), client, email); return err },
		"SMS":  func() error { _, err := terminal.SignInWithSMSCode(t.Context(), client, "+4915123456789"); return err },
		"MFA":  func() error { _, err := terminal.EnableMFA(t.Context(), client); return err },
	} {
		require.ErrorIs(t, ask(), accountcli.ErrNoTerminal, name)
	}
	require.Empty(t, out.String())
	require.Empty(t, service.Messages())
}

func TestEnableMFA_ShowsTheCodesBeforeTheSwitch(t *testing.T) {
	t.Parallel()
	service, user := newService(t, accounttest.Seed{})
	var before accounttest.User
	terminal, ann := newPerson(t, nil,
		reply{"Code that the app shows:", func() string { return service.TOTP(user.ID) }},
		reply{"Have you kept them?", func() string { before = service.User(user.ID); return "yes" }})
	changed, err := terminal.EnableMFA(t.Context(), service.UserClient(user.ID))
	require.NoError(t, err)
	require.True(t, changed.MFA)
	require.False(t, before.MFA)
	require.Len(t, before.RecoveryCodes, 6)
	for _, code := range before.RecoveryCodes {
		require.Contains(t, ann.String(), code)
	}
	require.Contains(t, strings.Join(strings.Fields(ann.String()), ""), before.TOTPSecret)
}

func TestEnableMFA_LeavesItOffWhereThePersonDoesNotFinish(t *testing.T) {
	t.Parallel()
	service, user := newService(t, accounttest.Seed{})
	client := service.UserClient(user.ID)
	_, err := linesOf(strings.NewReader("000000\n")).EnableMFA(t.Context(), client)
	require.ErrorIs(t, err, account.ErrUserInvalidToken)
	ctx, cancel := context.WithCancel(t.Context())
	terminal, _ := newPerson(t, nil,
		reply{"Code that the app shows:", func() string { return service.TOTP(user.ID) }},
		reply{"Have you kept them?", always("no")},
		reply{"Type yes", func() string { cancel(); return "" }})
	_, err = terminal.EnableMFA(ctx, client)
	require.ErrorIs(t, err, context.Canceled)
	now := service.User(user.ID)
	require.False(t, now.MFA)

	// The next run has the authenticator and keeps the codes that the person has.
	_, err = linesOf(strings.NewReader("no\n")).EnableMFA(t.Context(), client)
	require.NoError(t, err)
	now = service.User(user.ID)
	require.True(t, now.MFA)
}

func TestEnableMFA_ReplacesCodesThatAreLost(t *testing.T) {
	t.Parallel()
	service, user := newService(t, accounttest.Seed{TOTP: true, RecoveryCodes: true})
	terminal, ann := newPerson(t, nil,
		reply{"Replace them", always("y")},
		reply{"Code that the app shows:", func() string { return service.TOTP(user.ID) }},
		reply{"Have you kept them?", always("y")})
	_, err := terminal.EnableMFA(t.Context(), service.UserClient(user.ID))
	require.NoError(t, err)
	now := service.User(user.ID)
	require.NotEqual(t, user.RecoveryCodes, now.RecoveryCodes)
	require.Contains(t, ann.String(), now.RecoveryCodes[0])
}
