package account

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/appwrite-go/appwrite/internal/gen"
)

// OAuthProviderMock is the provider of development servers, which signs everybody in as the
// same user.
const OAuthProviderMock OAuthProvider = "mock"

var errNotAnAddress = errors.New("the server redirects to something that is not a web address")

// CreateOAuth2Token starts signing in with an OAuth2 provider and returns the URL to
// send the user's browser to: GET /account/tokens/oauth2/{provider}.
//
// Anybody can do it. The URL is the Location of the server's redirect, which is not
// followed: doing so would hand the credentials of this client to the provider. At the
// end the browser comes to Success with userId and secret for CreateSession, or to
// Failure with error, a JSON object; both have to be on platforms of the project.
// Errors to expect: ErrProjectProviderDisabled, ErrProjectProviderUnsupported,
// ErrGeneralArgumentInvalid, and ErrGeneralRateLimitExceeded after 50 calls an hour
// from one IP address. The server sends them as web pages: the message is taken from
// there, and the type if the page names it.
func (c *Client) CreateOAuth2Token(ctx context.Context, provider OAuthProvider, params CreateOAuth2TokenParams, options ...CallOption) (*url.URL, error) {
	call := c.newCall(&gen.CreateOAuth2Token, options).withID(string(provider))
	var target *url.URL
	err := call.send(ctx, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateOAuth2Token(ctx, string(provider), gen.CreateOAuth2TokenQuery(params))
	}, func(a *attempt) (err error) {
		target, err = a.res.Location()
		switch {
		case err != nil || target.Path == a.res.Request.URL.Path: // the endpoint itself has moved
			return call.rejection(a)
		case target.Scheme != "https" && target.Scheme != "http", target.Host == "":
			return errNotAnAddress
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return target, nil
}
