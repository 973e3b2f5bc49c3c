package operations

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
)

// undocumented returns the operations that only providers, the browsers they send back and
// operators use, and that the document therefore leaves out. They know the same providers.
func undocumented(providers []string) []*exchange.Operation {
	provider := []params.Param{{Name: "provider", Required: true, Rule: params.Enum, Enum: providers}}
	const callback, page = "/account/sessions/oauth2/callback/{provider}/{projectId}", "/mock/tests/oauth2/{provider}"
	limit := &exchange.RateLimit{Calls: 50, Window: time.Hour, Keys: []string{"ip:{ip}"}}
	return []*exchange.Operation{
		{ID: "ping", Method: "GET", Path: "/ping"},
		{ID: "healthVersion", Method: "GET", Path: "/health/version"},
		{ID: "delete", Method: "DELETE", Path: "/account", Scope: "account"},
		{ID: "oauth2Callback", Method: "GET", Path: callback, Aliases: []string{"POST " + callback}, Scope: "public", Params: provider, ErrorsArePages: true},
		{ID: "oauth2Redirect", Method: "GET", Path: "/account/sessions/oauth2/{provider}/redirect", Scope: "public", Limit: limit, Params: provider, ErrorsArePages: true, AuditEvent: "session.create"},
		{ID: "oauth2Provider", Method: "GET", Path: "/mock/tests/general/oauth2", Aliases: []string{"GET " + page}, ErrorsArePages: true},
		{ID: "oauth2ProviderSignIn", Method: "POST", Path: "/mock/tests/general/oauth2", Aliases: []string{"POST " + page}, ErrorsArePages: true},
	}
}
