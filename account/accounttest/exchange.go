package accounttest

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// exchange is one request on its way through the service.
type exchange struct {
	srv     *Server
	request *http.Request
	op      *operation // nil for an unknown route
	path    map[string]string
	body    []byte
	input   map[string]any // query or body as it came
	values  map[string]any // parameters that passed their checks
	nulls   []string
	queries queries
	now     time.Time
	answer  *answer

	project *projectState
	user    *userRecord    // nil for a guest or an API key
	session *sessionRecord // the session whose secret is on the request
	key     *keyRecord     // the valid API key on the request
	actor   *userRecord    // whom the audit log names
	failure *serviceError  // what the request was refused with
}

// run takes the request through all checks, in the service's order, and then
// to its handler. The server's lock is held.
func (x *exchange) run() {
	x.startHeaders()
	err := x.serve()
	if err == nil {
		x.finish()
		return
	}
	refused := new(serviceError)
	if !errors.As(err, &refused) {
		refused = refuse("general_unknown")
	}
	x.refuse(refused)
}

func (x *exchange) serve() error {
	steps := []func() error{
		x.resolveProject, x.checkOrigin, x.resolveUser, x.requireProject, x.resolveKey,
		x.checkScope, x.checkBlocked, x.checkFactors, x.requireRoute, x.checkRateLimit,
		x.checkMethodEnabled, x.checkSignedOut, x.checkRecentChallenge, x.readParams, x.checkTimestamp,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	x.actor = x.user
	return x.op.handle(x)
}

// finish does what follows a successful answer.
func (x *exchange) finish() {
	x.audit()
	if x.user != nil && x.now.Sub(x.user.AccessedAt) > 24*time.Hour {
		x.user.AccessedAt = x.now
	}
}

// requireRoute refuses what no operation answers to. It stands behind the
// checks of credentials, which an unknown path goes through as well.
func (x *exchange) requireRoute() error {
	if x.op == nil {
		return refuse("general_route_not_found")
	}
	return nil
}

func (x *exchange) checkScope() error {
	if x.op == nil || x.op.scope == "" || slices.Contains(x.scopes(), x.op.scope) {
		return nil
	}
	return refuseWith("general_unauthorized_scope", x.role()+" missing scope ("+x.op.scope+")")
}

// scopes answers what the caller may do.
func (x *exchange) scopes() []string {
	switch {
	case x.key != nil:
		return x.key.Scopes
	case x.user != nil:
		return []string{"sessions.write", "public", "account", "targets.write"}
	}
	return []string{"sessions.write", "public"}
}

func (x *exchange) role() string {
	switch {
	case x.key != nil:
		return "app." + x.project.ID + "@service." + x.hostname() + " (role: applications)"
	case x.user != nil:
		return x.user.Email + " (role: users)"
	}
	return "User (role: guests)"
}

func (x *exchange) checkBlocked() error {
	switch {
	case x.user == nil:
		return nil
	case x.user.Blocked:
		return refuse("user_blocked")
	case x.user.Reset:
		return refuse("user_password_reset_required")
	}
	return nil
}

// checkFactors is the gate of multi-factor authentication.
func (x *exchange) checkFactors() error {
	if x.session == nil || (x.op != nil && x.op.mfa == mfaExempt) {
		return nil
	}
	if x.user.MFA && x.user.hasVerifiedFactor() && len(x.session.Factors) < 2 {
		return refuse("user_more_factors_required")
	}
	return nil
}

func (x *exchange) checkMethodEnabled() error {
	if x.key == nil && x.srv.settings.disabledMethods[x.op.authMethod] {
		return refuse("user_auth_method_unsupported")
	}
	return nil
}

func (x *exchange) checkSignedOut() error {
	if x.op.signedOut && x.user != nil {
		return refuse("user_session_already_exists")
	}
	return nil
}

// challengeFreshness is how long a passed challenge opens the protected
// routes. The service's message says five minutes; it means thirty.
const challengeFreshness = 1800 * time.Second

func (x *exchange) checkRecentChallenge() error {
	if x.op.mfa != mfaRecent {
		return nil
	}
	if err := x.requireSession(); err != nil {
		return err
	}
	if x.now.Sub(x.session.MFAUpdatedAt) > challengeFreshness {
		return refuse("user_challenge_required")
	}
	return nil
}

// timestamped are the operations that read the header X-Appwrite-Timestamp.
var timestamped = map[string]bool{
	"updateEmail": true, "updateMFA": true, "createMfaAuthenticator": true, "updateName": true, "updatePassword": true,
	"updatePhone": true, "updatePrefs": true, "deleteSession": true, "updateStatus": true,
}

// checkTimestamp refuses a timestamp that is none. It has no other effect.
func (x *exchange) checkTimestamp() error {
	value := x.request.Header.Get("X-Appwrite-Timestamp")
	if value == "" || !timestamped[x.op.id] {
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, storageLayout, time.DateTime, time.DateOnly} {
		if _, err := time.Parse(layout, value); err == nil {
			return nil
		}
	}
	return refuseWith("general_argument_invalid", "Invalid X-Appwrite-Timestamp header value")
}

// requireSession refuses callers with a JWT where a handler needs the session.
// The service forgot the case and breaks.
func (x *exchange) requireSession() error {
	switch {
	case x.session != nil:
		return nil
	case x.srv.settings.bugs:
		return refuse("general_unknown")
	}
	return refuse("user_session_not_found")
}

// bug answers 500 where the real service does, and the sensible refusal where
// that was asked for.
func (x *exchange) bug(sensible string) error {
	if x.srv.settings.bugs {
		return refuse("general_unknown")
	}
	return refuse(sensible)
}

// hostname is the host that the request came to, without its port.
func (x *exchange) hostname() string {
	host, _, err := net.SplitHostPort(x.request.Host)
	if err != nil {
		return x.request.Host
	}
	return host
}

func (x *exchange) scheme() string {
	if proto := x.request.Header.Get("X-Forwarded-Proto"); proto != "" {
		return proto
	}
	return "http"
}

// clientIP believes X-Forwarded-For, as the service does.
func (x *exchange) clientIP() string {
	forwarded, _, _ := strings.Cut(x.request.Header.Get("X-Forwarded-For"), ",")
	if forwarded = strings.TrimSpace(forwarded); forwarded != "" {
		return forwarded
	}
	host, _, err := net.SplitHostPort(x.request.RemoteAddr)
	if err != nil {
		return x.request.RemoteAddr
	}
	return host
}

// agent answers what is known of the caller's program. Only a back end with an
// API key may speak for the browser behind it.
func (x *exchange) agent() agentFields {
	header := x.request.Header.Get("User-Agent")
	if forwarded := x.request.Header.Get("X-Forwarded-User-Agent"); forwarded != "" && x.key != nil {
		header = forwarded
	}
	return parseAgent(header)
}

// country answers the country of an address. As on a server without a
// geographic database, hardly any is known.
func country(ip string) string {
	if strings.HasPrefix(ip, "8.8.8.") {
		return "us"
	}
	return unknownCountry
}

const unknownCountry = "--"

func countryName(code string) string {
	if code == "us" {
		return "United States"
	}
	return "Unknown"
}
