package sessions

import (
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/messages"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// How long tokens last.
const (
	linkLifetime = time.Hour // also of recovery and verification, by mail or SMS
	codeLifetime = 15 * time.Minute
)

// respondToken responds with a token. Its secret is for callers with an API key.
func respondToken(r *exchange.Request, w *exchange.Response, status int, user *state.User, token *state.Token, secret, phrase string) error {
	if r.Key == nil {
		secret = ""
	}
	w.Actor = user
	return w.Token(status, token.Body(user.ID, secret, phrase))
}

// CreateEmailToken mails a one-time code.
func CreateEmailToken(r *exchange.Request, w *exchange.Response) error {
	user, isNew, err := userByEmail(r, "general_bad_request")
	if err != nil {
		return err
	}
	if isNew && r.Version.CodeMakesTarget {
		r.Project.AddFreeTarget(user, state.NewTarget("email", user.Email, r.Now))
	}
	code, phrase := secrets.NewCode(), newPhrase(r)
	token := user.AddToken(state.EmailToken, code, r.Now, codeLifetime)
	messages.MailCode(r, user, token, code, phrase)
	return respondToken(r, w, 201, user, token, code, phrase)
}

// CreateMagicURLToken mails a link.
func CreateMagicURLToken(r *exchange.Request, w *exchange.Response) error {
	user, _, err := userByEmail(r, "user_email_already_exists")
	if err != nil {
		return err
	}
	secret, phrase := secrets.NewLinkToken(), newPhrase(r)
	token := user.AddToken(state.MagicURLToken, secret, r.Now, linkLifetime)
	messages.MailMagicURL(r, user, token, r.Params.String("url"), secret, phrase)
	return respondToken(r, w, 201, user, token, secret, phrase)
}

func newPhrase(r *exchange.Request) string {
	if r.Params.Bool("phrase") {
		return secrets.NewPhrase()
	}
	return ""
}

// userByEmail returns the user with the address, or signs one up. The address is kept in
// its letter case, and no target is made for it. One that another user's identity has is
// rejected with the given type.
func userByEmail(r *exchange.Request, onIdentity string) (user *state.User, isNew bool, err error) {
	if err := r.RequireMail(); err != nil {
		return nil, false, err
	}
	email := r.Params.String("email")
	if user := r.Project.UserByEmail(email); user != nil {
		return user, false, nil
	}
	if err := r.RequireRoom(); err != nil {
		return nil, false, err
	}
	if r.Project.EmailOnIdentity(email, "") {
		return nil, false, exchange.Reject(onIdentity)
	}
	if r.InheritsPhone() {
		return nil, false, r.Bug("user_already_exists")
	}
	if user, err = signUp(r); err != nil {
		return nil, false, err
	}
	r.Project.SetEmail(user, email)
	return user, true, nil
}

// signUp makes a user with the id that was asked for. The service fails with 500 when it is
// taken.
func signUp(r *exchange.Request) (*state.User, error) {
	user, err := r.NewUser(r.Params.String("userId"))
	if err != nil {
		return nil, err
	}
	if r.Project.User(user.ID) != nil {
		return nil, r.Bug("user_already_exists")
	}
	r.Project.AddUser(user)
	return user, nil
}

// CreatePhoneToken sends a one-time code by SMS.
func CreatePhoneToken(r *exchange.Request, w *exchange.Response) error {
	user, err := userByPhone(r)
	if err != nil {
		return err
	}
	code := messages.PhoneCode(r, user.Phone)
	token := user.AddToken(state.PhoneToken, code, r.Now, codeLifetime)
	messages.SMS(r, state.Message{Kind: state.PhoneCode, To: user.Phone, UserID: user.ID, Code: code, Expire: token.Expire})
	// Unlike the other operations, this one wraps the code for callers with a key.
	return respondToken(r, w, 201, user, token, secrets.Credential{ID: user.ID, Secret: code}.Encode(), "")
}

// userByPhone returns the user with the number, or signs one up.
func userByPhone(r *exchange.Request) (*state.User, error) {
	if err := r.RequireSMS(); err != nil {
		return nil, err
	}
	phone := r.Params.String("phone")
	if user := r.Project.UserByPhone(phone); user != nil {
		return user, nil
	}
	if err := r.RequireRoom(); err != nil {
		return nil, err
	}
	user, err := signUp(r)
	if err != nil {
		return nil, err
	}
	user.MFA = r.User != nil && r.User.MFA // of all sign-ups, only this one inherits it
	r.Project.SetPhone(user, phone)
	r.Project.AddFreeTarget(user, state.NewTarget("sms", phone, r.Now))
	return user, nil
}
