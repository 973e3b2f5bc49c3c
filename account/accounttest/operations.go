package accounttest

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Whether a second factor that is still missing blocks an operation, and
// whether it asks for a challenge passed a moment ago.
type mfaGate int

const (
	mfaRequired mfaGate = iota
	mfaExempt
	mfaRecent
)

// rateLimit is a number of calls in a fixed window of the clock, counted once
// per key template.
type rateLimit struct {
	calls  int
	window time.Duration
	keys   []string
}

// operation is one thing that can be asked of the service. What the document
// says of it is filled in by operationsOf, the handler by the handler table.
type operation struct {
	id         string
	method     string
	path       string // below /v1, with {placeholders}
	aliases    []string
	scope      string
	mfa        mfaGate
	signedOut  bool
	authMethod string
	limit      *rateLimit
	params     []parameter
	page       bool // refusals are HTML pages, not JSON
	handle     handler
}

// handler does what an operation is for, after everything was checked.
type handler func(x *exchange) error

// route is one way to reach an operation.
type route struct {
	method   string
	segments []string
	op       *operation
}

// router finds operations as the service does: empty segments do not count,
// literal segments win over placeholders, and values stay percent-encoded.
type router struct {
	operations []*operation
	routes     map[string][]route // by method and number of segments
}

func newRouter(operations []*operation) *router {
	table := &router{operations: operations, routes: map[string][]route{}}
	for _, op := range operations {
		table.add(op.method, op.path, op)
		for _, alias := range op.aliases {
			method, path, _ := strings.Cut(alias, " ")
			table.add(method, path, op)
		}
	}
	return table
}

func (t *router) add(method, path string, op *operation) {
	segments := splitPath(path)
	key := routeKey(method, len(segments))
	t.routes[key] = append(t.routes[key], route{method: method, segments: segments, op: op})
}

func routeKey(method string, segments int) string {
	return method + " " + strconv.Itoa(segments)
}

func splitPath(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}

// find answers the operation behind a method and path, nil if there is none.
func (t *router) find(method, path string) (op *operation, values map[string]string) {
	if method == "HEAD" {
		method = "GET"
	}
	segments := splitPath(path)
	best := -1
	for _, candidate := range t.routes[routeKey(method, len(segments))] {
		found, literal, ok := candidate.match(segments)
		if ok && literal > best {
			best, op, values = literal, candidate.op, found
		}
	}
	return op, values
}

// match counts literal segments, the more the better the match.
func (r route) match(segments []string) (values map[string]string, literal int, ok bool) {
	values = map[string]string{}
	for i, want := range r.segments {
		if name, isPlaceholder := placeholder(want); isPlaceholder {
			values[name] = segments[i]
			continue
		}
		if want != segments[i] {
			return nil, 0, false
		}
		literal++
	}
	return values, literal, true
}

func placeholder(segment string) (string, bool) {
	if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
		return segment[1 : len(segment)-1], true
	}
	return "", false
}

// handlers says who does what. Every operation of the document must be here.
var handlers = map[string]handler{
	"get":                     handleGet,
	"create":                  handleCreate,
	"delete":                  handleDelete,
	"updateEmail":             handleUpdateEmail,
	"updateName":              handleUpdateName,
	"updatePassword":          handleUpdatePassword,
	"updatePhone":             handleUpdatePhone,
	"getPrefs":                handleGetPrefs,
	"updatePrefs":             handleUpdatePrefs,
	"updateStatus":            handleUpdateStatus,
	"listIdentities":          handleListIdentities,
	"deleteIdentity":          handleDeleteIdentity,
	"listLogs":                handleListLogs,
	"createJWT":               handleCreateJWT,
	"createRecovery":          handleCreateRecovery,
	"updateRecovery":          handleUpdateRecovery,
	"createVerification":      handleCreateVerification,
	"updateVerification":      handleUpdateVerification,
	"createPhoneVerification": handleCreatePhoneVerification,
	"updatePhoneVerification": handleUpdatePhoneVerification,

	"listSessions":               handleListSessions,
	"deleteSessions":             handleDeleteSessions,
	"createAnonymousSession":     handleCreateAnonymousSession,
	"createEmailPasswordSession": handleCreateEmailPasswordSession,
	"createSession":              handleCreateSession,
	"updateMagicURLSession":      handleCreateSession,
	"updatePhoneSession":         handleCreateSession,
	"getSession":                 handleGetSession,
	"updateSession":              handleUpdateSession,
	"deleteSession":              handleDeleteSession,
	"createEmailToken":           handleCreateEmailToken,
	"createMagicURLToken":        handleCreateMagicURLToken,
	"createPhoneToken":           handleCreatePhoneToken,
	"createOAuth2Token":          handleCreateOAuth2Token,
	"createOAuth2Session":        handleCreateOAuth2Session,
	"oauth2Callback":             handleOAuth2Callback,
	"oauth2Redirect":             handleOAuth2Redirect,
	"oauth2Provider":             handleOAuth2Provider,
	"oauth2ProviderSignIn":       handleOAuth2ProviderSignIn,

	"updateMFA":              handleUpdateMFA,
	"createMfaAuthenticator": handleCreateMfaAuthenticator,
	"updateMfaAuthenticator": handleUpdateMfaAuthenticator,
	"deleteMfaAuthenticator": handleDeleteMfaAuthenticator,
	"createMfaChallenge":     handleCreateMfaChallenge,
	"updateMfaChallenge":     handleUpdateMfaChallenge,
	"listMfaFactors":         handleListMfaFactors,
	"getMfaRecoveryCodes":    handleGetMfaRecoveryCodes,
	"createMfaRecoveryCodes": handleCreateMfaRecoveryCodes,
	"updateMfaRecoveryCodes": handleUpdateMfaRecoveryCodes,

	"createPushTarget": handleCreatePushTarget,
	"updatePushTarget": handleUpdatePushTarget,
	"deletePushTarget": handleDeletePushTarget,
}

// auditEvents says what the audit log calls an operation. The others leave no
// trace there.
var auditEvents = map[string]string{
	"create":                  "user.create",
	"updateEmail":             "user.update",
	"updateName":              "user.update",
	"updatePassword":          "user.update",
	"updatePhone":             "user.update",
	"updatePrefs":             "user.update",
	"updateStatus":            "user.update",
	"createRecovery":          "recovery.create",
	"updateRecovery":          "recovery.update",
	"createVerification":      "verification.create",
	"updateVerification":      "verification.update",
	"createPhoneVerification": "verification.create",
	"updatePhoneVerification": "verification.update",

	"deleteSessions":             "session.delete",
	"deleteSession":              "session.delete",
	"updateSession":              "session.update",
	"createAnonymousSession":     "session.create",
	"createEmailPasswordSession": "session.create",
	"createSession":              "session.create",
	"updateMagicURLSession":      "session.create",
	"updatePhoneSession":         "session.create",
	"createEmailToken":           "session.create",
	"createMagicURLToken":        "session.create",
	"createPhoneToken":           "session.create",
	"oauth2Redirect":             "session.create",

	"updateMFA":              "user.update",
	"createMfaAuthenticator": "user.update",
	"updateMfaAuthenticator": "user.update",
	"deleteMfaAuthenticator": "user.update",
	"createMfaRecoveryCodes": "user.update",
	"updateMfaRecoveryCodes": "user.update",
	"createMfaChallenge":     "challenge.create",
	"updateMfaChallenge":     "challenges.update",
}

// undocumented are the operations that only browsers, phones and providers
// use, and that the document therefore leaves out.
func undocumented() []*operation {
	oauth2Limit := &rateLimit{calls: 50, window: time.Hour, keys: []string{"ip:{ip}"}}
	identifier := parameter{name: "identifier", in: inBody, required: true, rule: textRule, min: 1, max: 255}
	targetID := parameter{name: "targetId", in: inPath, required: true, rule: idRule, min: 1, max: 36}
	return []*operation{
		{id: "delete", method: "DELETE", path: "/account", scope: "account"},
		{id: "createOAuth2Session", method: "GET", path: "/account/sessions/oauth2/{provider}", scope: "sessions.write", limit: oauth2Limit, page: true},
		{id: "oauth2Callback", method: "GET", path: "/account/sessions/oauth2/callback/{provider}/{projectId}", scope: "public", page: true,
			aliases: []string{"POST /account/sessions/oauth2/callback/{provider}/{projectId}"}},
		{id: "oauth2Redirect", method: "GET", path: "/account/sessions/oauth2/{provider}/redirect", scope: "public", limit: oauth2Limit, page: true},
		{id: "oauth2Provider", method: "GET", path: "/mock/tests/general/oauth2", page: true, aliases: []string{"GET /mock/tests/oauth2/{provider}"}},
		{id: "oauth2ProviderSignIn", method: "POST", path: "/mock/tests/general/oauth2", page: true, aliases: []string{"POST /mock/tests/oauth2/{provider}"}},
		{id: "createPushTarget", method: "POST", path: "/account/targets/push", scope: "targets.write", params: []parameter{
			{name: "targetId", in: inBody, required: true, rule: newIDRule, min: 1, max: 36},
			identifier,
			{name: "providerId", in: inBody, rule: idRule, min: 1, max: 36},
		}},
		{id: "updatePushTarget", method: "PUT", path: "/account/targets/{targetId}/push", scope: "targets.write", params: []parameter{targetID, identifier}},
		{id: "deletePushTarget", method: "DELETE", path: "/account/targets/{targetId}/push", scope: "targets.write", params: []parameter{targetID}},
	}
}

// sharedRouter is built once per process; nothing changes it afterwards.
var sharedRouter = sync.OnceValues(func() (*router, error) {
	operations, err := allOperations()
	if err != nil {
		return nil, err
	}
	return newRouter(operations), nil
})

// allOperations puts together what the document says, what it leaves out, and
// who does it.
func allOperations() ([]*operation, error) {
	operations := append(documented(), undocumented()...)
	byID := map[string]*operation{}
	for _, op := range operations {
		op.handle = handlers[op.id]
		if op.handle == nil {
			return nil, fmt.Errorf("accounttest: the document has an operation %s that nothing here carries out", op.id)
		}
		byID[op.id] = op
	}
	token, session := byID["createOAuth2Token"], byID["createOAuth2Session"]
	token.page = true
	token.params[0].enum = append(token.params[0].enum, "mock")
	session.params = token.params
	return operations, nil
}
