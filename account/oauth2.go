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
	return call.target(ctx, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateOAuth2Token(ctx, string(provider), gen.CreateOAuth2TokenQuery(params))
	})
}

// CreateOAuth2Session starts signing a browser in with an OAuth2 provider and returns the
// URL to send it to: GET /account/sessions/oauth2/{provider}. It is for programs that run
// beside the browser, such as a web view: the session arrives in the browser's cookies, for
// the host of the service, and nowhere else. A web server, a program of the command line and
// a desktop program use CreateOAuth2Token.
//
// Anybody can do it. The URL is the Location of the server's redirect, which is not
// followed. At the end the browser comes to Success, without a secret, or to Failure with
// error, a JSON object; both have to be on platforms of the project. Errors to expect:
// ErrProjectProviderDisabled, ErrProjectProviderUnsupported, ErrGeneralArgumentInvalid, and
// ErrGeneralRateLimitExceeded after 50 calls an hour from one IP address, a limit that
// CreateOAuth2Token and CreateAnonymousSession share. They come as web pages, as for
// CreateOAuth2Token.
func (c *Client) CreateOAuth2Session(ctx context.Context, provider OAuthProvider, params CreateOAuth2SessionParams, options ...CallOption) (*url.URL, error) {
	call := c.newCall(&gen.CreateOAuth2Session, options).withID(string(provider))
	return call.target(ctx, func(ctx context.Context) (*http.Response, error) {
		return call.api.CreateOAuth2Session(ctx, string(provider), gen.CreateOAuth2SessionQuery(params))
	})
}

// target makes a call whose response is a redirect, and returns where to.
func (c *call) target(ctx context.Context, request func(context.Context) (*http.Response, error)) (target *url.URL, err error) {
	err = c.send(ctx, request, func(a *attempt) (err error) {
		target, err = a.res.Location()
		switch {
		case err != nil || target.Path == a.res.Request.URL.Path: // the endpoint itself has moved
			return c.rejection(a)
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
