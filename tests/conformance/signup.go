package conformance

import (
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

func signUpParams(email string) account.CreateParams {
	return account.CreateParams{UserID: account.UniqueID, Email: email, Password: password, Name: "Ann Other"}
}

// signUpBody is the body of a sign-up with a new address.
func signUpBody() fields {
	return fields{"userId": "unique()", "email": newEmail(), "password": password}
}

var signUp = []Scenario{
	{"a guest can sign up with an address and a password", func(s *S) {
		email := newEmail()
		user := must(s.guest().Create(s, signUpParams(email)))
		equal("the address", user.Email, email)
		equal("the name", user.Name, "Ann Other")
		check(user.Status, "a new user is not blocked")
		check(!user.EmailVerification && !user.PhoneVerification && !user.MFA, "a new user has nothing verified, and no MFA")
		check(!user.Registration.IsZero() && !user.PasswordUpdate.IsZero(), "registration and password are dated")
		must(s.key().CreateEmailPasswordSession(s, passwordParams(email, password)))
	}},
	{"an API key can sign somebody up", func(s *S) {
		email := newEmail()
		equal("the address", must(s.key().Create(s, signUpParams(email))).Email, email)
	}},
	{"a signed-in user can sign somebody else up", func(s *S) {
		me := s.user()
		other := must(me.Create(s, signUpParams(newEmail())))
		check(other.ID != me.id, "it is another user")
	}},
	{"signing up signs nobody in", func(s *S) {
		response := s.raw().key().post("/account", signUpBody()).ok(201)
		setsNoCookies(response)
		equal("X-Fallback-Cookies", response.header.Get("X-Fallback-Cookies"), "")
	}},
	{"an id of one's own is kept", func(s *S) {
		params := signUpParams(newEmail())
		params.UserID = account.NewID()
		equal("the id", must(s.key().Create(s, params)).ID, params.UserID)
	}},
	{"an id may have dots, dashes and underscores after the first character", func(s *S) {
		params := signUpParams(newEmail())
		params.UserID = "a.-_" + word()
		equal("the id", must(s.key().Create(s, params)).ID, params.UserID)
	}},
	{"unique() gets an id of twenty hexadecimal digits", func(s *S) {
		id, _ := s.signUp()
		matches("the id", id, `^[0-9a-f]{20}$`)
	}},
	{"an address is kept in lower case", func(s *S) {
		email := newEmail()
		equal("the address", must(s.key().Create(s, signUpParams(strings.ToUpper(email)))).Email, email)
	}},
	{"an address can sign up once, whatever its case", func(s *S) {
		_, email := s.signUp()
		const message = "A user with the same id, email, or phone already exists in this project."
		rejected(s.key().Create(s, signUpParams(email))).as(409, account.ErrUserAlreadyExists).saying(message)
		rejected(s.key().Create(s, signUpParams(strings.ToUpper(email)))).as(409, account.ErrUserAlreadyExists)
	}},
	{"an id can sign up once", func(s *S) {
		id, _ := s.signUp()
		params := signUpParams(newEmail())
		params.UserID = id
		rejected(s.key().Create(s, params)).as(409, account.ErrUserAlreadyExists)
	}},
	{"a name can be left out", func(s *S) {
		params := signUpParams(newEmail())
		params.Name = ""
		equal("the name", must(s.key().Create(s, params)).Name, "")
	}},
	{"a new user has no preferences and no labels", func(s *S) {
		response := s.raw().key().post("/account", signUpBody()).ok(201)
		equal("preferences", response.json["prefs"], fields{})
		equal("labels", response.json["labels"], []any{})
	}},
	{"the address becomes a target for mail", func(s *S) {
		email := newEmail()
		user := must(s.key().Create(s, signUpParams(email)))
		equal("the number of targets", len(user.Targets), 1)
		equal("the kind of target", user.Targets[0].ProviderType, "email")
		equal("the target", user.Targets[0].Identifier, email)
		equal("the owner", user.Targets[0].UserID, user.ID)
	}},
	{"a target without a provider has null for the provider's id", func(s *S) {
		response := s.raw().key().post("/account", signUpBody()).ok(201)
		target := response.json["targets"].([]any)[0].(fields)
		provider, present := target["providerId"]
		check(present && provider == nil, "providerId is there, and null")
	}},
	{"an id starts with a letter or a digit and has at most 36 characters", func(s *S) {
		const message = "Invalid `userId` param: Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char"
		for _, id := range []string{"_" + word(), ".hidden", "-dash", "white space", strings.Repeat("a", 37)} {
			params := signUpParams(newEmail())
			params.UserID = id
			rejected(s.key().Create(s, params)).as(400, account.ErrGeneralArgumentInvalid).saying(message)
		}
	}},
	{"an address needs a domain with a dot", func(s *S) {
		for _, email := range []string{"nope", "ann@localhost", "@example.test", "ann@"} {
			rejected(s.key().Create(s, signUpParams(email))).as(400, account.ErrGeneralArgumentInvalid).
				saying("Invalid `email` param: Value must be a valid email address")
		}
	}},
	{"a password has at least eight bytes", func(s *S) {
		const until18 = "Password must be between 8 and 265 characters long, and should not be one of the commonly used password."
		params := signUpParams(newEmail())
		params.Password = "seven77"
		rejected(s.key().Create(s, params)).as(400, account.ErrGeneralArgumentInvalid).
			saying("Invalid `password` param: " + byRelease(s, until18, until18, "Password must be between 8 and 256 characters long."))
		params.Password = "Eight-88"
		must(s.key().Create(s, params))
	}},
	{"a password may be a simple one, unless the project minds", func(s *S) {
		for _, simple := range []string{"        ", "password", "12345678"} {
			params := signUpParams(newEmail())
			params.Password = simple
			must(s.key().Create(s, params))
		}
	}},
	{"a password has at most 256 bytes", func(s *S) {
		params := signUpParams(newEmail())
		params.Password = strings.Repeat("aB3-", 64)
		must(s.key().Create(s, params))
		params = signUpParams(newEmail())
		params.Password = strings.Repeat("aB3-", 64) + "x"
		rejected(s.key().Create(s, params)).as(400, account.ErrGeneralArgumentInvalid)
	}},
	{"a name may have 128 characters that are not ASCII, and no more", func(s *S) {
		params := signUpParams(newEmail())
		params.Name = strings.Repeat("ü", 128)
		equal("the name", must(s.key().Create(s, params)).Name, params.Name)
		params = signUpParams(newEmail())
		params.Name = strings.Repeat("ü", 129)
		rejected(s.key().Create(s, params)).as(400, account.ErrGeneralArgumentInvalid)
	}},
	{"a user whom somebody else signs up has that one's recovery codes and name", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		must(me.UpdateName(s, account.UpdateNameParams{Name: "Inherited"}))
		must(me.CreateMFARecoveryCodes(s))
		email := newEmail()
		s.raw().as(me).post("/account", fields{"userId": "unique()", "email": email, "password": password}).ok(201)
		made := s.signIn(email, password)
		equal("the name", must(made.Get(s)).Name, "")
		check(must(made.ListMFAFactors(s)).RecoveryCode, "the recovery codes are there")
		mailed := newEmail()
		s.raw().as(me).post("/account/tokens/email", fields{"userId": "unique()", "email": mailed}).ok(201)
		equal("the name of a user with a code", must(s.signInByCode(mailed).Get(s)).Name, "Inherited")
	}},
	{"somebody with a number signs nobody up", func(s *S) {
		s.seenUntil(v17)
		me := s.userWithPhone()
		s.raw().as(me).post("/account", fields{"userId": "unique()", "email": newEmail(), "password": password}).rejected(409, "user_already_exists")
		s.raw().as(me).post("/account/tokens/email", fields{"userId": "unique()", "email": newEmail()}).rejected(500, "general_unknown")
	}},
	{"an id of 0 breaks the service", func(s *S) {
		s.seenUntil(v17)
		s.raw().key().post("/account", fields{"userId": "0", "email": newEmail(), "password": password}).rejected(500, "general_unknown")
	}},
	{"an address may have an IP address in brackets, and no top-level domain of digits", func(s *S) {
		s.seenUntil(v17)
		must(s.key().Create(s, signUpParams(word()+"@[127.0.0.1]")))
		for _, domain := range []string{"127.0.0.1", "example.123"} {
			rejected(s.key().Create(s, signUpParams(word()+"@"+domain))).as(400, account.ErrGeneralArgumentInvalid)
		}
	}},
}
