package account

import (
	"context"
	"net/http"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// ListConsents returns the apps that the user gave access to the account: GET
// /account/consents.
//
// It needs a session or a JWT. No open-source server has it yet: up to 1.9 the error is
// ErrGeneralRouteNotFound. Package query makes the queries.
func (c *Client) ListConsents(ctx context.Context, params ListConsentsParams, options ...CallOption) (*ConsentList, error) {
	call := c.newCall(&gen.ListConsents, options)
	queries := queriesOf(call, params.Queries)
	return fetch[ConsentList](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.ListConsents(ctx, gen.ListConsentsQuery{Queries: queries, Total: params.Total})
	})
}

// GetConsent returns one consent: GET /account/consents/{consentId}.
//
// It needs a session or a JWT. No open-source server has it yet: up to 1.9 the error is
// ErrGeneralRouteNotFound.
func (c *Client) GetConsent(ctx context.Context, consentID string, options ...CallOption) (*Consent, error) {
	call := c.newCall(&gen.GetConsent, options).withID(consentID)
	return fetch[Consent](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.GetConsent(ctx, consentID)
	})
}

// DeleteConsent withdraws a consent, and with it all its tokens: DELETE
// /account/consents/{consentId}.
//
// It needs a session or a JWT. No open-source server has it yet: up to 1.9 the error is
// ErrGeneralRouteNotFound.
func (c *Client) DeleteConsent(ctx context.Context, consentID string, options ...CallOption) error {
	call := c.newCall(&gen.DeleteConsent, options).withID(consentID)
	return exec(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.DeleteConsent(ctx, consentID)
	})
}

// ListConsentTokens returns what an app holds because of a consent: GET
// /account/consents/{consentId}/tokens.
//
// It needs a session or a JWT. No open-source server has it yet: up to 1.9 the error is
// ErrGeneralRouteNotFound. Package query makes the queries.
func (c *Client) ListConsentTokens(ctx context.Context, consentID string, params ListConsentTokensParams, options ...CallOption) (*ConsentTokenList, error) {
	call := c.newCall(&gen.ListConsentTokens, options).withID(consentID)
	queries := queriesOf(call, params.Queries)
	return fetch[ConsentTokenList](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.ListConsentTokens(ctx, consentID, gen.ListConsentTokensQuery{Queries: queries, Total: params.Total})
	})
}

// GetConsentToken returns one family of tokens of a consent: GET
// /account/consents/{consentId}/tokens/{tokenId}.
//
// It needs a session or a JWT. No open-source server has it yet: up to 1.9 the error is
// ErrGeneralRouteNotFound.
func (c *Client) GetConsentToken(ctx context.Context, consentID, tokenID string, options ...CallOption) (*ConsentToken, error) {
	call := c.newCall(&gen.GetConsentToken, options).withID(consentID, tokenID)
	return fetch[ConsentToken](ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.GetConsentToken(ctx, consentID, tokenID)
	})
}

// DeleteConsentToken revokes one family of tokens of a consent: DELETE
// /account/consents/{consentId}/tokens/{tokenId}.
//
// It needs a session or a JWT. The consent stays. No open-source server has it yet: up to
// 1.9 the error is ErrGeneralRouteNotFound.
func (c *Client) DeleteConsentToken(ctx context.Context, consentID, tokenID string, options ...CallOption) error {
	call := c.newCall(&gen.DeleteConsentToken, options).withID(consentID, tokenID)
	return exec(ctx, call, func(ctx context.Context) (*http.Response, error) {
		return call.api.DeleteConsentToken(ctx, consentID, tokenID)
	})
}
