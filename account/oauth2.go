package account

import (
	"context"
	"net/http"
	"net/url"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// CreateOAuth2Token starts signing in with an OAuth2 provider and returns the URL to
// send the user's browser to: GET /account/tokens/oauth2/{provider}.
//
// Anybody can do it. The URL is the Location of the server's redirect, which is not
// followed: doing so would hand the credentials of this client to the provider. At the
// end the browser comes to Success with userId and secret for CreateSession, or to
// Failure with error, a JSON object; both have to be on platforms of the project.
// Errors to expect: ErrProjectProviderDisabled, ErrProjectProviderUnsupported,
// ErrGeneralArgumentInvalid, and ErrGeneralRateLimitExceeded after 50 calls an hour
// from one IP address. The server answers them as web pages: the type of the error is
// found there if the page names it, and is empty otherwise.
func (c *Client) CreateOAuth2Token(ctx context.Context, provider OAuthProvider, params CreateOAuth2TokenParams, options ...CallOption) (*url.URL, error) {
	const operation = "createOAuth2Token"
	if err := requireID(operation, "provider", provider); err != nil {
		return nil, err
	}
	req, err := gen.NewCreateOAuth2TokenRequest(ctx, c.endpoint, provider, params)
	var target *url.URL
	err = c.send(operation, req, err, options, func(r *reply) error {
		if !isRedirect(r.status()) {
			return r.refusal()
		}
		location, err := r.res.Location()
		if err != nil || location.Path == req.URL.Path { // the endpoint itself has moved
			return r.refusal()
		}
		target = location
		return nil
	})
	return target, err
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}
