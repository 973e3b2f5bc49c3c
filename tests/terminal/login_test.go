//go:build unix

package terminal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

const (
	email    = "ann@example.com"
	password = "correct-horse-9"
)

func newService(t *testing.T, options ...accounttest.Option) *accounttest.Server {
	t.Helper()
	service := accounttest.New(t, options...)
	service.Clock().Freeze() // codes of authenticators last
	return service
}

func ann(service *accounttest.Server, seed accounttest.Seed) accounttest.User {
	seed.Email, seed.Password, seed.Name, seed.EmailVerified = email, password, "Ann Example", true
	return service.CreateUser(seed)
}

// signedIn is a person who signed in with the password.
func signedIn(t *testing.T, service *accounttest.Server) *person {
	t.Helper()
	p := newPerson(t, service)
	run := p.run(t, "login", "--with", "password", "--email", email)
	run.expect(t, "Password:")
	run.enter(t, password)
	run.expect(t, "Signed in as Ann Example")
	require.Zero(t, run.exit(t))
	return p
}

func sessionsOf(t *testing.T, service *accounttest.Server) []accounttest.Session {
	t.Helper()
	user := service.User(email)
	return user.Sessions
}

func TestLogin_AsksForEverythingAndDoesNotEchoThePassword(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	p := newPerson(t, service)
	run := p.run(t, "login")
	run.expect(t, "How do you sign in?")
	run.expect(t, "1-6:")
	run.enter(t, "9")
	run.expect(t, "Type a number from 1 to 6.")
	run.expect(t, "1-6:")
	run.enter(t, "1")
	run.expect(t, "E-mail:")
	run.enter(t, "")
	run.expect(t, "E-mail:")
	run.enter(t, "anx\x7fn@example.com") // with a typing error
	run.expect(t, "Password:")
	run.enter(t, "wrong-horse-1")
	run.expect(t, "Wrong e-mail address or password.")
	run.expect(t, "Password:")
	run.enter(t, "short")
	run.expect(t, "Wrong e-mail address or password.")
	run.expect(t, "Password:")
	run.enter(t, password)
	run.expect(t, "Signed in as Ann Example")
	require.Zero(t, run.exit(t))
	run.requireEcho(t)
	for _, secret := range []string{password, "wrong-horse-1", "short", sessionsOf(t, service)[0].ID + "x"} {
		require.NotContains(t, run.String(), secret)
	}

	who := p.output(t, 0, "whoami")
	require.Contains(t, who, "Ann Example")
	require.Contains(t, who, "e-mail: ann@example.com, verified")
	require.Contains(t, who, "multi-factor authentication: off")
}

func TestLogin_EndsAfterThreeWrongPasswords(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	run := newPerson(t, service).run(t, "login", "--with", "password", "--email", email)
	for range 3 {
		run.expect(t, "Password:")
		run.enter(t, "wrong-horse-1")
	}
	require.Equal(t, 1, run.exit(t))
	run.expect(t, "login-cli: Wrong e-mail address or password.")
	require.Empty(t, sessionsOf(t, service))
}

func TestLogin_TheSessionIsInAFileForTheUserAloneWithoutAKeychain(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	var files []string
	require.NoError(t, filepath.Walk(p.home, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			files = append(files, path)
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		}
		return err
	}))
	require.Len(t, files, 1)
	require.NoError(t, os.Chmod(files[0], 0o644))
	require.Contains(t, p.output(t, 1, "whoami"), "chmod 600")
}

func TestLogin_ASecondFactorCanBeCorrectedAndIsNotEchoed(t *testing.T) {
	t.Parallel()
	service := newService(t)
	user := ann(service, accounttest.Seed{MFA: true, TOTP: true})
	p := newPerson(t, service)
	run := p.run(t, "login", "--with", "password", "--email", email)
	run.expect(t, "Password:")
	run.enter(t, password)
	run.expect(t, "A second factor is required.")
	run.expect(t, "1-2:")
	run.enter(t, "1")
	run.expect(t, "Code of the authenticator app")
	run.enter(t, wrong(service.TOTP(user.ID)))
	run.expect(t, "Wrong code. Try again.")
	run.expect(t, "Code of the authenticator app")
	run.enter(t, service.TOTP(user.ID))
	run.expect(t, "Signed in as Ann Example")
	require.Zero(t, run.exit(t))
	require.NotContains(t, run.String(), service.TOTP(user.ID))
	require.ElementsMatch(t, []string{"password", "totp"}, sessionsOf(t, service)[0].Factors)
}

// wrong is another code.
func wrong(code string) string {
	return strings.Map(func(digit rune) rune { return '0' + (digit-'0'+1)%10 }, code)
}

func TestLogin_TheFactorCanBeSwitchedToARecoveryCode(t *testing.T) {
	t.Parallel()
	service := newService(t)
	user := ann(service, accounttest.Seed{MFA: true, TOTP: true, RecoveryCodes: true})
	run := newPerson(t, service).run(t, "login", "--with", "password", "--email", email)
	run.expect(t, "Password:")
	run.enter(t, password)
	run.expect(t, "1-3:")
	run.enter(t, "1")
	run.expect(t, "Code of the authenticator app")
	run.enter(t, "")
	run.expect(t, "1-3:")
	run.enter(t, "recovery code")
	run.expect(t, "Recovery code")
	run.enter(t, user.RecoveryCodes[0])
	run.expect(t, "Signed in as Ann Example")
	require.Zero(t, run.exit(t))
	require.NotContains(t, run.String(), user.RecoveryCodes[0])
}

func TestLogin_TheFactorCanBeACodeByMail(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{MFA: true, TOTP: true})
	run := newPerson(t, service).run(t, "login", "--with", "password", "--email", email)
	run.expect(t, "Password:")
	run.enter(t, password)
	run.expect(t, "1-2:")
	run.enter(t, "2")
	run.expect(t, "The code is on its way.")
	run.expect(t, "Code by e-mail")
	run.enter(t, service.LastMail(email).Code)
	run.expect(t, "Signed in as Ann Example")
	require.Zero(t, run.exit(t))
}

// The session with one factor is of no use to anybody.
func TestLogin_GivingUpAtTheSecondFactorLeavesNoSession(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{MFA: true, TOTP: true})
	p := newPerson(t, service)
	run := p.run(t, "login", "--with", "password", "--email", email)
	run.expect(t, "Password:")
	run.enter(t, password)
	run.expect(t, "1-2:")
	run.press(t, "\x03")
	require.Equal(t, 1, run.exit(t))
	run.expect(t, "Interrupted.")
	run.requireEcho(t)
	require.Empty(t, sessionsOf(t, service))
	require.Contains(t, p.output(t, 1, "whoami"), "Nobody is signed in.")
}

func TestLogin_CtrlCAtThePasswordLeavesTheTerminalEchoing(t *testing.T) {
	t.Parallel()
	service := newService(t)
	for name, interrupt := range map[string]func(*terminal){
		"Ctrl+C":  func(run *terminal) { run.press(t, "half a pass\x03") },
		"Ctrl+D":  func(run *terminal) { run.press(t, "\x04") },
		"SIGTERM": func(run *terminal) { run.command.Process.Signal(syscall.SIGTERM) },
	} {
		run := newPerson(t, service).run(t, "login", "--with", "password", "--email", email)
		run.expect(t, "Password:")
		interrupt(run)
		require.Equal(t, 1, run.exit(t), name)
		run.expect(t, "login-cli: Interrupted.")
		run.requireEcho(t)
		require.NotContains(t, run.String(), "half a pass", name)
	}
}

func TestLogin_WithACodeByMail(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	run := newPerson(t, service).run(t, "login", "--with", "email-code", "--email", email)
	run.expect(t, "A mail with a code is on its way.")
	run.expect(t, "Code:")
	mail := service.LastMail(email)
	require.Contains(t, run.String(), mail.Phrase)
	run.enter(t, wrong(mail.Code))
	run.expect(t, "Wrong code. Try again.")
	run.expect(t, "Code:")
	run.enter(t, mail.Code[:3]+" "+mail.Code[3:])
	run.expect(t, "Signed in as Ann Example")
	require.Zero(t, run.exit(t))
	require.NotContains(t, run.String(), mail.Code)
}

func TestLogin_WithACodeByTextMessage(t *testing.T) {
	t.Parallel()
	service := newService(t)
	run := newPerson(t, service).run(t, "login", "--with", "sms-code")
	run.expect(t, "Phone number")
	run.enter(t, "+4915123456789")
	run.expect(t, "Code:")
	run.enter(t, service.LastSMS("+4915123456789").Code)
	run.expect(t, "Signed in as +4915123456789")
	require.Zero(t, run.exit(t))
}

func TestLogin_AsANewAnonymousUser(t *testing.T) {
	t.Parallel()
	service := newService(t)
	p := newPerson(t, service)
	require.Contains(t, p.output(t, 0, "login", "--with", "anonymous"), "Signed in as an anonymous user")
	require.Contains(t, p.output(t, 0, "whoami"), "id: "+service.Users()[0].ID)
}

func TestLogin_WithOAuth2InTheBrowser(t *testing.T) {
	t.Parallel()
	service := newService(t)
	p := newPerson(t, service)
	p.setBrowser(t, "allow")
	run := p.run(t, "login", "--with", "oauth2", "--provider", "mock")
	run.expect(t, "Sign in in the browser.")
	run.expect(t, "Signed in as Ann.")
	require.Zero(t, run.exit(t))
	run.requireEcho(t)
	require.Contains(t, p.output(t, 0, "whoami"), "e-mail: ann@example.com, verified")
}

func TestLogin_OAuth2ThatThePersonDeclinesIsAnError(t *testing.T) {
	t.Parallel()
	p := newPerson(t, newService(t))
	p.setBrowser(t, "deny")
	run := p.run(t, "login", "--with", "oauth2", "--provider", "mock")
	run.expect(t, "login-cli: The provider did not sign you in, or you said no there.")
	require.Equal(t, 1, run.exit(t))
	run.requireEcho(t)
}

var pageAddress = regexp.MustCompile(`http://\S+`)

// Over SSH the browser is on another machine, and ends on a page that does not load.
func TestLogin_TheAddressOfAnotherMachinesBrowserCanBePasted(t *testing.T) {
	t.Parallel()
	service := newService(t)
	p := newPerson(t, service)
	run := p.run(t, "login", "--with", "oauth2", "--provider", "mock")
	printed := run.expect(t, "paste the address")
	page := pageAddress.FindString(printed)
	run.enter(t, "http://localhost:1/callback?state=x&userId=mallory&secret=s")
	run.expect(t, "That is not the address of this sign-in.")
	result := service.SignInAtProvider(page, accounttest.ProviderAccount{ID: "1", Email: email, Name: "Ann"})
	run.expect(t, "paste the address")
	run.enter(t, result.URL)
	run.expect(t, "Signed in as Ann.")
	require.Zero(t, run.exit(t))
	require.NotContains(t, run.String(), result.Secret)
}

func TestLogin_CtrlCEndsTheWaitForTheBrowser(t *testing.T) {
	t.Parallel()
	run := newPerson(t, newService(t)).run(t, "login", "--with", "oauth2", "--provider", "mock")
	run.expect(t, "paste the address")
	run.press(t, "\x03")
	require.Equal(t, 1, run.exit(t))
	run.expect(t, "login-cli: Interrupted.")
	run.requireEcho(t)
}

func TestLogin_WithALinkByMail(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	for name, open := range map[string]func(run *terminal, link string){
		"opened": func(_ *terminal, link string) { require.NoError(t, openLink(link)) },
		"pasted": func(run *terminal, link string) { run.enter(t, link) },
	} {
		run := newPerson(t, service).run(t, "login", "--with", "magic-link", "--email", email)
		run.expect(t, "A mail with a link is on its way.")
		run.expect(t, "paste the address")
		open(run, service.LastMail(email).Link)
		run.expect(t, "Signed in as Ann Example")
		require.Zero(t, run.exit(t), name)
		run.requireEcho(t)
	}
}

func TestLogin_EndsTheSessionThatItReplaces(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	first := sessionsOf(t, service)[0].ID
	run := p.run(t, "login", "--with", "password", "--email", email)
	run.expect(t, "Password:")
	run.enter(t, password)
	require.Zero(t, run.exit(t))
	require.Len(t, sessionsOf(t, service), 1)
	require.NotEqual(t, first, sessionsOf(t, service)[0].ID)
}

func TestLogin_SaysWhatToDoAboutErrors(t *testing.T) {
	t.Parallel()
	for message, fault := range map[string]accounttest.Fault{
		"Too many tries. Try again":           {Operation: "createEmailPasswordSession", RateLimit: true},
		"This account is blocked.":            {Operation: "createEmailPasswordSession", Status: 401, Type: "user_blocked"},
		"The service cannot be reached.":      {Damage: accounttest.HTMLPage, Status: 502},
		"The service has a problem (general_": {Status: 503, Type: "general_service_disabled"},
	} {
		service := newService(t)
		ann(service, accounttest.Seed{})
		service.AddFault(fault)
		run := newPerson(t, service).run(t, "login", "--with", "password", "--email", email)
		run.expect(t, "Password:")
		run.enter(t, password)
		require.Equal(t, 1, run.exit(t), message)
		run.expect(t, "login-cli: "+message)
	}
}

func TestSessions_ListsThemAndEndsOthers(t *testing.T) {
	t.Parallel()
	service := newService(t)
	user := ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	one, two := service.CreateSession(user.ID), service.CreateSession(user.ID)
	list := p.output(t, 0, "sessions")
	require.Contains(t, list, one.ID)
	require.Contains(t, list, two.ID)
	require.Regexp(t, `SESSION +DEVICE +PLACE +SINCE +SIGNED IN WITH`, list)
	require.Equal(t, 1, strings.Count(list, "this session"))
	require.Contains(t, list, "127.0.0.1")

	require.NotContains(t, p.output(t, 0, "sessions", "--end", one.ID), one.ID)
	require.Len(t, sessionsOf(t, service), 2)
	require.NotContains(t, p.output(t, 0, "sessions", "--end-others"), two.ID)
	require.Len(t, sessionsOf(t, service), 1)
	require.Contains(t, p.output(t, 0, "whoami"), "Ann Example")
}

func TestMFA_ShowsTheRecoveryCodesBeforeTheSwitch(t *testing.T) {
	t.Parallel()
	service := newService(t)
	user := ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	isOn := func() bool {
		now := service.User(user.ID)
		return now.MFA
	}
	run := p.run(t, "mfa")
	drawn := run.expect(t, "Scan this with the authenticator app")
	require.Contains(t, drawn, "█▀▀▀▀▀█", "the corner of a QR code")
	secret := strings.Join(strings.Fields(run.expect(t, "Code that the app shows:")), "")
	current := service.User(user.ID)
	require.Contains(t, secret, current.TOTPSecret)
	run.enter(t, wrong(service.TOTP(user.ID)))
	run.expect(t, "Wrong code.")
	run.expect(t, "Code that the app shows:")
	run.enter(t, service.TOTP(user.ID))
	run.expect(t, "Recovery codes.")
	run.expect(t, "Have you kept them?")
	current = service.User(user.ID)
	for _, code := range current.RecoveryCodes {
		require.Contains(t, run.String(), code)
	}
	require.False(t, isOn())
	run.enter(t, "")
	run.expect(t, "Have you kept them?")
	require.False(t, isOn())
	run.enter(t, "y")
	run.expect(t, "Multi-factor authentication is on.")
	require.Zero(t, run.exit(t))
	require.True(t, isOn())
	require.Contains(t, p.output(t, 0, "whoami"), "multi-factor authentication: on", "this session goes on")
}

// Half of a QR code is none.
func TestMFA_ShowsNoQRCodeInANarrowWindow(t *testing.T) {
	t.Parallel()
	service := newService(t)
	user := ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	p.columns = 40
	run := p.run(t, "mfa")
	drawn := run.expect(t, "The window is too narrow for the QR code")
	require.NotContains(t, drawn, "█")
	run.expect(t, "Code that the app shows:")
	run.enter(t, service.TOTP(user.ID))
	run.expect(t, "Recovery codes.")
}

func TestMFA_GoesOnWhereItWasInterrupted(t *testing.T) {
	t.Parallel()
	service := newService(t)
	user := ann(service, accounttest.Seed{TOTP: true, RecoveryCodes: true})
	p := signedIn(t, service)
	run := p.run(t, "mfa")
	run.expect(t, "You have recovery codes already.")
	run.enter(t, "y")
	run.expect(t, "Code that the app shows:")
	run.enter(t, service.TOTP(user.ID))
	run.expect(t, "Recovery codes.")
	run.expect(t, "Have you kept them?")
	require.NotContains(t, run.String(), user.RecoveryCodes[0])
	run.enter(t, "yes")
	run.expect(t, "Multi-factor authentication is on.")
	require.Zero(t, run.exit(t))
}

func TestLogout_EndsTheSessionAtTheService(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	require.Len(t, sessionsOf(t, service), 1)
	require.Contains(t, p.output(t, 0, "logout"), "Signed out.")
	require.Empty(t, sessionsOf(t, service))
	require.Contains(t, p.output(t, 1, "whoami"), "Nobody is signed in.")
	require.Contains(t, p.output(t, 0, "logout"), "Nobody was signed in.")
}

// A session that goes on after logout is one that nobody knows of.
func TestLogout_KeepsTheSessionWhileTheServiceIsDown(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	remove := service.AddFault(accounttest.Fault{Damage: accounttest.HTMLPage, Status: 502})
	require.Contains(t, p.output(t, 1, "logout"), "The service cannot be reached.")
	require.Contains(t, p.output(t, 1, "whoami"), "The service cannot be reached.")
	remove()
	require.Contains(t, p.output(t, 0, "whoami"), "Ann Example")
}

func TestWhoami_ForgetsASessionThatHasEnded(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	service.SignOut(email)
	require.Contains(t, p.output(t, 1, "whoami"), "The session has ended. Sign in again.")
	require.Contains(t, p.output(t, 1, "whoami"), "Nobody is signed in.")
}

func TestWhoami_AProfileIsASessionOfItsOwn(t *testing.T) {
	t.Parallel()
	service := newService(t)
	ann(service, accounttest.Seed{})
	p := signedIn(t, service)
	require.Contains(t, p.output(t, 1, "whoami", "--profile", "work"), "Nobody is signed in.")
	p.output(t, 0, "login", "--with", "anonymous", "--profile", "work")
	require.Contains(t, p.output(t, 0, "whoami", "--profile", "work"), "an anonymous user")
	require.Contains(t, p.output(t, 0, "whoami"), "Ann Example")
}
