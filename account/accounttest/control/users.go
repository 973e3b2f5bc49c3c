package control

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func viewUser(u accounttest.User) User {
	return User{
		ID: u.ID, Email: u.Email, Phone: u.Phone, Name: u.Name, EmailVerified: u.EmailVerified, PhoneVerified: u.PhoneVerified,
		Blocked: u.Blocked, PasswordReset: u.PasswordReset, MFA: u.MFA, Impersonator: u.Impersonator, Labels: u.Labels, Prefs: mapped(u.Prefs),
		Factors: listed(u.Factors), TOTPSecret: u.TOTPSecret, RecoveryCodes: u.RecoveryCodes,
		CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt, AccessedAt: u.AccessedAt, PasswordUpdatedAt: u.PasswordUpdatedAt,
		Sessions: each(u.Sessions, viewSession), Identities: each(u.Identities, viewIdentity), Targets: each(u.Targets, viewTarget),
	}
}

func viewSession(s accounttest.Session) Session {
	return Session{
		ID: s.ID, UserID: s.UserID, Secret: s.Secret, Provider: s.Provider, Factors: listed(s.Factors), IP: s.IP,
		Browser: s.Browser, OS: s.OS, Country: s.Country, CreatedAt: s.CreatedAt, Expire: s.Expire,
	}
}

func viewIdentity(i accounttest.Identity) Identity {
	return Identity{ID: i.ID, UserID: i.UserID, Provider: i.Provider, ProviderUID: i.ProviderUID, ProviderEmail: i.ProviderEmail, CreatedAt: i.CreatedAt}
}

func viewTarget(t accounttest.Target) Target {
	return Target{ID: t.ID, Type: t.Type, Name: t.Name, Identifier: t.Identifier, CreatedAt: t.CreatedAt}
}

func viewActivity(l accounttest.Activity) Activity {
	return Activity{
		Event: l.Event, Time: l.Time, IP: l.IP, Browser: l.Browser, OS: l.OS, Country: l.Country, UserEmail: l.UserEmail, UserName: l.UserName,
	}
}

// each converts a list; an empty one is a list as well.
func each[T, V any](list []T, convert func(T) V) []V {
	converted := make([]V, 0, len(list))
	for _, item := range list {
		converted = append(converted, convert(item))
	}
	return converted
}

// defaultLimit is how many entries a page has that names no limit.
const defaultLimit = 100

// newest returns a page of a list that has the oldest first: in the other order, and only of
// what matches. The total is how many match.
func newest[T any](list []T, limit, offset int, matches func(T) bool) (page []T, total int, err error) {
	switch {
	case limit < 0 || limit > 1000:
		return nil, 0, invalid("limit", "it has to be from 1 to 1000")
	case offset < 0:
		return nil, 0, invalid("offset", "it cannot be negative")
	case limit == 0:
		limit = defaultLimit
	}
	for _, item := range slices.Backward(list) {
		if !matches(item) {
			continue
		}
		if total >= offset && len(page) < limit {
			page = append(page, item)
		}
		total++
	}
	return page, total, nil
}

// contains reports whether one of the values contains the search, in any letter case.
func contains(search string, values ...string) bool {
	return search == "" || slices.ContainsFunc(values, func(value string) bool {
		return strings.Contains(strings.ToLower(value), strings.ToLower(search))
	})
}

func (s *server) ListUsers(_ context.Context, r ListUsersRequestObject) (ListUsersResponseObject, error) {
	users, total, err := newest(s.service.Users(), r.Params.Limit, r.Params.Offset, func(u accounttest.User) bool {
		return contains(r.Params.Search, u.ID, u.Email, u.Phone, u.Name)
	})
	return ListUsers200JSONResponse{Total: total, Users: each(users, viewUser)}, err
}

func (s *server) CreateUser(_ context.Context, r CreateUserRequestObject) (CreateUserResponseObject, error) {
	var user accounttest.User
	err := s.service.Try(func(service *accounttest.Server) { user = service.CreateUser(*r.Body) })
	return CreateUser201JSONResponse(viewUser(user)), err
}

func (s *server) GetUser(_ context.Context, r GetUserRequestObject) (GetUserResponseObject, error) {
	user, err := s.user(r.User)
	return GetUser200JSONResponse(viewUser(user)), err
}

func (s *server) user(name string) (user accounttest.User, err error) {
	err = s.service.Try(func(service *accounttest.Server) { user = service.User(name) })
	return user, err
}

func (s *server) UpdateUser(_ context.Context, r UpdateUserRequestObject) (UpdateUserResponseObject, error) {
	var user accounttest.User
	err := s.service.Try(func(service *accounttest.Server) { user = service.UpdateUser(r.User, *r.Body) })
	return UpdateUser200JSONResponse(viewUser(user)), err
}

func (s *server) DeleteUser(_ context.Context, r DeleteUserRequestObject) (DeleteUserResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) { service.DeleteUser(r.User) })
	return DeleteUser204Response{}, err
}

// totpStep is how long an authenticator app shows a code.
const totpStep = 30 * time.Second

func (s *server) GetTOTP(_ context.Context, r GetTOTPRequestObject) (GetTOTPResponseObject, error) {
	var code string
	err := s.service.Try(func(service *accounttest.Server) { code = service.TOTP(r.User) })
	return GetTOTP200JSONResponse{Code: code, ValidUntil: s.service.Clock().Now().Truncate(totpStep).Add(totpStep)}, err
}

func (s *server) ListActivity(_ context.Context, r ListActivityRequestObject) (ListActivityResponseObject, error) {
	var trail []accounttest.Activity
	if err := s.service.Try(func(service *accounttest.Server) { trail = service.Activity(r.User) }); err != nil {
		return nil, err
	}
	entries, total, err := newest(trail, r.Params.Limit, r.Params.Offset, func(accounttest.Activity) bool { return true })
	return ListActivity200JSONResponse{Total: total, Activity: each(entries, viewActivity)}, err
}

func (s *server) ExpireUser(_ context.Context, r ExpireUserRequestObject) (ExpireUserResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) {
		service.User(r.User) // an empty change of nobody is an error as well
		if r.Body.Sessions {
			service.ExpireSessions(r.User)
		}
		if r.Body.Tokens {
			service.ExpireTokens(r.User)
		}
	})
	return ExpireUser204Response{}, err
}

// tokenLifetime is that of a token which names none, as in the users API.
const tokenLifetime = 15 * time.Minute

func (s *server) CreateToken(_ context.Context, r CreateTokenRequestObject) (CreateTokenResponseObject, error) {
	if err := checkSeconds("lifetime", r.Body.Lifetime); err != nil {
		return nil, err
	}
	lifetime := tokenLifetime
	if r.Body.Lifetime != 0 {
		lifetime = seconds(r.Body.Lifetime)
	}
	if lifetime < time.Second {
		return nil, invalid("lifetime", "it has to be at least a second")
	}
	var token Token
	err := s.service.Try(func(service *accounttest.Server) {
		token = Token{UserID: service.User(r.User).ID, Secret: service.CreateToken(r.User, lifetime)}
	})
	return CreateToken201JSONResponse(token), err
}

func (s *server) CreateIdentity(_ context.Context, r CreateIdentityRequestObject) (CreateIdentityResponseObject, error) {
	var identity accounttest.Identity
	err := s.service.Try(func(service *accounttest.Server) { identity = service.CreateIdentity(r.User, *r.Body) })
	return CreateIdentity201JSONResponse(viewIdentity(identity)), err
}

func (s *server) CreateTarget(_ context.Context, r CreateTargetRequestObject) (CreateTargetResponseObject, error) {
	var target accounttest.Target
	err := s.service.Try(func(service *accounttest.Server) { target = service.CreateTarget(r.User, *r.Body) })
	return CreateTarget201JSONResponse(viewTarget(target)), err
}
