package conformance

import (
	"strings"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const longName = "Invalid `name` param: Value must be a valid string and at least 1 chars and no longer than 128 chars"

var profile = []Scenario{
	{"the account is the user who is signed in", func(s *S) {
		me := s.user()
		user := must(me.Get(s))
		equal("the id", user.ID, me.id)
		equal("the address", user.Email, me.email)
		check(!user.CreatedAt.IsZero() && !user.AccessedAt.IsZero(), "it is dated")
		check(user.Prefs == "{}", "preferences are an empty object")
	}},
	{"a user has the kinds of the address, and says whether somebody else acts, from server 1.9 on", func(s *S) {
		me := s.user()
		s.hasClasses(s.raw().as(me).get("/account").ok(200), me.email, false, true)
		s.hasClasses(s.raw().key().post("/account", signUpBody()).ok(201), "", false, true)
	}},
	{"the canonical address is the one that all spellings of a mailbox share", func(s *S) {
		s.from(v19, "a user has the kinds of the address, and says whether somebody else acts, from server 1.9 on")
		name := word()
		body := fields{"userId": "unique()", "email": name + ".b+tag@gmail.com", "password": password}
		s.hasClasses(s.raw().key().post("/account", body).ok(201), name+"b@gmail.com", true, false)
	}},
	{"a user without an address has no kinds of it, until there is one", func(s *S) {
		s.from(v19, "a user has the kinds of the address, and says whether somebody else acts, from server 1.9 on")
		me := s.anonymous()
		user := s.raw().as(me).get("/account").ok(200)
		for _, name := range []string{"emailCanonical", "emailIsFree", "emailIsDisposable", "emailIsCorporate", "emailIsCanonical"} {
			value, present := user.json[name]
			check(present && value == nil, "%s is null", name)
		}
		email := newEmail()
		s.hasClasses(s.raw().as(me).patch("/account/email", fields{"email": email, "password": password}).ok(200), email, false, true)
	}},
	{"a user may act as another one if a flag says so", func(s *S) {
		s.from(v19, "a header that names another user is ignored")
		service := s.embedded("a user with a flag that administrators set")
		agent, other := service.CreateUser(accounttest.Seed{Email: newEmail(), Impersonator: true}), s.user()
		session := service.CreateSession(agent.ID)
		own := s.raw().with("X-Appwrite-Session", session.Secret)
		user := own.get("/account").ok(200)
		equal("impersonator", user.json["impersonator"], true)
		equal("impersonatorUserId", user.json["impersonatorUserId"], nil)
		user = own.with("X-Appwrite-Impersonate-User-Id", other.id).get("/account").ok(200)
		equal("the user", user.at("$id"), other.id)
		equal("impersonatorUserId", user.json["impersonatorUserId"], agent.ID)
	}},
	{"a header that names another user is ignored", func(s *S) {
		s.until(v18, "a user may act as another one if a flag says so")
		me, other := s.user(), s.user()
		equal("the user", s.raw().careless().as(me).with("X-Appwrite-Impersonate-User-Id", other.id).get("/account").ok(200).at("$id"), me.id)
	}},
	{"a name can be changed", func(s *S) {
		me := s.user()
		equal("the name in the response", must(me.UpdateName(s, account.UpdateNameParams{Name: "Bob"})).Name, "Bob")
		equal("the name", must(me.Get(s)).Name, "Bob")
	}},
	{"a name cannot be cleared", func(s *S) {
		me := s.user()
		s.raw().as(me).patch("/account/name", fields{"name": ""}).rejected(400, "general_argument_invalid").saying(longName)
		equal("the name", must(me.Get(s)).Name, "Ann Other")
	}},
	{"a name has at most 128 characters", func(s *S) {
		me := s.user()
		rejected(me.UpdateName(s, account.UpdateNameParams{Name: strings.Repeat("x", 129)})).as(400, account.ErrGeneralArgumentInvalid).saying(longName)
		name := strings.Repeat("é", 128)
		equal("the name", must(me.UpdateName(s, account.UpdateNameParams{Name: name})).Name, name)
	}},
	{"a name is returned as it was set", func(s *S) {
		name := `"Łukasz" <b>& 李</b> \ / 🦊`
		equal("the name", must(s.user().UpdateName(s, account.UpdateNameParams{Name: name})).Name, name)
	}},
	{"a change is dated", func(s *S) {
		me := s.user()
		before := must(me.Get(s))
		after := must(me.UpdateName(s, account.UpdateNameParams{Name: "Bob"}))
		check(!after.UpdatedAt.Before(before.UpdatedAt), "the date of the change is not before")
		check(after.CreatedAt.Equal(before.CreatedAt), "the date of the sign-up stays")
	}},
	{"an address can be changed with the password", func(s *S) {
		me := s.user()
		email := newEmail()
		user := must(me.UpdateEmail(s, account.UpdateEmailParams{Email: email, Password: password}))
		equal("the address", user.Email, email)
		s.signIn(email, password)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(me.email, password))).as(401, account.ErrUserInvalidCredentials)
	}},
	{"a new address is not verified", func(s *S) {
		me := s.user()
		s.verifyByCode(me)
		check(must(me.Get(s)).EmailVerification, "the old address is verified")
		user := must(me.UpdateEmail(s, account.UpdateEmailParams{Email: newEmail(), Password: password}))
		check(!user.EmailVerification, "the new address is not")
	}},
	{"a new address renames the target", func(s *S) {
		me := s.user()
		before := must(me.Get(s)).Targets[0].ID
		email := newEmail()
		must(me.UpdateEmail(s, account.UpdateEmailParams{Email: email, Password: password}))
		targets := must(me.Get(s)).Targets
		equal("the number of targets", len(targets), 1)
		equal("the target's id", targets[0].ID, before)
		equal("the target", targets[0].Identifier, email)
	}},
	{"a new address is kept in lower case", func(s *S) {
		email := newEmail()
		equal("the address", must(s.user().UpdateEmail(s, account.UpdateEmailParams{Email: strings.ToUpper(email), Password: password})).Email, email)
	}},
	{"an address cannot be changed with a wrong password", func(s *S) {
		me := s.user()
		rejected(me.UpdateEmail(s, account.UpdateEmailParams{Email: newEmail(), Password: otherPassword})).as(401, account.ErrUserInvalidCredentials)
		equal("the address", must(me.Get(s)).Email, me.email)
	}},
	{"an address that somebody has cannot be taken", func(s *S) {
		me, other := s.user(), s.user()
		rejected(me.UpdateEmail(s, account.UpdateEmailParams{Email: other.email, Password: password})).as(409, account.ErrUserTargetAlreadyExists).
			saying("A target with the same ID already exists.")
	}},
	{"a user's own address cannot be set again", func(s *S) {
		me := s.user()
		rejected(me.UpdateEmail(s, account.UpdateEmailParams{Email: me.email, Password: password})).as(409, account.ErrUserTargetAlreadyExists)
	}},
	{"a number can be set with the password, and is not verified", func(s *S) {
		me := s.user()
		phone := newPhone()
		user := must(me.UpdatePhone(s, account.UpdatePhoneParams{Phone: phone, Password: password}))
		equal("the number", user.Phone, phone)
		check(!user.PhoneVerification, "it is not verified")
		equal("the number of targets", len(user.Targets), 1)
	}},
	{"a number cannot be set with a wrong password", func(s *S) {
		me := s.user()
		rejected(me.UpdatePhone(s, account.UpdatePhoneParams{Phone: newPhone(), Password: otherPassword})).as(401, account.ErrUserInvalidCredentials)
	}},
	{"a number that somebody has cannot be taken", func(s *S) {
		me, other := s.user(), s.userWithPhone()
		rejected(me.UpdatePhone(s, account.UpdatePhoneParams{Phone: other.phone, Password: password})).as(409, account.ErrUserPhoneAlreadyExists)
	}},
	{"a number that is somebody's target cannot be taken", func(s *S) {
		s.needsSMS()
		phone := newPhone()
		must(s.key().CreatePhoneToken(s, phoneTokenParams(phone)))
		rejected(s.user().UpdatePhone(s, account.UpdatePhoneParams{Phone: phone, Password: password})).as(409, account.ErrUserTargetAlreadyExists)
	}},
	{"a JWT changes a profile like a session", func(s *S) {
		me := s.user()
		equal("the name", must(s.jwt(s.token(me)).UpdateName(s, account.UpdateNameParams{Name: "Bob"})).Name, "Bob")
	}},
}

var passwords = []Scenario{
	{"a password can be changed with the old one", func(s *S) {
		me := s.user()
		before := must(me.Get(s)).PasswordUpdate
		user := must(me.UpdatePassword(s, account.UpdatePasswordParams{Password: otherPassword, OldPassword: password}))
		check(!user.PasswordUpdate.Before(before), "the change is dated")
		s.signIn(me.email, otherPassword)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(me.email, password))).as(401, account.ErrUserInvalidCredentials)
	}},
	{"a password change needs the old password", func(s *S) {
		me := s.user()
		rejected(me.UpdatePassword(s, account.UpdatePasswordParams{Password: otherPassword})).as(401, account.ErrUserInvalidCredentials).saying(wrongLogin)
		rejected(me.UpdatePassword(s, account.UpdatePasswordParams{Password: otherPassword, OldPassword: "wrong-but-long"})).as(401, account.ErrUserInvalidCredentials)
		s.signIn(me.email, password)
	}},
	{"a password change ends all other sessions", func(s *S) {
		s.from(v18, "a password change ends no session")
		first := s.user()
		second := s.again(first)
		token := s.token(second)
		must(second.UpdatePassword(s, account.UpdatePasswordParams{Password: otherPassword, OldPassword: password}))
		rejected(first.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		must(second.Get(s))
		must(s.jwt(token).Get(s))
	}},
	{"a password change ends no session", func(s *S) {
		s.until(v17, "a password change ends all other sessions")
		first := s.user()
		second := s.again(first)
		must(second.UpdatePassword(s, account.UpdatePasswordParams{Password: otherPassword, OldPassword: password}))
		must(first.Get(s))
		must(second.Get(s))
	}},
	{"a new password has at least eight bytes", func(s *S) {
		rejected(s.user().UpdatePassword(s, account.UpdatePasswordParams{Password: "short", OldPassword: password})).as(400, account.ErrGeneralArgumentInvalid)
	}},
	{"an old password that is empty or too short is a wrong one", func(s *S) {
		s.from(v19, "an old password that is too short is a bad request")
		me := s.user()
		for _, old := range []string{"", "short"} {
			s.raw().careless().as(me).patch("/account/password", fields{"password": otherPassword, "oldPassword": old}).
				rejected(401, "user_invalid_credentials").saying(wrongLogin)
		}
	}},
	{"an old password that is too short is a bad request", func(s *S) {
		s.until(v18, "an old password that is empty or too short is a wrong one")
		me := s.user()
		for _, old := range []string{"", "short"} {
			s.raw().as(me).patch("/account/password", fields{"password": otherPassword, "oldPassword": old}).
				rejected(400, "general_argument_invalid").
				saying("Invalid `oldPassword` param: Password must be between 8 and 256 characters long.")
		}
	}},
	{"a user without a password sets one without an old one", func(s *S) {
		me := s.signInByCode(newEmail())
		check(must(me.Get(s)).PasswordUpdate.IsZero(), "there was no password")
		check(!must(me.UpdatePassword(s, account.UpdatePasswordParams{Password: password})).PasswordUpdate.IsZero(), "there is one now")
		s.signIn(me.email, password)
	}},
	{"a password may have letters that are not ASCII", func(s *S) {
		me := s.user()
		chosen := "pässwörd-李-🦊"
		must(me.UpdatePassword(s, account.UpdatePasswordParams{Password: chosen, OldPassword: password}))
		s.signIn(me.email, chosen)
	}},
	{"a password is case-sensitive and keeps its spaces", func(s *S) {
		me := s.user()
		chosen := " Mixed Case With Spaces "
		must(me.UpdatePassword(s, account.UpdatePasswordParams{Password: chosen, OldPassword: password}))
		s.signIn(me.email, chosen)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(me.email, strings.TrimSpace(chosen)))).as(401, account.ErrUserInvalidCredentials)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(me.email, strings.ToLower(chosen)))).as(401, account.ErrUserInvalidCredentials)
	}},
}

// laterFields are those that users have from server 1.9 on.
var laterFields = []string{
	"emailCanonical", "emailIsFree", "emailIsDisposable", "emailIsCorporate", "emailIsCanonical", "impersonator", "impersonatorUserId",
}

// hasClasses ends the scenario unless the body of a user has the kinds of the address, or
// none of them before server 1.9. An empty canonical address is any.
func (s *S) hasClasses(user reply, canonical string, free, isCanonical bool) {
	for _, name := range laterFields {
		_, present := user.json[name]
		equal(name+" is there", present, s.env.release >= v19)
	}
	if s.env.release < v19 {
		return
	}
	if canonical != "" {
		equal("emailCanonical", user.at("emailCanonical"), canonical)
	}
	equal("emailIsFree", user.json["emailIsFree"], free)
	equal("emailIsDisposable", user.json["emailIsDisposable"], false)
	equal("emailIsCorporate", user.json["emailIsCorporate"], !free)
	equal("emailIsCanonical", user.json["emailIsCanonical"], isCanonical)
	equal("impersonator", user.json["impersonator"], false)
	equal("impersonatorUserId", user.json["impersonatorUserId"], nil)
}
