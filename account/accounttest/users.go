package accounttest

import (
	"encoding/json"
	"strings"
	"time"
)

// describe answers the body that describes a user.
func describe(user *userRecord) accountBody {
	targets := make([]targetBody, 0, len(user.Targets))
	for _, target := range user.Targets {
		targets = append(targets, target.body(user.ID))
	}
	return accountBody{
		ID: user.ID, CreatedAt: isoDate(user.CreatedAt), UpdatedAt: isoDate(user.UpdatedAt),
		Name: user.Name, Registration: isoDate(user.Registration), Status: !user.Blocked,
		Labels: append([]string{}, user.Labels...), PasswordUpdate: isoDate(user.PasswordUpdate),
		Email: user.Email, Phone: user.Phone,
		EmailVerification: user.EmailVerification, PhoneVerification: user.PhoneVerification,
		MFA: user.MFA, Prefs: user.prefs(), Targets: targets, AccessedAt: isoDate(user.AccessedAt),
	}
}

func (u *userRecord) prefs() json.RawMessage {
	if len(u.Prefs) == 0 {
		return json.RawMessage("{}")
	}
	return u.Prefs
}

// newUser makes a user without anything, dated now.
func newUser(id string, now time.Time) *userRecord {
	if id == "unique()" || id == "" {
		id = newID(now)
	}
	return &userRecord{ID: id, CreatedAt: now, UpdatedAt: now, Registration: now, AccessedAt: now}
}

// newTarget makes a target without a name, dated now.
func newTarget(providerType, address string, now time.Time) *targetRecord {
	return &targetRecord{ID: newID(now), CreatedAt: now, UpdatedAt: now, ProviderType: providerType, Identifier: address}
}

func (u *userRecord) setPassword(password string, now time.Time, s *settings) {
	u.PasswordHash = hashPassword(password, s.passwordCost)
	u.PasswordUpdate = now
	if s.passwordHistory > 0 {
		u.PasswordHistory = append(u.PasswordHistory, u.PasswordHash)
		u.PasswordHistory = u.PasswordHistory[max(0, len(u.PasswordHistory)-s.passwordHistory):]
	}
}

func (u *userRecord) hasPassword() bool {
	return !u.PasswordUpdate.IsZero()
}

// checkUserLimit refuses one user too many.
func (x *exchange) checkUserLimit() error {
	if limit := x.srv.settings.userLimit; limit > 0 && len(x.project.Users) >= limit {
		return refuse("user_count_exceeded")
	}
	return nil
}

func (x *exchange) checkPersonalData(password, id, email, name, phone string) error {
	if x.srv.settings.personalDataCheck && containsPersonalData(password, id, email, name, phone) {
		return refuse("password_personal_data")
	}
	return nil
}

func (x *exchange) checkHistory(user *userRecord, password string) error {
	if x.srv.settings.passwordHistory > 0 && usedBefore(password, user.PasswordHistory) {
		return refuse("password_recently_used")
	}
	return nil
}

func handleGet(x *exchange) error {
	x.respond(200, describe(x.user))
	return nil
}

func handleCreate(x *exchange) error {
	id, email := x.text("userId"), strings.ToLower(x.text("email"))
	if err := x.checkUserLimit(); err != nil {
		return err
	}
	if x.project.emailOnIdentity(email, "") {
		return refuse("general_bad_request")
	}
	if err := x.checkPersonalData(x.text("password"), id, email, x.text("name"), ""); err != nil {
		return err
	}
	user := newUser(id, x.now)
	if x.project.users[user.ID] != nil || x.project.userByEmail(email) != nil {
		return refuse("user_already_exists")
	}
	user.Name, user.Email = x.text("name"), email
	user.setPassword(x.text("password"), x.now, &x.srv.settings)
	x.project.addUser(user)
	if !x.project.addressTaken(email) {
		x.project.addTarget(user, newTarget("email", email, x.now))
	}
	x.actor = user
	x.respond(201, describe(user))
	return nil
}

func handleDelete(x *exchange) error {
	x.project.deleteUser(x.user)
	x.respondNothing()
	return nil
}

func handleUpdateName(x *exchange) error {
	x.user.Name = x.text("name")
	return x.respondUpdated()
}

// respondUpdated answers the account after a change.
func (x *exchange) respondUpdated() error {
	x.user.UpdatedAt = x.now
	x.respond(200, describe(x.user))
	return nil
}

func handleUpdatePassword(x *exchange) error {
	if x.user.hasPassword() && !passwordMatches(x.text("oldPassword"), x.user.PasswordHash) {
		return refuse("user_invalid_credentials")
	}
	password := x.text("password")
	if err := x.checkHistory(x.user, password); err != nil {
		return err
	}
	if err := x.checkPersonalData(password, x.user.ID, x.user.Email, x.user.Name, x.user.Phone); err != nil {
		return err
	}
	x.user.setPassword(password, x.now, &x.srv.settings)
	return x.respondUpdated()
}

// confirmPassword checks the password of a caller who has one.
func (x *exchange) confirmPassword() error {
	if x.user.hasPassword() && !passwordMatches(x.text("password"), x.user.PasswordHash) {
		return refuse("user_invalid_credentials")
	}
	return nil
}

// adoptPassword makes the given password the first one of a caller who had
// none: this is how anonymous and phone users become full accounts.
func (x *exchange) adoptPassword() {
	if !x.user.hasPassword() {
		x.user.setPassword(x.text("password"), x.now, &x.srv.settings)
	}
}

func handleUpdateEmail(x *exchange) error {
	if err := x.confirmPassword(); err != nil {
		return err
	}
	email, old := strings.ToLower(x.text("email")), x.user.Email
	if x.project.emailOnIdentity(email, x.user.ID) {
		return refuse("general_bad_request")
	}
	if x.project.addressTaken(email) {
		return refuse("user_target_already_exists")
	}
	if holder := x.project.userByEmail(email); holder != nil && holder != x.user {
		return refuse("general_bad_request")
	}
	x.adoptPassword()
	x.project.setEmail(x.user, email)
	x.user.EmailVerification = false
	x.project.renameTarget(x.user, old, email, x.now)
	return x.respondUpdated()
}

func handleUpdatePhone(x *exchange) error {
	if err := x.confirmPassword(); err != nil {
		return err
	}
	phone, old := x.text("phone"), x.user.Phone
	if x.project.addressTaken(phone) {
		return refuse("user_target_already_exists")
	}
	if holder := x.project.usersByPhone[phone]; holder != nil && holder != x.user {
		return refuse("user_phone_already_exists")
	}
	x.adoptPassword()
	x.project.setPhone(x.user, phone)
	x.user.PhoneVerification = false
	x.project.renameTarget(x.user, old, phone, x.now)
	return x.respondUpdated()
}

func handleGetPrefs(x *exchange) error {
	x.respond(200, x.user.prefs())
	return nil
}

func handleUpdatePrefs(x *exchange) error {
	x.user.Prefs = nil
	if prefs, ok := x.values["prefs"].(*document); ok && len(prefs.keys) > 0 {
		spelled, err := prefs.MarshalJSON()
		if err != nil {
			return err
		}
		x.user.Prefs = spelled
	}
	return x.respondUpdated()
}

// handleUpdateStatus blocks the caller. Only an administrator can undo it.
func handleUpdateStatus(x *exchange) error {
	x.user.Blocked = true
	x.clearSessionCookies()
	return x.respondUpdated()
}
