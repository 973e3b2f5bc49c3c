package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// step is a request of somebody, and the calls that it makes of the service.
type step struct {
	who        string // guest, ann, or pending: Ann before her second factor
	method     string
	path       string
	form       string // names and values, with spaces between
	operations string // each of which can fail, with spaces between
}

// steps are all routes that call the service. {id} is a session of Ann's, {link} the userId
// and secret of a mail.
var steps = []step{
	{"ann", "GET", "/", "", "get"},
	{"guest", "POST", "/register", "name Bob email bob@example.com password correct-horse-9", "create createEmailPasswordSession get"},
	{"guest", "POST", "/try", "", "createAnonymousSession get"},
	{"guest", "POST", "/sign-in", "email ann@example.com password correct-horse-9", "createEmailPasswordSession get"},
	{"guest", "POST", "/sign-in/mail", "email ann@example.com", "createMagicURLToken"},
	{"guest", "POST", "/sign-in/link?userId={user}&secret={secret}", "", "createSession"}, // with get, the next page says it,
	{"guest", "GET", "/oauth2/github", "", "createOAuth2Token"},
	{"guest", "POST", "/recover", "email ann@example.com", "createRecovery"},
	{"guest", "POST", "/recover/link?userId={user}&secret={secret}", "password correct-horse-9", "updateRecovery"},
	{"guest", "POST", "/verify?userId={user}&secret={secret}", "", "updateVerification"},
	{"pending", "GET", "/account", "", "get"},
	{"pending", "GET", "/sign-in/code", "", "get listMfaFactors"},
	{"pending", "POST", "/sign-in/code/send", "factor email", "get listMfaFactors createMfaChallenge"},
	{"pending", "POST", "/sign-in/code", "factor totp code 123456", "get listMfaFactors createMfaChallenge updateMfaChallenge"},
	{"ann", "GET", "/account", "", "get"},
	{"ann", "POST", "/account/verification", "", "get createVerification"},
	{"ann", "GET", "/account/profile", "", "get"},
	{"ann", "GET", "/account/profile/name", "", "get"},
	{"ann", "POST", "/account/profile/name", "name Ann", "get updateName"},
	{"ann", "GET", "/account/profile/email", "", "get"},
	{"ann", "POST", "/account/profile/email", "email new@example.com password correct-horse-9", "get updateEmail"},
	{"ann", "GET", "/account/profile/phone", "", "get"},
	{"ann", "POST", "/account/profile/phone", "phone +49301234567 password correct-horse-9", "get updatePhone createPhoneVerification"},
	{"ann", "GET", "/account/profile/phone/code", "", "get"},
	{"ann", "POST", "/account/profile/phone/code", "code 123456", "get updatePhoneVerification"},
	{"ann", "POST", "/account/profile/phone/send", "", "get createPhoneVerification"},
	{"ann", "GET", "/account/security", "", "get listMfaFactors"},
	{"ann", "GET", "/account/security/password", "", "get"},
	{"ann", "POST", "/account/security/password", "oldPassword correct-horse-9 password better-horse-10 others yes", "get updatePassword"},
	{"ann", "POST", "/account/security/app", "", "get createMfaAuthenticator"},
	{"ann", "POST", "/account/security/app/confirm", "code 123456 uri otpauth://totp/x?secret=X", "get updateMfaAuthenticator"},
	{"ann", "POST", "/account/security/codes", "", "get createMfaRecoveryCodes"},
	{"ann", "POST", "/account/security/on", "kept yes recovery 1234567890", "get updateMFA"},
	{"ann", "POST", "/account/security/off", "", "get deleteMfaAuthenticator"},
	{"ann", "GET", "/account/confirm?then=off", "", "get listMfaFactors"},
	{"ann", "POST", "/account/confirm", "then off factor totp code 123456", "get createMfaChallenge updateMfaChallenge"},
	{"ann", "POST", "/account/confirm/send", "then off factor email", "get createMfaChallenge"},
	{"ann", "GET", "/account/devices", "", "get listSessions"},
	{"ann", "POST", "/account/devices/{id}", "", "get deleteSession"},
	{"ann", "POST", "/account/devices/others", "", "get listSessions deleteSession"},
	{"ann", "GET", "/account/activity", "", "get listLogs"},
	{"ann", "GET", "/account/preferences", "", "get"},
	{"ann", "POST", "/account/preferences", "theme dark", "get getPrefs updatePrefs"},
	{"ann", "GET", "/account/close", "", "get"},
	{"ann", "POST", "/account/close", "password correct-horse-9 words close_my_account", "get createEmailPasswordSession updateStatus"},
}

// troubles are what can happen to a call, and what the person sees then.
var troubles = map[string]struct {
	fault  accounttest.Fault
	status int
	text   string
}{
	"the service is down":   {accounttest.Fault{Status: 503, Type: "general_server_error"}, 503, "Not available right now"},
	"the service fails":     {accounttest.Fault{Status: 500, Type: "general_server_error"}, 503, "Nobody was signed out"},
	"a proxy's page":        {accounttest.Fault{Status: 502, Damage: accounttest.HTMLPage}, 503, "Not available right now"},
	"a proxy's 403":         {accounttest.Fault{Status: 403, Damage: accounttest.HTMLPage}, 503, "Not available right now"},
	"a connection is reset": {accounttest.Fault{Damage: accounttest.Reset}, 503, "Not available right now"},
	"too many calls":        {accounttest.Fault{RateLimit: true}, 429, "Try again in "},
	"not allowed":           {accounttest.Fault{Status: 403, Type: "general_access_forbidden"}, 400, "That was not possible"},
}

// scene is a service with Ann, and browsers of everybody who can be in a step.
type scene struct {
	*running
	replace *strings.Replacer
	people  map[string]func() *browser
}

func newScene(t *testing.T, options ...account.Option) *scene {
	t.Helper()
	s := startSite(t, options...)
	person := s.user(accounttest.Seed{})
	protected := s.service.CreateUser(accounttest.Seed{Email: "carla@example.com", Password: password, EmailVerified: true, TOTP: true, MFA: true})
	other := s.service.CreateSession(person.ID)
	return &scene{s, strings.NewReplacer("{id}", other.ID, "{user}", person.ID, "{secret}", s.service.CreateToken(person.ID, time.Hour)), map[string]func() *browser{
		"guest":   s.browser,
		"ann":     func() *browser { return s.signedIn(person.ID) },
		"pending": func() *browser { return s.signedIn(protected.ID) },
	}}
}

// take does a step, and returns what the person sees.
func (s *scene) take(b *browser, one step) *response {
	s.t.Helper()
	if one.method == http.MethodGet {
		return b.get(s.replace.Replace(one.path))
	}
	pairs := strings.Fields(one.form)
	for i := range pairs {
		pairs[i] = strings.ReplaceAll(pairs[i], "_", " ")
	}
	return b.post(s.replace.Replace(one.path), pairs...)
}

func TestStates_NobodyIsSignedOutByTroubleOfTheService(t *testing.T) {
	t.Parallel()
	for name, trouble := range troubles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			for _, one := range steps {
				changed := false
				for operation := range strings.FieldsSeq(one.operations) {
					if changed { // by the calls before this one
						s = newScene(t)
					}
					changed = !strings.HasPrefix(operation, "get") && !strings.HasPrefix(operation, "list")
					b := s.people[one.who]()
					before := b.session()
					fault := trouble.fault
					fault.Operation = operation
					remove := s.service.AddFault(fault)
					p := s.take(b, one)
					remove()
					where := one.who + " " + one.method + " " + one.path + ", " + operation
					require.NotEmpty(t, s.service.Requests(fault.Operation), where+": the call was not made")
					require.Equal(t, trouble.status, p.status, where+"\n"+p.body)
					require.Contains(t, p.body, trouble.text, where)
					require.Equal(t, trouble.status != 400, p.header.Get("Retry-After") != "", where)
					if before != "" {
						require.NotContains(t, p.set, "session", where)
						require.Equal(t, before, b.session(), where)
						p := b.get("/account")
						require.Contains(t, []int{200, 303}, p.status, where)
						require.NotEqual(t, "/sign-in", p.location, where)
					}
				}
			}
		})
	}
}

func TestStates_ASlowServiceKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	s := newScene(t, account.WithTimeout(20*time.Millisecond))
	s.service.AddFault(accounttest.Fault{Delay: time.Minute})
	for _, one := range steps {
		b := s.people[one.who]()
		p := s.take(b, one)
		require.Equal(t, 503, p.status, one.method+" "+one.path)
		require.Contains(t, p.body, "Nobody was signed out", one.path)
		require.NotContains(t, p.set, "session", one.path)
	}
}

func TestStates_TheTableHasEveryRouteForMembers(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{}
	for _, one := range steps {
		path, _, _ := strings.Cut(one.path, "?")
		tested[one.method+" "+path] = true
	}
	for pattern := range new(app).forMembers() {
		require.True(t, tested[pattern], pattern)
	}
}

func TestStates_PagesThatNeedNoServiceAreServedWithoutIt(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.service.AddFault(accounttest.Fault{Status: 503})
	for _, path := range []string{"/sign-in", "/sign-in/mail", "/sign-in/mail/sent", "/register", "/recover", "/recover/sent"} {
		s.people["ann"]().get(path).shows(200).keepsSession()
		s.people["guest"]().get(path).shows(200)
	}
	s.people["guest"]().get("/").shows(200, "One account, kept well.")
}

func TestStates_APasswordThatIsChangedStaysSoIfTheRestFails(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	b := s.people["ann"]()
	remove := s.service.AddFault(accounttest.Fault{Operation: "deleteSession", Status: 503})
	b.post("/account/security/password", "oldPassword", password, "password", "better-horse-10", "others", "yes").redirects("/account/devices")
	remove()
	b.get("/account/devices").shows(200, "could not be signed out", "Sign out all other devices")
	s.browser().post("/sign-in", "email", ann, "password", "better-horse-10").redirects("/account")
}
