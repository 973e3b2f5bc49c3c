package sessions

import (
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/messages"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// CreateRecovery mails a link to set a new password.
func CreateRecovery(r *exchange.Request, w *exchange.Response) error {
	if err := r.RequireMail(); err != nil {
		return err
	}
	user := r.Project.UserByEmail(strings.ToLower(r.Params.String("email")))
	if user == nil {
		return exchange.Reject("user_not_found")
	}
	if user.Blocked {
		return exchange.Reject("user_blocked")
	}
	secret := secrets.NewMailToken()
	token := user.AddToken(state.RecoveryToken, secret, r.Now, linkLifetime)
	messages.MailRecovery(r, user, token, r.Params.String("url"), secret)
	return respondToken(r, w, 201, user, token, secret, "")
}

// UpdateRecovery sets a new password. The address counts as verified then. It depends on the
// version whether sessions end.
func UpdateRecovery(r *exchange.Request, w *exchange.Response) error {
	user, token, err := findToken(r, state.RecoveryToken)
	if err != nil {
		return err
	}
	password := r.Params.String("password")
	if err := r.CheckPasswordHistory(user, password); err != nil {
		return err
	}
	hash, err := r.HashPassword(password)
	if err != nil {
		return err
	}
	user.SetPassword(hash, r.Now, r.Settings)
	user.EmailVerification, user.UpdatedAt = true, r.Now
	user.DeleteToken(token)
	if r.Version.RecoveryEndsSessions && !r.Settings.KeepSessions {
		user.EndSessionsExcept(nil)
	}
	return respondToken(r, w, 200, user, token, token.SecretHash, "")
}

// findToken returns the user and the token that the parameters userId and secret name.
func findToken(r *exchange.Request, kind state.TokenKind) (*state.User, *state.Token, error) {
	user := r.Project.User(r.Params.String("userId"))
	if user == nil {
		return nil, nil, exchange.Reject("user_not_found")
	}
	token := user.Token(r.Params.String("secret"), r.Now, kind)
	if token == nil {
		return nil, nil, exchange.Reject("user_invalid_token")
	}
	return user, token, nil
}

// CreateVerification mails a link that verifies the caller's address.
func CreateVerification(r *exchange.Request, w *exchange.Response) error {
	if err := r.RequireMail(); err != nil {
		return err
	}
	if r.User.Email == "" {
		return r.Bug("general_bad_request")
	}
	if r.User.EmailVerification {
		return exchange.Reject("user_email_already_verified")
	}
	secret := secrets.NewMailToken()
	token := r.User.AddToken(state.VerificationToken, secret, r.Now, linkLifetime)
	messages.MailVerification(r, r.User, token, r.Params.String("url"), secret)
	return respondToken(r, w, 201, r.User, token, secret, "")
}

// UpdateVerification verifies an address.
func UpdateVerification(r *exchange.Request, w *exchange.Response) error {
	user, token, err := findToken(r, state.VerificationToken)
	if err != nil {
		return err
	}
	user.EmailVerification, user.UpdatedAt = true, r.Now
	user.DeleteToken(token)
	return respondToken(r, w, 200, user, token, "", "")
}

// CreatePhoneVerification sends a code that verifies the caller's number.
func CreatePhoneVerification(r *exchange.Request, w *exchange.Response) error {
	if err := r.RequireSMS(); err != nil {
		return err
	}
	user := r.User
	if user.Phone == "" {
		return exchange.Reject("user_phone_not_found")
	}
	if user.PhoneVerification {
		return exchange.Reject("user_phone_already_verified")
	}
	code := messages.PhoneCode(r, user.Phone)
	token := user.AddToken(state.PhoneToken, code, r.Now, linkLifetime)
	messages.SMS(r, state.Message{Kind: state.PhoneVerification, To: user.Phone, UserID: user.ID, Code: code, Expire: token.Expire})
	return respondToken(r, w, 201, user, token, code, "")
}

// UpdatePhoneVerification verifies a number. Servers 1.7 search the tokens of the caller, not
// of the user that the parameter names; a guest therefore never succeeds there.
func UpdatePhoneVerification(r *exchange.Request, w *exchange.Response) error {
	user := r.Project.User(r.Params.String("userId"))
	if user == nil {
		return exchange.Reject("user_not_found")
	}
	holder := r.User
	if r.Version.GuestsVerifyNumbers {
		holder = user
	}
	if holder == nil {
		return exchange.Reject("user_invalid_token")
	}
	token := holder.Token(r.Params.String("secret"), r.Now, state.PhoneToken)
	if token == nil {
		return exchange.Reject("user_invalid_token")
	}
	user.PhoneVerification, user.UpdatedAt = true, r.Now
	holder.DeleteToken(token)
	return respondToken(r, w, 200, user, token, "", "")
}
