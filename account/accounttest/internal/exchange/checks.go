package exchange

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/device"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

// checks is what every request goes through, in the service's order.
var checks = []func(*Request, *Response) error{
	checkElsewhere, resolveProject, checkOrigin, resolveUser, requireProject, resolveKey,
	checkService, checkAPIEarly, checkScope, checkBlocked, checkFactors, checkAPI, requireRoute, checkRateLimit,
	checkMethodEnabled, checkSignedOut, checkRecentChallenge, readParams, checkTimestamp,
}

// checkElsewhere rejects what belongs to another service of the server, whoever calls: a
// program that needs it cannot run here, and the message says so.
func checkElsewhere(r *Request, _ *Response) error {
	if !r.elsewhere {
		return nil
	}
	return RejectWith("general_route_not_found", elsewhere)
}

// OtherRoutes are those of other services that are here.
const OtherRoutes = "GET /v1/ping, GET /v1/health/version, GET /v1/locale, GET /v1/avatars/initials and GET /v1/avatars/qr"

// elsewhere is no message of a server.
const elsewhere = "The emulator has only the account service. Beside /v1/account it serves " + OtherRoutes +
	", and nothing else. Use a server for the rest, or a stub of your own. " +
	"See https://github.com/appwrite-go/appwrite/blob/main/docs/emulator.md#other-routes"

// checkOrigin rejects browsers on pages that the project does not know.
func checkOrigin(r *Request, w *Response) error {
	reads := r.HTTP.Method == http.MethodGet || r.HTTP.Method == http.MethodHead
	if (reads && !r.Version.ReadsCheckOrigin) || r.HTTP.Header.Get("X-Appwrite-Key") != "" || r.hasDevKey() {
		return nil
	}
	host := r.originHost()
	if host == "" || r.Settings.AllowsHost(host, r.Host()) {
		return nil
	}
	w.Header.Del("X-Debug-Fallback") // nobody looked for a session yet
	return RejectWith("general_unknown_origin", "Invalid Origin. Register your new client ("+host+") as a new Web platform on your project console dashboard")
}

// checkService rejects calls of the account service where the project has switched it off.
// Callers with an API key pass.
func checkService(r *Request, _ *Response) error {
	if r.Settings.ServiceOff && r.Key == nil && r.Project.ID != state.ConsoleID && strings.HasPrefix(r.Operation.Path, "/account") {
		return Reject("general_service_disabled")
	}
	return nil
}

// checkAPI rejects all calls where the project has switched its REST API off, but for those
// of the provider's page. Callers with an API key pass.
func checkAPI(r *Request, _ *Response) error {
	if r.Settings.RESTOff && r.Key == nil && r.Project.ID != state.ConsoleID && !strings.HasPrefix(r.Operation.Path, "/mock/") {
		return Reject("general_api_disabled")
	}
	return nil
}

// checkAPIEarly is checkAPI where that comes before the scope.
func checkAPIEarly(r *Request, w *Response) error {
	if !r.Version.ChecksAPIFirst {
		return nil
	}
	return checkAPI(r, w)
}

// requireRoute rejects what no operation has. It comes after the checks of credentials,
// which an unknown path goes through as well.
func requireRoute(r *Request, _ *Response) error {
	if r.Operation.Handle == nil {
		return Reject("general_route_not_found")
	}
	return nil
}

func checkScope(r *Request, _ *Response) error {
	scopes, role := []string{"sessions.write", "public"}, "User (role: guests)"
	switch {
	case r.Key != nil:
		scopes, role = r.Key.Scopes, "app."+r.Project.ID+"@service."+r.Host()+" (role: applications)"
	case r.User != nil:
		scopes, role = []string{"sessions.write", "public", "account", "targets.write"}, r.User.Email+" (role: users)"
	}
	if r.Operation.Scope == "" || slices.Contains(scopes, r.Operation.Scope) {
		return nil
	}
	return RejectWith("general_unauthorized_scope", role+" missing "+missing(r.Operation.Scope, r.Version))
}

func missing(scope string, v *version.Version) string {
	if v.ScopesAsList {
		return `scopes (["` + scope + `"])`
	}
	return "scope (" + scope + ")"
}

func checkBlocked(r *Request, _ *Response) error {
	switch {
	case r.User == nil:
		return nil
	case r.User.Blocked:
		return Reject("user_blocked")
	case r.User.Reset:
		return Reject("user_password_reset_required")
	}
	return nil
}

// checkFactors requires a second factor of users who have one.
func checkFactors(r *Request, _ *Response) error {
	if r.Session == nil || r.Operation.MFA == "exempt" {
		return nil
	}
	if r.User.MFA && len(r.User.VerifiedFactors()) > 0 && len(r.Session.Factors) < 2 {
		return Reject("user_more_factors_required")
	}
	return nil
}

func checkMethodEnabled(r *Request, _ *Response) error {
	if r.Key == nil && r.Settings.DisabledMethods[r.Operation.AuthMethod] {
		return Reject("user_auth_method_unsupported")
	}
	return nil
}

func checkSignedOut(r *Request, _ *Response) error {
	if r.Operation.SignedOut && r.User != nil {
		return Reject("user_session_already_exists")
	}
	return nil
}

// challengeFreshness is how long a passed challenge opens the protected operations. The
// service's message says five minutes, but thirty are meant.
const challengeFreshness = 1800 * time.Second

func checkRecentChallenge(r *Request, _ *Response) error {
	if r.Operation.MFA != "recent" {
		return nil
	}
	if err := r.RequireSession(); err != nil {
		return err
	}
	if r.Now.Sub(r.Session.MFAUpdatedAt) > challengeFreshness {
		return Reject("user_challenge_required")
	}
	return nil
}

func readParams(r *Request, _ *Response) (err error) {
	r.Params, err = params.Read(r.Operation.Params, r.Path, r.Input, r.Redirects())
	var invalid params.Invalid
	if errors.As(err, &invalid) {
		return RejectWith("general_argument_invalid", invalid.Error())
	}
	return err
}

// Redirects is what the check of a page depends on.
func (r *Request) Redirects() params.Context {
	return params.Context{Settings: r.Settings, Host: r.Host(), ProjectID: r.Project.ID, AnyHost: r.hasDevKey()}
}

// checkTimestamp rejects a timestamp that is no date. The header has no other effect.
func checkTimestamp(r *Request, _ *Response) error {
	value := r.HTTP.Header.Get("X-Appwrite-Timestamp")
	if value == "" || !r.Operation.ReadsTimestamp {
		return nil
	}
	if !php.IsDate(value) {
		return RejectWith("general_argument_invalid", "Invalid X-Appwrite-Timestamp header value")
	}
	return nil
}

// writeLog writes the operation's entry of the audit log.
func writeLog(r *Request, w *Response) {
	if r.Operation.AuditEvent == "" || w.Actor == nil {
		return
	}
	w.Actor.Logs = append(w.Actor.Logs, &state.Log{
		Event: r.Operation.AuditEvent, UserEmail: w.Actor.Email, UserName: w.Actor.Name, IP: r.ClientIP(),
		Time: r.Now.Truncate(time.Second), CountryCode: device.Country(r.ClientIP()), Agent: r.Agent(),
	})
}
