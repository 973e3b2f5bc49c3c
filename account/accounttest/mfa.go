package accounttest

import (
	"encoding/base32"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// Names of the factors, as sessions keep them. The list of factors spells the
// last one recoveryCode.
const (
	factorTOTP         = "totp"
	factorEmail        = "email"
	factorPhone        = "phone"
	factorRecoveryCode = "recoverycode"
)

const (
	challengeLifetime  = time.Hour
	recoveryCodeCount  = 6
	authenticatorBytes = 64
)

// totpCode computes the code an authenticator app shows.
func totpCode(secret string, now time.Time) string {
	code, err := totp.GenerateCodeCustom(secret, now, totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return ""
	}
	return code
}

// matchesTOTP accepts the code of the present step only.
func (u *userRecord) matchesTOTP(code string, now time.Time) bool {
	return u.Authenticator != nil && code == totpCode(u.Authenticator.Secret, now)
}

func handleListMfaFactors(x *exchange) error {
	x.respond(200, factorsBody{
		TOTP:         x.user.totpVerified(),
		Email:        x.user.Email != "" && x.user.EmailVerification,
		Phone:        x.user.Phone != "" && x.user.PhoneVerification,
		RecoveryCode: len(x.user.RecoveryCodes) > 0,
	})
	return nil
}

func handleUpdateMFA(x *exchange) error {
	if err := x.requireSession(); err != nil {
		return err
	}
	x.user.MFA = x.flag("mfa")
	x.user.UpdatedAt = x.now
	if !x.user.MFA {
		x.respond(200, describe(x.user))
		return nil
	}
	factors, orderly := mergeFactors(x.session.Factors, x.satisfiedFactors()...)
	// The service stores a list with holes in it and breaks, after the switch
	// was thrown.
	if !orderly && x.srv.settings.bugs {
		return refuse("general_unknown")
	}
	x.session.Factors, x.session.UpdatedAt = factors, x.now
	x.respond(200, describe(x.user))
	return nil
}

// satisfiedFactors are the factors the user has shown to own at some time.
func (x *exchange) satisfiedFactors() []string {
	var factors []string
	if x.user.totpVerified() {
		factors = append(factors, factorTOTP)
	}
	if x.user.Email != "" && x.user.EmailVerification {
		factors = append(factors, factorEmail)
	}
	if x.user.Phone != "" && x.user.PhoneVerification {
		factors = append(factors, factorPhone)
	}
	return factors
}

// mergeFactors adds factors that are not there yet. It tells as well whether
// PHP's way of dropping duplicates would have left a hole in the list: it does
// when something new follows a duplicate.
func mergeFactors(have []string, added ...string) (merged []string, orderly bool) {
	merged, orderly = slices.Clone(have), true
	duplicate := false
	for _, factor := range added {
		if slices.Contains(merged, factor) {
			duplicate = true
			continue
		}
		merged = append(merged, factor)
		orderly = orderly && !duplicate
	}
	return merged, orderly
}

func handleCreateMfaAuthenticator(x *exchange) error {
	if x.text("type") != factorTOTP {
		return refuseWith("general_argument_invalid", "Unknown type.")
	}
	if x.user.Email == "" {
		return x.bug("general_bad_request")
	}
	if x.user.totpVerified() {
		return refuse("user_authenticator_already_verified")
	}
	x.user.Authenticator = newAuthenticator()
	x.respond(200, authenticatorBody{
		Secret: x.user.Authenticator.Secret,
		URI:    provisioningURI(x.project.Name, x.user.Email, x.user.Authenticator.Secret),
	})
	return nil
}

func newAuthenticator() *authenticatorRecord {
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(randomBytes(authenticatorBytes))
	return &authenticatorRecord{Secret: secret}
}

// provisioningURI is what authenticator apps read from a QR code.
func provisioningURI(issuer, email, secret string) string {
	label := rawEscape(issuer + ":" + email) // the colon is escaped, too
	return "otpauth://totp/" + label + "?issuer=" + rawEscape(issuer) + "&secret=" + secret
}

// rawEscape percent-encodes everything but letters, digits and -._~.
func rawEscape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

func handleUpdateMfaAuthenticator(x *exchange) error {
	if err := x.requireSession(); err != nil {
		return err
	}
	if x.user.Authenticator == nil || x.text("type") != factorTOTP {
		return refuse("user_authenticator_not_found")
	}
	if x.user.Authenticator.Verified {
		return refuse("user_authenticator_already_verified")
	}
	if !x.user.matchesTOTP(x.text("otp"), x.now) {
		return refuse("user_invalid_token")
	}
	x.user.Authenticator.Verified = true
	x.session.Factors, _ = mergeFactors(x.session.Factors, factorTOTP)
	return x.respondUpdated()
}

func handleDeleteMfaAuthenticator(x *exchange) error {
	if x.user.Authenticator == nil || x.text("type") != factorTOTP {
		return refuse("user_authenticator_not_found")
	}
	x.user.Authenticator = nil
	x.respondNothing()
	return nil
}

func newRecoveryCodes() []string {
	codes := make([]string, recoveryCodeCount)
	for i := range codes {
		codes[i] = randomHex(recoveryCodeLength)
	}
	return codes
}

func (x *exchange) respondRecoveryCodes() {
	x.respond(200, recoveryCodesBody{RecoveryCodes: append([]string{}, x.user.RecoveryCodes...)})
}

func handleCreateMfaRecoveryCodes(x *exchange) error {
	if len(x.user.RecoveryCodes) > 0 {
		return refuse("user_recovery_codes_already_exists")
	}
	x.user.RecoveryCodes = newRecoveryCodes()
	x.respondRecoveryCodes()
	return nil
}

func handleGetMfaRecoveryCodes(x *exchange) error {
	if len(x.user.RecoveryCodes) == 0 {
		return refuse("user_recovery_codes_not_found")
	}
	x.respondRecoveryCodes()
	return nil
}

func handleUpdateMfaRecoveryCodes(x *exchange) error {
	if len(x.user.RecoveryCodes) == 0 {
		return refuse("user_recovery_codes_not_found")
	}
	x.user.RecoveryCodes = newRecoveryCodes()
	x.respondRecoveryCodes()
	return nil
}

func handleCreateMfaChallenge(x *exchange) error {
	challenge := &challengeRecord{
		ID: newID(x.now), CreatedAt: x.now, Factor: x.text("factor"),
		Code: randomDigits(oneTimeCodeLength), Expire: x.now.Add(challengeLifetime),
	}
	x.user.Challenges = append(x.user.Challenges, challenge) // kept even if it cannot be sent
	if err := x.sendChallenge(challenge); err != nil {
		return err
	}
	x.respond(200, challengeBody{ID: challenge.ID, CreatedAt: isoDate(challenge.CreatedAt), UserID: x.user.ID, Expire: isoDate(challenge.Expire)})
	return nil
}

// sendChallenge sends the code of the factors that need one.
func (x *exchange) sendChallenge(challenge *challengeRecord) error {
	switch challenge.Factor {
	case factorPhone:
		return x.textChallenge(challenge)
	case factorEmail:
		return x.mailChallenge(challenge)
	}
	return nil
}

func (x *exchange) textChallenge(challenge *challengeRecord) error {
	if err := x.requireSMS(); err != nil {
		return err
	}
	if x.user.Phone == "" {
		return refuse("user_phone_not_found")
	}
	if !x.user.PhoneVerification {
		return x.unverified("user_phone_not_verified", "The phone number has not been verified.")
	}
	x.sendSMS(MFACode, x.user, challenge.Code, challenge.Expire)
	return nil
}

func (x *exchange) mailChallenge(challenge *challengeRecord) error {
	if err := x.requireMail(); err != nil {
		return err
	}
	if x.user.Email == "" {
		return x.unverified("user_email_not_found", "The user has no email address.")
	}
	if !x.user.EmailVerification {
		return x.unverified("user_email_not_verified", "The email address has not been verified.")
	}
	x.send(Message{
		Channel: Mail, Kind: MFACode, To: x.user.Email, UserID: x.user.ID, Code: challenge.Code, Secret: challenge.Code, Expire: challenge.Expire,
		Subject: "Verification code for " + x.project.Name,
		Text:    "Your verification code for " + x.project.Name + " is " + challenge.Code + ".",
	})
	return nil
}

// unverified refuses with one of the types that the service forgot to give a
// status to, and that therefore arrive as 500.
func (x *exchange) unverified(kind, message string) error {
	if x.srv.settings.bugs {
		return refuse(kind)
	}
	return &serviceError{kind: kind, status: 400, message: message}
}

// handleUpdateMfaChallenge completes a challenge. The service does not ask
// whether it expired.
func handleUpdateMfaChallenge(x *exchange) error {
	if err := x.requireSession(); err != nil {
		return err
	}
	challenge := x.user.challenge(x.text("challengeId"))
	if challenge == nil {
		return refuse("user_invalid_token")
	}
	if challenge.Factor == factorTOTP && x.user.Authenticator == nil {
		return x.bug("user_invalid_token")
	}
	if !x.solves(challenge, x.text("otp")) {
		return refuse("user_invalid_token")
	}
	x.user.Challenges = slices.DeleteFunc(x.user.Challenges, func(c *challengeRecord) bool { return c == challenge })
	updated := x.session.UpdatedAt
	x.session.Factors, _ = mergeFactors(x.session.Factors, challenge.Factor)
	x.session.MFAUpdatedAt, x.session.UpdatedAt = x.now, x.now
	body := x.unstoredBody(x.session)
	body.UpdatedAt = isoDate(updated)
	body.MFAUpdatedAt = storageDate(x.session.MFAUpdatedAt)
	x.respond(200, body)
	return nil
}

// solves tells whether a code answers a challenge, and uses a recovery code up.
func (x *exchange) solves(challenge *challengeRecord, code string) bool {
	switch challenge.Factor {
	case factorTOTP:
		return x.user.matchesTOTP(code, x.now) // whether it was ever confirmed is not asked
	case factorEmail, factorPhone:
		return code == challenge.Code
	case factorRecoveryCode:
		i := slices.Index(x.user.RecoveryCodes, code)
		if i < 0 {
			return false
		}
		x.user.RecoveryCodes = slices.Delete(slices.Clone(x.user.RecoveryCodes), i, i+1)
		return true
	}
	return false
}

// TOTP answers the code that the user's authenticator app shows now. It fails
// the test if the user has no authenticator, confirmed or not.
func (s *Server) TOTP(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.mustUser(userID)
	if user.Authenticator == nil {
		s.fail("user %s has no authenticator", userID)
		return ""
	}
	return totpCode(user.Authenticator.Secret, s.clock.Now())
}
