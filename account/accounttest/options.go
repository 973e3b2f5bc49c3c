package accounttest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/operations"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// Option changes how a service is set up.
type Option func(*options)

type options struct {
	settings     Settings
	version      *version.Version
	cost         secrets.Cost // of hashes; cheap, so that thousands of accounts are created in a moment
	problem      error        // the first option that cannot be
	projectID    string
	projectName  string
	fixedProject bool
	apiKey       string
	fixedKey     bool
	time         time.Time
	freezeTime   bool
	requestLog   int
	messageLog   int
	address      string
	errorMessage func(request *http.Request, errorType, message string) string
}

func defaultOptions() options {
	return options{
		settings: defaultSettings(), version: version.Default, cost: secrets.Cost{MemoryKiB: 64, Passes: 1, Threads: 1},
		projectName: "Test Project", requestLog: 10_000, messageLog: 10_000, address: "127.0.0.1:0",
	}
}

// WithProject names the project of the service. Without it the id is generated and the name
// is "Test Project". Authenticator apps show the name as issuer.
func WithProject(id, name string) Option {
	return func(o *options) { o.projectID, o.projectName, o.fixedProject = id, name, true }
}

// WithAPIKey fixes the secret of the project's API key instead of generating one. Keys of
// the service start with "standard_".
func WithAPIKey(secret string) Option {
	return func(o *options) { o.apiKey, o.fixedKey = secret, true }
}

// WithServerVersion makes the service play a version of the server: "1.7" (1.7.4, the
// default), "1.8" (1.8.1) or "1.9" (1.9.6). The whole numbers are accepted, too. Statuses,
// messages, routes, parameters, limits and side effects are those of that version. For any
// other version the service does not start, with an error that lists these.
func WithServerVersion(name string) Option {
	return func(o *options) {
		found, err := version.Find(name)
		if err != nil {
			o.problem = cmp.Or(o.problem, err)
			return
		}
		o.version = found
	}
}

// ServerVersions lists the versions that a service can play, oldest first: "1.7.4", "1.8.1"
// and "1.9.6".
func ServerVersions() []string {
	var numbers []string
	for _, v := range version.All {
		numbers = append(numbers, v.Number)
	}
	return numbers
}

// FindServerVersion returns the whole number of the version that a name means for
// [WithServerVersion], or an error that lists what there is.
func FindServerVersion(name string) (number string, err error) {
	found, err := version.Find(name)
	if err != nil {
		return "", err
	}
	return found.Number, nil
}

// WithAddress makes the service listen on a TCP address of your choice, such as
// "127.0.0.1:8080". The default is a free port of the loopback interface.
func WithAddress(address string) Option { return func(o *options) { o.address = address } }

// WithTime starts the service's clock at t. It runs on from there.
func WithTime(t time.Time) Option { return func(o *options) { o.time = t } }

// WithFrozenTime starts the service's clock at t and leaves it standing, so that every date
// in every response is known beforehand.
func WithFrozenTime(t time.Time) Option { return func(o *options) { o.time, o.freezeTime = t, true } }

// WithoutRateLimits switches rate limits off, as an operator of the real service does with
// _APP_OPTIONS_ABUSE=disabled. The headers are still sent.
func WithoutRateLimits() Option { return func(o *options) { o.settings.RateLimits = false } }

// WithoutServerBugs responds sensibly where the real service responds with a status of 500:
// null for an optional parameter counts as left out, a JWT gets user_session_not_found
// where a session is needed, switching MFA on works for everyone, an unverified address is
// rejected with 400, and so on. The default reproduces the 500s, since a client has to
// survive them.
func WithoutServerBugs() Option { return func(o *options) { o.settings.ServerBugs = false } }

// WithoutAccountService makes the service behave as in a project that has switched it off:
// calls without an API key get general_service_disabled.
func WithoutAccountService() Option { return func(o *options) { o.settings.AccountService = false } }

// WithoutREST makes the service behave as in a project that has switched its REST API off:
// calls without an API key get general_api_disabled.
func WithoutREST() Option { return func(o *options) { o.settings.REST = false } }

// WithoutMail makes the service behave as one that has no mail server: what needs a mail is
// rejected with general_smtp_disabled.
func WithoutMail() Option { return func(o *options) { o.settings.Mail = false } }

// WithoutSMS makes the service behave as one that has no SMS provider: what needs an SMS is
// rejected with general_phone_disabled.
func WithoutSMS() Option { return func(o *options) { o.settings.SMS = false } }

// WithPlatforms allows redirect URLs and origins on further hosts. A host is exact,
// "*.example.com" for all below a domain, or "*" for all. The host that a request came to
// and localhost are always allowed.
func WithPlatforms(hosts ...string) Option {
	return func(o *options) { o.settings.Platforms = append(o.settings.Platforms, hosts...) }
}

// WithLoopbackPlatforms allows redirect URLs and origins on all names of this machine, at any
// port: localhost and what is below it, 127.0.0.1, [::1]. The real service takes only localhost
// for this machine, so that a page at http://127.0.0.1:5173 cannot call it.
func WithLoopbackPlatforms() Option { return func(o *options) { o.settings.LoopbackPlatforms = true } }

// WithErrorMessage changes the messages of errors that the service responds with, where they
// should say something about the program around it. The function gets the request, the type and
// the message of the error, and returns the message to send. It must not call the service, and
// is called by any number of goroutines. Statuses and types stay.
func WithErrorMessage(change func(request *http.Request, errorType account.ErrorType, message string) string) Option {
	return func(o *options) {
		o.errorMessage = func(request *http.Request, errorType, message string) string {
			return change(request, account.ErrorType(errorType), message)
		}
	}
}

// WithStrictRedirects checks the success and failure URLs of an OAuth2 sign-in at its end,
// too, as the real service does from version 1.8 on by itself. In 1.7 a link that somebody
// made up can end the sign-in at any host, with the user's id and a secret.
func WithStrictRedirects() Option { return func(o *options) { o.settings.StrictRedirects = true } }

// WithProviders enables OAuth2 providers beside "mock", which always is. With one that the
// server does not have the service does not start; see [CheckProvider].
func WithProviders(names ...string) Option {
	return func(o *options) { o.settings.Providers = append(o.settings.Providers, names...) }
}

// WithoutMethods switches authentication methods off in the project: "email-password",
// "anonymous", "magic-url", "email-otp", "phone", "jwt". Calls without an API key are then
// rejected with user_auth_method_unsupported. With a method that there is not, the service
// does not start; see [CheckMethod].
func WithoutMethods(methods ...string) Option {
	return func(o *options) { o.settings.DisabledMethods = append(o.settings.DisabledMethods, methods...) }
}

// CheckProvider returns an error that lists the OAuth2 providers if a name is none of theirs, in
// any version of the server.
func CheckProvider(name string) error {
	return checkKnown("OAuth2 provider", name, operations.Providers(version.All[len(version.All)-1]))
}

// CheckMethod returns an error that lists the authentication methods of a project if a name is
// none of theirs.
func CheckMethod(name string) error {
	return checkKnown("authentication method", name, operations.AuthMethods())
}

func checkKnown(kind, name string, known []string) error {
	if slices.Contains(known, name) {
		return nil
	}
	return fmt.Errorf("there is no %s %q; there are %s", kind, name, strings.Join(known, ", "))
}

// WithUserLimit allows at most n users in the project.
func WithUserLimit(n int) Option { return func(o *options) { o.settings.UserLimit = n } }

// WithSessionLimit changes how many sessions a user can have at once; the oldest make room
// for new ones. 0 is for any number. The default is 10, and any number from version 1.9 on.
func WithSessionLimit(n int) Option { return func(o *options) { o.settings.SessionLimit = n } }

// WithoutSessionInvalidation lets sessions live on when the password changes or is recovered,
// as a project can choose from version 1.8 on, and as it always is in 1.7.
func WithoutSessionInvalidation() Option {
	return func(o *options) { o.settings.InvalidateSessions = false }
}

// WithSessionDuration changes how long a session lasts. The default is a year.
func WithSessionDuration(d time.Duration) Option {
	return func(o *options) { o.settings.SessionDuration = d }
}

// WithPasswordHistory rejects the last n passwords of a user as a new one.
func WithPasswordHistory(n int) Option { return func(o *options) { o.settings.PasswordHistory = n } }

// WithPasswordDictionary rejects commonly used passwords.
func WithPasswordDictionary() Option {
	return func(o *options) { o.settings.PasswordDictionary = true }
}

// WithPersonalDataCheck rejects passwords that contain the user's id, name, e-mail address
// or phone number.
func WithPersonalDataCheck() Option { return func(o *options) { o.settings.PersonalDataCheck = true } }

// WithSessionAlerts mails a user about every session but the first.
func WithSessionAlerts() Option { return func(o *options) { o.settings.SessionAlerts = true } }

// WithMockNumber gives a phone number a fixed one-time code, as projects do for app store
// reviewers. No SMS is sent to it.
func WithMockNumber(phone, code string) Option {
	return func(o *options) {
		if o.settings.MockNumbers == nil {
			o.settings.MockNumbers = map[string]string{}
		}
		o.settings.MockNumbers[phone] = code
	}
}

// PasswordCost is how much work an argon2id hash is. The cheap default lets thousands of
// test accounts be created in a moment; no response depends on it.
type PasswordCost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// WithPasswordCost changes the cost of argon2id hashes.
func WithPasswordCost(cost PasswordCost) Option {
	return func(o *options) { o.cost = secrets.Cost(cost) }
}

// WithRequestLog keeps the last n requests for [Server.Requests] instead of the last 10000;
// 0 keeps none. Of a body at most 64 KiB are kept, and of all requests together 8 KiB times
// n, but at least 4 MiB: beyond it the oldest are dropped earlier.
func WithRequestLog(n int) Option { return func(o *options) { o.requestLog = n } }

// WithMessageLog keeps the last n mails and SMS for [Server.Messages] instead of the last
// 10000; 0 keeps none. All messages together can have 8 KiB times n, but at least 4 MiB: beyond
// it the oldest are dropped earlier. What a dropped one had to tell still works.
func WithMessageLog(n int) Option { return func(o *options) { o.messageLog = max(n, 0) } }
