package accounttest

import sdk "github.com/appwrite-go/appwrite/account"

// GuestClient returns a client of the service that nobody is signed in with. It panics if
// account.New returns an error.
func (s *Server) GuestClient(options ...sdk.Option) *sdk.Client {
	client, err := sdk.New(s.Endpoint(), s.ProjectID(), options...)
	if err != nil {
		panic("accounttest: " + err.Error())
	}
	return client
}

// KeyClient returns a client with the API key of the project, as a back end has one. It
// panics if account.New returns an error.
func (s *Server) KeyClient(options ...sdk.Option) *sdk.Client {
	return s.GuestClient(append([]sdk.Option{sdk.WithKey(s.APIKey())}, options...)...)
}

// UserClient signs a user in and returns a client that acts as that user. It panics if
// there is no such user, or if account.New returns an error.
func (s *Server) UserClient(userID string, options ...sdk.Option) *sdk.Client {
	return s.GuestClient(options...).WithSession(s.CreateSession(userID).Secret)
}
