package operations

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
)

// Limits of pictures.
const (
	maxSide   = 2000
	maxQRText = 512 // unverified
)

// undocumented returns what the document leaves out: the operations that only providers, the
// browsers they send back and operators use, and those of other services that programs call
// beside the account. Those of providers know the same providers as the document.
func undocumented(providers []string) []*exchange.Operation {
	provider := []params.Param{{Name: "provider", Required: true, Rule: params.Enum, Enum: providers}}
	const callback, page = "/account/sessions/oauth2/callback/{provider}/{projectId}", "/mock/tests/oauth2/{provider}"
	limit := &exchange.RateLimit{Calls: 50, Window: time.Hour, Keys: []string{"ip:{ip}"}}
	return []*exchange.Operation{
		{ID: "ping", Method: "GET", Path: "/ping"},
		{ID: "healthVersion", Method: "GET", Path: "/health/version"},
		{ID: "locale", Method: "GET", Path: "/locale"},
		{ID: "initials", Method: "GET", Path: "/avatars/initials", Params: []params.Param{
			{Name: "name", Rule: params.String, Max: 128}, // that empty ones pass is unverified
			{Name: "width", Rule: params.Integer, Max: maxSide},
			{Name: "height", Rule: params.Integer, Max: maxSide},
			{Name: "background", Rule: params.HexColor},
		}},
		{ID: "qr", Method: "GET", Path: "/avatars/qr", Params: []params.Param{
			{Name: "text", Required: true, Rule: params.String, Min: 1, Max: maxQRText},
			{Name: "size", Rule: params.Integer, Min: 1, Max: 1000},
			{Name: "margin", Rule: params.Integer, Max: 10},
			{Name: "download", Rule: params.LooseBoolean},
		}},
		{ID: "delete", Method: "DELETE", Path: "/account", Scope: "account"},
		{ID: "oauth2Callback", Method: "GET", Path: callback, Aliases: []string{"POST " + callback}, Scope: "public", Params: provider, ErrorsArePages: true},
		{ID: "oauth2Redirect", Method: "GET", Path: "/account/sessions/oauth2/{provider}/redirect", Scope: "public", Limit: limit, Params: provider, ErrorsArePages: true, AuditEvent: "session.create"},
		{ID: "oauth2Provider", Method: "GET", Path: "/mock/tests/general/oauth2", Aliases: []string{"GET " + page}, ErrorsArePages: true},
		{ID: "oauth2ProviderSignIn", Method: "POST", Path: "/mock/tests/general/oauth2", Aliases: []string{"POST " + page}, ErrorsArePages: true},
	}
}
