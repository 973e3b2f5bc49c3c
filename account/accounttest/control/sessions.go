package control

import (
	"context"
	"slices"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func (s *server) CreateSession(_ context.Context, r CreateSessionRequestObject) (CreateSessionResponseObject, error) {
	var session accounttest.Session
	err := s.service.Try(func(service *accounttest.Server) { session = service.CreateSession(r.User, *r.Body) })
	return CreateSession201JSONResponse(viewSession(session)), err
}

func (s *server) SignOutUser(_ context.Context, r SignOutUserRequestObject) (SignOutUserResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) { service.SignOut(r.User) })
	return SignOutUser204Response{}, err
}

func (s *server) DeleteSession(_ context.Context, r DeleteSessionRequestObject) (DeleteSessionResponseObject, error) {
	if _, err := s.session(r.User, r.SessionID); err != nil {
		return nil, err
	}
	err := s.service.Try(func(service *accounttest.Server) { service.DeleteSession(r.User, r.SessionID) })
	return DeleteSession204Response{}, err
}

func (s *server) CreateJWT(_ context.Context, r CreateJWTRequestObject) (CreateJWTResponseObject, error) {
	session, err := s.session(r.User, r.SessionID)
	if err != nil {
		return nil, err
	}
	var jwt string
	err = s.service.Try(func(service *accounttest.Server) { jwt = service.CreateJWT(session) })
	return CreateJWT201JSONResponse{JWT: jwt}, err
}

// session finds a session of a user.
func (s *server) session(user, id string) (accounttest.Session, error) {
	found, err := s.user(user)
	if err != nil {
		return accounttest.Session{}, err
	}
	i := slices.IndexFunc(found.Sessions, func(session accounttest.Session) bool { return session.ID == id })
	if i < 0 {
		return accounttest.Session{}, problem(ProblemTypeNotFound, "%s has no session %q", user, id)
	}
	return found.Sessions[i], nil
}
