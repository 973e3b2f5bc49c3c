package mfa

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/messages"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// CreateChallenge makes a challenge and sends its code if the factor has one. The challenge
// is kept even if it cannot be sent.
func CreateChallenge(r *exchange.Request, w *exchange.Response) error {
	challenge := r.User.AddChallenge(r.Params.String("factor"), r.Now)
	if err := send(r, challenge); err != nil {
		return err
	}
	return w.JSON(r.Version.MFACreated, challenge.Body(r.User.ID))
}

func send(r *exchange.Request, challenge *state.Challenge) error {
	switch challenge.Factor {
	case state.FactorPhone:
		return sendSMS(r, challenge)
	case state.FactorEmail:
		return sendMail(r, challenge)
	}
	return nil
}

func sendSMS(r *exchange.Request, challenge *state.Challenge) error {
	if err := r.RequireSMS(); err != nil {
		return err
	}
	if r.User.Phone == "" {
		return exchange.Reject("user_phone_not_found")
	}
	if !r.User.PhoneVerification {
		return unregistered(r, "user_phone_not_verified", "The phone number has not been verified.") // unverified
	}
	messages.SMS(r, state.Message{Kind: state.MFACode, To: r.User.Phone, UserID: r.User.ID, Code: challenge.Code, Expire: challenge.Expire})
	return nil
}

func sendMail(r *exchange.Request, challenge *state.Challenge) error {
	if err := r.RequireMail(); err != nil {
		return err
	}
	if r.User.Email == "" {
		return unregistered(r, "user_email_not_found", "The user has no email address.") // unverified
	}
	if !r.User.EmailVerification {
		return unregistered(r, "user_email_not_verified", "The email address has not been verified.") // unverified
	}
	messages.MailChallenge(r, r.User, challenge)
	return nil
}

// unregistered rejects with one of the types that servers 1.7 forgot to give a status to, and
// that therefore arrive as 500 there.
func unregistered(r *exchange.Request, kind, message string) error {
	if r.Settings.Bugs || r.Version.Knows(kind) {
		return exchange.Reject(kind)
	}
	return &exchange.Error{Type: kind, Status: 400, Message: message}
}

// UpdateChallenge completes a challenge. The service does not check whether it expired.
func UpdateChallenge(r *exchange.Request, w *exchange.Response) error {
	if err := r.RequireSession(); err != nil {
		return err
	}
	challenge := r.User.Challenge(r.Params.String("challengeId"))
	if challenge == nil {
		return exchange.Reject("user_invalid_token")
	}
	if challenge.Factor == state.FactorTOTP && r.User.Authenticator == nil {
		return r.Bug("user_invalid_token")
	}
	if !solves(r, challenge, r.Params.String("otp")) {
		return exchange.Reject("user_invalid_token")
	}
	r.User.DeleteChallenge(challenge)
	r.Session.Factors, _ = state.MergeFactors(r.Session.Factors, challenge.Factor)
	r.Session.MFAUpdatedAt = r.Now
	body := r.Session.UnstoredBody() // with the old $updatedAt
	body.Set("mfaUpdatedAt", php.StorageDate(r.Now))
	r.Session.UpdatedAt = r.Now
	return w.Session(200, body)
}

// solves reports whether a code completes a challenge, and uses a recovery code up.
func solves(r *exchange.Request, challenge *state.Challenge, code string) bool {
	switch challenge.Factor {
	case state.FactorTOTP:
		return r.User.TOTPMatches(code, r.Now)
	case state.FactorEmail, state.FactorPhone:
		return code == challenge.Code
	case r.Version.RecoveryFactor: // no other spelling is ever completed
		used := r.User.UseRecoveryCode(code)
		if used {
			r.User.UpdatedAt = r.Now
		}
		return used
	}
	return false
}
