package accounttest

import (
	"fmt"
	"strings"
	"time"
)

// How long the service's tokens last.
const (
	magicURLLifetime     = time.Hour
	oneTimeCodeLifetime  = 15 * time.Minute
	verificationLifetime = time.Hour
	recoveryLifetime     = time.Hour
)

// issueToken stores a token of a user. Several of one kind can be outstanding.
func (x *exchange) issueToken(user *userRecord, kind tokenKind, secret string, lifetime time.Duration) *tokenRecord {
	token := &tokenRecord{ID: newID(x.now), CreatedAt: x.now, Kind: kind, SecretHash: hashSecret(secret), Expire: x.now.Add(lifetime)}
	user.Tokens = append(user.Tokens, token)
	return token
}

// respondToken answers a token; its secret is for callers with an API key.
func (x *exchange) respondToken(status int, user *userRecord, token *tokenRecord, secret, phrase string) {
	body := tokenBody{ID: token.ID, CreatedAt: isoDate(token.CreatedAt), UserID: user.ID, Expire: isoDate(token.Expire), Phrase: phrase}
	if x.key != nil {
		body.Secret = secret
	}
	x.actor = user
	x.respond(status, body)
}

func (x *exchange) requireMail() error {
	if !x.srv.settings.mail {
		return refuse("general_smtp_disabled")
	}
	return nil
}

func (x *exchange) requireSMS() error {
	if !x.srv.settings.sms {
		return refuse("general_phone_disabled")
	}
	return nil
}

// userForMail finds the user an address belongs to, or signs one up. The
// address is kept as it was typed, and no target is made for it.
func (x *exchange) userForMail(onIdentity string) (*userRecord, error) {
	email := x.text("email")
	if user := x.project.userByEmail(email); user != nil {
		return user, nil
	}
	if err := x.checkUserLimit(); err != nil {
		return nil, err
	}
	if x.project.emailOnIdentity(email, "") {
		return nil, refuse(onIdentity)
	}
	user, err := x.signUp()
	if err != nil {
		return nil, err
	}
	x.project.setEmail(user, email)
	return user, nil
}

// signUp makes the user of a token route. The service breaks when the id is
// taken.
func (x *exchange) signUp() (*userRecord, error) {
	user := newUser(x.text("userId"), x.now)
	if x.project.users[user.ID] != nil {
		return nil, x.bug("user_already_exists")
	}
	x.project.addUser(user)
	return user, nil
}

func (x *exchange) phrase() string {
	if x.flag("phrase") {
		return newPhrase()
	}
	return ""
}

func handleCreateEmailToken(x *exchange) error {
	if err := x.requireMail(); err != nil {
		return err
	}
	user, err := x.userForMail("general_bad_request")
	if err != nil {
		return err
	}
	code, phrase := randomDigits(oneTimeCodeLength), x.phrase()
	token := x.issueToken(user, tokenEmail, code, oneTimeCodeLifetime)
	x.send(Message{
		Channel: Mail, Kind: EmailCode, To: user.Email, UserID: user.ID, Code: code, Secret: code, Phrase: phrase, Expire: token.Expire,
		Subject: "OTP for " + x.project.Name + " Login",
		Text:    fmt.Sprintf("Your code for %s is %s.", x.project.Name, code),
	})
	x.respondToken(201, user, token, code, phrase)
	return nil
}

func handleCreateMagicURLToken(x *exchange) error {
	if err := x.requireMail(); err != nil {
		return err
	}
	user, err := x.userForMail("user_email_already_exists")
	if err != nil {
		return err
	}
	secret, phrase := randomHex(linkTokenLength), x.phrase()
	token := x.issueToken(user, tokenMagicURL, secret, magicURLLifetime)
	base := x.text("url")
	if base == "" {
		base = x.scheme() + "://" + x.request.Host + "/console/auth/magic-url"
	}
	link := appendToLink(base, "userId", user.ID, "secret", secret, "expire", isoDate(token.Expire), "project", x.project.ID)
	x.send(Message{
		Channel: Mail, Kind: MagicURL, To: user.Email, UserID: user.ID, Secret: secret, Link: link, Phrase: phrase, Expire: token.Expire,
		Subject: x.project.Name + " Login",
		Text:    fmt.Sprintf("Sign in to %s: %s", x.project.Name, link),
	})
	x.respondToken(201, user, token, secret, phrase)
	return nil
}

func handleCreatePhoneToken(x *exchange) error {
	if err := x.requireSMS(); err != nil {
		return err
	}
	user, err := x.userForPhone()
	if err != nil {
		return err
	}
	code := x.phoneCode(user.Phone)
	token := x.issueToken(user, tokenPhone, code, oneTimeCodeLifetime)
	x.sendSMS(PhoneCode, user, code, token.Expire)
	// Unlike the other routes, this one wraps the code for callers with a key.
	x.respondToken(201, user, token, credential{ID: user.ID, Secret: code}.encode(), "")
	return nil
}

func (x *exchange) userForPhone() (*userRecord, error) {
	phone := x.text("phone")
	if user := x.project.usersByPhone[phone]; user != nil {
		return user, nil
	}
	if err := x.checkUserLimit(); err != nil {
		return nil, err
	}
	user, err := x.signUp()
	if err != nil {
		return nil, err
	}
	x.project.setPhone(user, phone)
	if !x.project.addressTaken(phone) {
		x.project.addTarget(user, newTarget("sms", phone, x.now))
	}
	return user, nil
}

// phoneCode makes a one-time code, or takes the one fixed for a mock number.
func (x *exchange) phoneCode(phone string) string {
	if code, fixed := x.srv.settings.mockNumbers[phone]; fixed {
		return code
	}
	return randomDigits(oneTimeCodeLength)
}

// sendSMS sends a code as the whole text of a message; mock numbers get none.
func (x *exchange) sendSMS(kind MessageKind, user *userRecord, code string, expire time.Time) {
	if _, mock := x.srv.settings.mockNumbers[user.Phone]; mock {
		return
	}
	x.send(Message{Channel: SMS, Kind: kind, To: user.Phone, UserID: user.ID, Code: code, Secret: code, Text: code, Expire: expire})
}

func handleCreateRecovery(x *exchange) error {
	if err := x.requireMail(); err != nil {
		return err
	}
	user := x.project.userByEmail(strings.ToLower(x.text("email")))
	if user == nil {
		return refuse("user_not_found")
	}
	if user.Blocked {
		return refuse("user_blocked")
	}
	secret := randomHex(longTokenLength)
	token := x.issueToken(user, tokenRecovery, secret, recoveryLifetime)
	link := appendToLink(x.text("url"), "userId", user.ID, "secret", secret, "expire", storageDate(token.Expire))
	x.send(Message{
		Channel: Mail, Kind: Recovery, To: user.Email, Name: user.Name, UserID: user.ID, Secret: secret, Link: link, Expire: token.Expire,
		Subject: "Password Reset for " + x.project.Name,
		Text:    fmt.Sprintf("Set a new password for %s: %s", x.project.Name, link),
	})
	x.respondToken(201, user, token, secret, "")
	return nil
}

// handleUpdateRecovery sets a new password. The address counts as verified
// then, and no session ends.
func handleUpdateRecovery(x *exchange) error {
	user, token, err := x.tokenOf(tokenRecovery)
	if err != nil {
		return err
	}
	if err := x.checkHistory(user, x.text("password")); err != nil {
		return err
	}
	user.setPassword(x.text("password"), x.now, &x.srv.settings)
	user.EmailVerification, user.UpdatedAt = true, x.now
	user.deleteToken(token)
	x.respondToken(200, user, token, token.SecretHash, "")
	return nil
}

// tokenOf finds the user and the token that the parameters userId and secret
// name.
func (x *exchange) tokenOf(kind tokenKind) (*userRecord, *tokenRecord, error) {
	user := x.project.users[x.text("userId")]
	if user == nil {
		return nil, nil, refuse("user_not_found")
	}
	token := user.token(x.text("secret"), x.now, kind)
	if token == nil {
		return nil, nil, refuse("user_invalid_token")
	}
	return user, token, nil
}

func handleCreateVerification(x *exchange) error {
	if err := x.requireMail(); err != nil {
		return err
	}
	if x.user.Email == "" {
		return x.bug("general_bad_request")
	}
	if x.user.EmailVerification {
		return refuse("user_email_already_verified")
	}
	secret := randomHex(longTokenLength)
	token := x.issueToken(x.user, tokenVerification, secret, verificationLifetime)
	link := appendToLink(x.text("url"), "userId", x.user.ID, "secret", secret, "expire", storageDate(token.Expire))
	x.send(Message{
		Channel: Mail, Kind: EmailVerification, To: x.user.Email, Name: x.user.Name, UserID: x.user.ID, Secret: secret, Link: link, Expire: token.Expire,
		Subject: "Account Verification for " + x.project.Name,
		Text:    fmt.Sprintf("Confirm your address for %s: %s", x.project.Name, link),
	})
	x.respondToken(201, x.user, token, secret, "")
	return nil
}

func handleUpdateVerification(x *exchange) error {
	user, token, err := x.tokenOf(tokenVerification)
	if err != nil {
		return err
	}
	user.EmailVerification, user.UpdatedAt = true, x.now
	user.deleteToken(token)
	x.respondToken(200, user, token, "", "")
	return nil
}

func handleCreatePhoneVerification(x *exchange) error {
	if err := x.requireSMS(); err != nil {
		return err
	}
	if x.user.Phone == "" {
		return refuse("user_phone_not_found")
	}
	if x.user.PhoneVerification {
		return refuse("user_phone_already_verified")
	}
	code := x.phoneCode(x.user.Phone)
	token := x.issueToken(x.user, tokenPhone, code, verificationLifetime)
	x.sendSMS(PhoneVerification, x.user, code, token.Expire)
	x.respondToken(201, x.user, token, code, "")
	return nil
}

// handleUpdatePhoneVerification searches the tokens of the caller, not of the
// user that the parameter names; a guest therefore never succeeds.
func handleUpdatePhoneVerification(x *exchange) error {
	user := x.project.users[x.text("userId")]
	if user == nil {
		return refuse("user_not_found")
	}
	if x.user == nil {
		return refuse("user_invalid_token")
	}
	token := x.user.token(x.text("secret"), x.now, tokenPhone)
	if token == nil {
		return refuse("user_invalid_token")
	}
	user.PhoneVerification, user.UpdatedAt = true, x.now
	x.user.deleteToken(token)
	x.respondToken(200, user, token, "", "")
	return nil
}
