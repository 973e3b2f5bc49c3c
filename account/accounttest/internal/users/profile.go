// Package users has the operations on the account itself: profile, password, preferences,
// identities, audit log and push targets.
package users

import (
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Get responds with the account.
func Get(r *exchange.Request, w *exchange.Response) error { return w.User(r, 200, r.User) }

// Create signs a user up.
func Create(r *exchange.Request, w *exchange.Response) error {
	id, name := r.Params.String("userId"), r.Params.String("name")
	email, password := strings.ToLower(r.Params.String("email")), r.Params.String("password")
	if err := r.RequireRoom(); err != nil {
		return err
	}
	if r.Project.EmailOnIdentity(email, "") {
		return exchange.Reject("general_bad_request")
	}
	if r.Settings.PersonalDataCheck && state.HasPersonalData(password, id, email, name, "") {
		return exchange.Reject("password_personal_data")
	}
	user, err := r.NewUser(id)
	if err != nil {
		return err
	}
	if r.InheritsPhone() || r.Project.User(user.ID) != nil || r.Project.UserByEmail(email) != nil {
		return exchange.Reject("user_already_exists")
	}
	hash, err := r.HashPassword(password)
	if err != nil {
		return err
	}
	user.Name, user.Email = name, email
	user.SetPassword(hash, r.Now, r.Settings)
	r.Project.AddUser(user)
	r.Project.AddFreeTarget(user, state.NewTarget("email", email, r.Now))
	w.Actor = user
	return w.User(r, 201, user)
}

// Delete deletes the account.
func Delete(r *exchange.Request, w *exchange.Response) error {
	r.Project.DeleteUser(r.User)
	return w.NoContent()
}

// UpdateName changes the name.
func UpdateName(r *exchange.Request, w *exchange.Response) error {
	r.User.Name = r.Params.String("name")
	return respondUpdated(r, w)
}

// UpdatePassword changes the password, or sets the first one.
func UpdatePassword(r *exchange.Request, w *exchange.Response) error {
	if err := checkPassword(r, "oldPassword"); err != nil {
		return err
	}
	user, password := r.User, r.Params.String("password")
	if err := r.CheckPasswordHistory(user, password); err != nil {
		return err
	}
	if r.Settings.PersonalDataCheck && state.HasPersonalData(password, user.ID, user.Email, user.Name, user.Phone) {
		return exchange.Reject("password_personal_data")
	}
	hash, err := r.HashPassword(password)
	if err != nil {
		return err
	}
	user.SetPassword(hash, r.Now, r.Settings)
	if r.Version.PasswordChangeEndsSessions && !r.Settings.KeepSessions {
		user.EndSessionsExcept(r.Session)
	}
	return respondUpdated(r, w)
}

// checkPassword checks the parameter of a caller who has a password.
func checkPassword(r *exchange.Request, name string) error {
	if !r.User.HasPassword() {
		return nil
	}
	matches, err := r.PasswordMatches(r.User, r.Params.String(name))
	if err == nil && !matches {
		return exchange.Reject("user_invalid_credentials")
	}
	return err
}

func setFirstPassword(r *exchange.Request) error {
	if r.User.HasPassword() {
		return nil
	}
	hash, err := r.HashPassword(r.Params.String("password"))
	if err == nil {
		r.User.SetPassword(hash, r.Now, r.Settings)
	}
	return err
}

// UpdateEmail changes the address. An account without a password gets one: so anonymous and
// phone users become full accounts.
func UpdateEmail(r *exchange.Request, w *exchange.Response) error {
	if err := checkPassword(r, "password"); err != nil {
		return err
	}
	email, old := strings.ToLower(r.Params.String("email")), r.User.Email
	if r.Project.EmailOnIdentity(email, r.User.ID) {
		return exchange.Reject("general_bad_request")
	}
	if r.Project.HasAddress(email) {
		return exchange.Reject("user_target_already_exists")
	}
	if holder := r.Project.UserByEmail(email); holder != nil && holder != r.User {
		return exchange.Reject("general_bad_request")
	}
	if err := setFirstPassword(r); err != nil {
		return err
	}
	r.Project.SetEmail(r.User, email)
	r.User.EmailVerification = false
	return respondRenamed(r, w, r.Project.RenameTarget(r.User, old, email))
}

// UpdatePhone changes the phone number. An account without a password gets one.
func UpdatePhone(r *exchange.Request, w *exchange.Response) error {
	if err := checkPassword(r, "password"); err != nil {
		return err
	}
	phone, old := r.Params.String("phone"), r.User.Phone
	if r.Project.HasAddress(phone) {
		return exchange.Reject("user_target_already_exists")
	}
	if holder := r.Project.UserByPhone(phone); holder != nil && holder != r.User {
		return exchange.Reject("user_phone_already_exists")
	}
	if err := setFirstPassword(r); err != nil {
		return err
	}
	r.Project.SetPhone(r.User, phone)
	r.User.PhoneVerification = false
	return respondRenamed(r, w, r.Project.RenameTarget(r.User, old, phone))
}

// GetPrefs responds with the preferences.
func GetPrefs(r *exchange.Request, w *exchange.Response) error {
	return w.JSON(200, r.User.PrefsBody())
}

// UpdatePrefs replaces the preferences.
func UpdatePrefs(r *exchange.Request, w *exchange.Response) error {
	r.User.Prefs = nil
	if prefs := r.Params.Array("prefs"); prefs.Len() > 0 {
		r.User.Prefs = prefs
	}
	return respondUpdated(r, w)
}

// UpdateStatus blocks the caller. Only an administrator can undo it.
func UpdateStatus(r *exchange.Request, w *exchange.Response) error {
	r.User.Blocked = true
	w.ClearSessionCookies(r)
	return respondUpdated(r, w)
}

// respondUpdated responds with the account after a change.
func respondUpdated(r *exchange.Request, w *exchange.Response) error {
	r.User.UpdatedAt = r.Now
	return Get(r, w)
}

// respondRenamed responds with the account after a change of an address. The target that has
// the new one, if any, still shows the date of its last change there.
func respondRenamed(r *exchange.Request, w *exchange.Response, renamed *state.Target) error {
	err := respondUpdated(r, w)
	if renamed != nil {
		renamed.UpdatedAt = r.Now
	}
	return err
}
