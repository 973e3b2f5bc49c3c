package users

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// UpdatePassword changes the password, or sets the first one.
func UpdatePassword(r *exchange.Request, w *exchange.Response) error {
	if err := checkPassword(r, "oldPassword"); err != nil {
		return err
	}
	user, password := r.User, r.Params.String("password")
	if r.Settings.PasswordHistory > 0 && user.UsedPassword(password) {
		return exchange.Reject("password_recently_used")
	}
	if r.Settings.PersonalDataCheck && state.HasPersonalData(password, user.ID, user.Email, user.Name, user.Phone) {
		return exchange.Reject("password_personal_data")
	}
	user.SetPassword(password, r.Now, r.Settings)
	return respondUpdated(r, w)
}

// checkPassword checks the parameter of a caller who has a password.
func checkPassword(r *exchange.Request, name string) error {
	if r.User.HasPassword() && !r.User.PasswordMatches(r.Params.String(name)) {
		return exchange.Reject("user_invalid_credentials")
	}
	return nil
}

func setFirstPassword(r *exchange.Request) {
	if !r.User.HasPassword() {
		r.User.SetPassword(r.Params.String("password"), r.Now, r.Settings)
	}
}
