package operations

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
)

// undocumented returns the operations that only browsers, phones, providers and operators
// use, and that the document leaves out. Of one that it has, this is ignored.
func undocumented() []*exchange.Operation {
	const callback, page = "/account/sessions/oauth2/callback/{provider}/{projectId}", "/mock/tests/oauth2/{provider}"
	limit := &exchange.RateLimit{Calls: 50, Window: time.Hour, Keys: []string{"ip:{ip}"}}
	identifier := params.Param{Name: "identifier", Required: true, Rule: params.String, Min: 1, Max: 255}
	targetID := params.Param{Name: "targetId", Required: true, Rule: params.ID}
	operations := []*exchange.Operation{
		{ID: "ping", Method: "GET", Path: "/ping"},
		{ID: "healthVersion", Method: "GET", Path: "/health/version"},
		{ID: "delete", Method: "DELETE", Path: "/account", Scope: "account"},
		{ID: "createOAuth2Session", Method: "GET", Path: "/account/sessions/oauth2/{provider}", Scope: "sessions.write", Limit: limit, ErrorsArePages: true},
		{ID: "oauth2Callback", Method: "GET", Path: callback, Aliases: []string{"POST " + callback}, Scope: "public", ErrorsArePages: true},
		{ID: "oauth2Redirect", Method: "GET", Path: "/account/sessions/oauth2/{provider}/redirect", Scope: "public", Limit: limit, ErrorsArePages: true, AuditEvent: "session.create"},
		{ID: "oauth2Provider", Method: "GET", Path: "/mock/tests/general/oauth2", Aliases: []string{"GET " + page}, ErrorsArePages: true},
		{ID: "oauth2ProviderSignIn", Method: "POST", Path: "/mock/tests/general/oauth2", Aliases: []string{"POST " + page}, ErrorsArePages: true},
		{ID: "createPushTarget", Method: "POST", Path: "/account/targets/push", Scope: "targets.write", Params: []params.Param{
			{Name: "targetId", Required: true, Rule: params.NewID}, identifier, {Name: "providerId", Rule: params.ID},
		}},
		{ID: "updatePushTarget", Method: "PUT", Path: "/account/targets/{targetId}/push", Scope: "targets.write", Params: []params.Param{targetID, identifier}},
		{ID: "deletePushTarget", Method: "DELETE", Path: "/account/targets/{targetId}/push", Scope: "targets.write", Params: []params.Param{targetID}},
	}
	for _, op := range operations {
		if op.ID == "createOAuth2Session" {
			op.Params = paramsOf("createOAuth2Token") // both take the same
		}
	}
	return operations
}

// paramsOf returns the parameters that the document lists of an operation.
func paramsOf(id string) []params.Param {
	for _, op := range documented() {
		if op.ID == id {
			return op.Params
		}
	}
	return nil
}
