package accounttest

import sdk "github.com/appwrite-go/appwrite/account"

// GuestClient returns a client of the service that nobody is signed in with.
func (s *Server) GuestClient(options ...sdk.Option) *sdk.Client {
	s.t.Helper()
	client, err := sdk.New(s.Endpoint(), s.ProjectID(), options...)
	s.must(err)
	return client
}

// KeyClient returns a client with the API key of the project, as a back end has one.
func (s *Server) KeyClient(options ...sdk.Option) *sdk.Client {
	s.t.Helper()
	return s.GuestClient(append([]sdk.Option{sdk.WithKey(s.APIKey())}, options...)...)
}

// UserClient signs a user in and returns a client that acts as that user.
func (s *Server) UserClient(user string, options ...sdk.Option) *sdk.Client {
	s.t.Helper()
	return s.GuestClient(options...).WithSession(s.CreateSession(user).Secret)
}
