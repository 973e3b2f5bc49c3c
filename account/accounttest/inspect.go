package accounttest

import (
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
)

// NewDetached makes a service that does not listen: whoever makes it serves
// [Server.Handler] at an address of their own, next to other pages for example.
// The base URL, such as "http://127.0.0.1:4080", says where that is; Endpoint
// and the ready-made clients go by it. WithAddress has no effect.
func NewDetached(baseURL string, opts ...Option) (*Server, error) {
	server, err := newServer(opts)
	if err != nil {
		return nil, err
	}
	server.http = &httptest.Server{URL: baseURL, Listener: noListener{}, Config: &http.Server{Handler: server.Handler()}}
	return server, nil
}

// noListener stands where a service that listens has its listener.
type noListener struct{}

func (noListener) Accept() (net.Conn, error) { return nil, net.ErrClosed }
func (noListener) Close() error              { return nil }
func (noListener) Addr() net.Addr            { return &net.TCPAddr{} }

// Redeemable tells whether the code or the link of a message would still be
// taken: it was not used yet, its time is not up, and its user is still there.
func (s *Server) Redeemable(message Message) bool {
	if message.Secret == "" {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	user, now := s.mainProject().users[message.UserID], s.clock.Now()
	switch {
	case user == nil:
		return false
	case message.Kind == MFACode:
		return slices.ContainsFunc(user.Challenges, func(c *challengeRecord) bool {
			return c.Code == message.Code && c.Expire.After(now)
		})
	}
	return user.token(message.Secret, now, tokenKindsOf(message.Kind)...) != nil
}

// tokenKindsOf says as what the secret of a message is stored.
func tokenKindsOf(kind MessageKind) []tokenKind {
	switch kind {
	case MagicURL:
		return []tokenKind{tokenMagicURL}
	case EmailCode:
		return []tokenKind{tokenEmail}
	case EmailVerification:
		return []tokenKind{tokenVerification}
	case Recovery:
		return []tokenKind{tokenRecovery}
	case PhoneCode, PhoneVerification:
		return []tokenKind{tokenPhone}
	}
	return nil
}
