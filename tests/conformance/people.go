package conformance

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

// password is everybody's, unless a scenario is about passwords.
const password = "Conform1ty-Holds"

// otherPassword is the new one where it is changed.
const otherPassword = "An0ther-One-Holds"

// person is a user of the scenario with a session, and a client that acts as them.
type person struct {
	*account.Client
	id, email, phone, secret, sessionID string
}

// word returns a random word. It has no digits, so that no part of it is treated as a
// code.
func word() string {
	const alphabet = "bcdfghjklmnpqrstvwxz"
	letters := make([]byte, 16)
	for i := range letters {
		letters[i] = alphabet[random(int64(len(alphabet)))]
	}
	return string(letters)
}

func random(below int64) int64 {
	n, err := rand.Int(rand.Reader, big.NewInt(below))
	if err != nil {
		fail("no random numbers: %v", err)
	}
	return n.Int64()
}

// newEmail returns an address that nobody has, in a domain that cannot exist.
func newEmail() string { return word() + "@example.test" }

// newPhone returns a German mobile number that is valid for libphonenumber, and that
// nobody in the project has.
func newPhone() string {
	prefix := []string{"150", "151", "152", "155", "156", "157", "159"}[random(7)]
	return fmt.Sprintf("+49%s%08d", prefix, random(100_000_000))
}

// signUp creates a user without a session.
func (s *S) signUp() (id, email string) {
	email = newEmail()
	user := must(s.key().Create(s, signUpParams(email)))
	return user.ID, email
}

// user signs somebody up and in. It uses the key, which has no rate limits.
func (s *S) user() *person {
	_, email := s.signUp()
	return s.signIn(email, password)
}

// signIn creates a session for an address.
func (s *S) signIn(email, password string) *person {
	session := must(s.key().CreateEmailPasswordSession(s, passwordParams(email, password)))
	return s.person(session, email)
}

func (s *S) person(session *account.Session, email string) *person {
	return &person{
		Client: s.session(session.Secret),
		id:     session.UserID, email: email, secret: session.Secret, sessionID: session.ID,
	}
}

// again creates another session of somebody.
func (s *S) again(p *person) *person { return s.signIn(p.email, password) }

// anonymous creates an anonymous session.
func (s *S) anonymous() *person {
	return s.person(must(s.key().CreateAnonymousSession(s)), "")
}

// userWithPhone is somebody with a number, not verified yet.
func (s *S) userWithPhone() *person {
	me := s.user()
	me.phone = newPhone()
	must(me.UpdatePhone(s, account.UpdatePhoneParams{Phone: me.phone, Password: password}))
	return me
}

// verifiedUser is somebody who verified their address by signing in with a code, which
// a key can see.
func (s *S) verifiedUser() *person {
	_, email := s.signUp()
	return s.signInByCode(email)
}

// signInByCode creates a session with a code that is mailed.
func (s *S) signInByCode(email string) *person {
	token := must(s.key().CreateEmailToken(s, emailTokenParams(email)))
	session := must(s.key().CreateSession(s, exchange(token)))
	return s.person(session, email)
}

// verifyByCode verifies the address of somebody who keeps their session.
func (s *S) verifyByCode(p *person) { s.signInByCode(p.email) }

// verifyPhone gives somebody a verified number.
func (s *S) verifyPhone(p *person) {
	s.needsSMS()
	p.phone = newPhone()
	must(p.UpdatePhone(s, account.UpdatePhoneParams{Phone: p.phone, Password: password}))
	must(p.CreatePhoneVerification(s))
	must(p.UpdatePhoneVerification(s, phoneVerificationParams(p.id, s.sms(p.phone).code())))
}

// token creates a JWT of somebody's session.
func (s *S) token(p *person) string { return must(p.CreateJWT(s)).JWT }

// inside decodes the base64 of {"id", "secret"} that is the secret of a session or a
// phone token.
func inside(secret string) (id, inner string) {
	data, err := base64.StdEncoding.DecodeString(secret)
	var pair struct{ ID, Secret string }
	if err == nil {
		err = json.Unmarshal(data, &pair)
	}
	if err != nil || pair.ID == "" || pair.Secret == "" {
		fail("expected base64 of an id and a secret, got %d characters of something else", len(secret))
	}
	return pair.ID, pair.Secret
}

// cookieName returns the name of the session cookie.
func (s *S) cookieName() string { return "a_session_" + strings.ToLower(s.environment().ProjectID) }

// jwtParts decodes header and payload of a JWT.
func jwtParts(token string) (header, payload fields) {
	parts := strings.Split(token, ".")
	equal("the number of parts of a JWT", len(parts), 3)
	for i, into := range []*fields{&header, &payload} {
		data := must(base64.RawURLEncoding.DecodeString(parts[i]))
		noError(json.Unmarshal(data, into))
	}
	return header, payload
}
