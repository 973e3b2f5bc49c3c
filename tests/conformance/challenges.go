package conformance

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// oldSpellingLast are names of the factor for recovery codes; the last one completes a
// challenge until server 1.8.
var oldSpellingLast = []string{"recoveryCode", "recoverycode"}

var challenges = []Scenario{
	{"the app is a second factor", func(s *S) {
		me, secret := s.protected()
		again := s.again(me)
		session := s.passTOTP(again, secret)
		equal("the session", session.ID, again.sessionID)
		equal("the factors", session.Factors, []string{"password", "totp"})
		check(!session.MFAUpdatedAt.IsZero(), "the challenge is dated")
		must(again.Get(s))
	}},
	{"a code by mail is a second factor", func(s *S) {
		s.needsMail()
		me := s.user()
		s.verifyByCode(me)
		s.read[me.email]++ // skips the mail that verified the address
		must(me.UpdateMFA(s, mfaOn))
		again := s.again(me)
		rejected(again.Get(s)).as(401, account.ErrUserMoreFactorsRequired)
		id := s.challenge(again, emailFactor)
		mail := s.mail(me.email)
		check(s.environment().release > v17 || strings.HasPrefix(mail.Subject, "Verification Code for "), "the subject is that of a challenge")
		equal("the factors", s.passChallenge(again, id, mail.code()).Factors, []string{"password", "email"})
		must(again.Get(s))
	}},
	{"a code by SMS is a second factor", func(s *S) {
		me := s.user()
		s.verifyPhone(me)
		must(me.UpdateMFA(s, mfaOn))
		again := s.again(me)
		rejected(again.Get(s)).as(401, account.ErrUserMoreFactorsRequired)
		id := s.challenge(again, phoneFactor)
		message := s.sms(me.phone)
		matches("the message", message.Text, `^\d{6}$`)
		equal("the factors", s.passChallenge(again, id, message.code()).Factors, []string{"password", "phone"})
		must(again.Get(s))
	}},
	{"a recovery code is a second factor, once", func(s *S) {
		me, _ := s.protected()
		codes := must(me.CreateMFARecoveryCodes(s)).RecoveryCodes
		again := s.again(me)
		session := s.passChallenge(again, s.challenge(again, s.recoveryFactor()), codes[0])
		equal("the number of factors", len(session.Factors), 2)
		equal("the second factor, in lower case", strings.ToLower(session.Factors[1]), "recoverycode")
		must(again.Get(s))
		equal("the codes that are left", len(must(again.GetMFARecoveryCodes(s)).RecoveryCodes), 5)
		third := s.again(me)
		id := s.challenge(third, s.recoveryFactor())
		rejected(third.UpdateMFAChallenge(s, challengeParams(id, codes[0]))).as(401, account.ErrUserInvalidToken)
	}},
	{"only one spelling of the factor for recovery codes can be completed", func(s *S) {
		me, _ := s.protected()
		code := must(me.CreateMFARecoveryCodes(s)).RecoveryCodes[0]
		for _, spelling := range byRelease(s, oldSpellingLast, oldSpellingLast, []string{"recoverycode", "RecoveryCode", "recoveryCode"}) {
			response := s.raw().careless().as(me).post("/account/mfa/challenge", fields{"factor": spelling}).ok(s.mfaMade())
			body := fields{"challengeId": response.at("$id"), "otp": code}
			if spelling == string(s.recoveryFactor()) {
				s.raw().as(me).put("/account/mfa/challenge", body).ok(200)
				continue
			}
			s.raw().as(me).put("/account/mfa/challenge", body).rejected(401, "user_invalid_token")
		}
	}},
	{"a factor that is spelled otherwise is no factor", func(s *S) {
		me := s.user()
		s.raw().as(me).post("/account/mfa/challenge", fields{"factor": "recovery-code"}).rejected(400, "general_argument_invalid").
			saying("Invalid `factor` param: Value must be one of (email, phone, totp, recoverycode)")
	}},
	{"a wrong code keeps the challenge open", func(s *S) {
		me, secret := s.protected()
		again := s.again(me)
		id := s.challenge(again, totpFactor)
		rejected(again.UpdateMFAChallenge(s, challengeParams(id, s.wrongCode(secret)))).
			as(401, account.ErrUserInvalidToken).saying(wrongToken)
		s.completeTOTP(again, id, secret)
	}},
	{"a challenge is passed once", func(s *S) {
		me, _ := s.protected()
		codes := must(me.CreateMFARecoveryCodes(s)).RecoveryCodes
		id := s.challenge(me, s.recoveryFactor())
		s.passChallenge(me, id, codes[0])
		rejected(me.UpdateMFAChallenge(s, challengeParams(id, codes[1]))).as(401, account.ErrUserInvalidToken)
	}},
	{"several challenges are open side by side", func(s *S) {
		me, _ := s.protected()
		codes := must(me.CreateMFARecoveryCodes(s)).RecoveryCodes
		first, second := s.challenge(me, s.recoveryFactor()), s.challenge(me, s.recoveryFactor())
		s.passChallenge(me, second, codes[0])
		s.passChallenge(me, first, codes[1])
	}},
	{"a challenge can be passed in another session of the same user", func(s *S) {
		me, _ := s.protected()
		codes := must(me.CreateMFARecoveryCodes(s)).RecoveryCodes
		id := s.challenge(me, s.recoveryFactor())
		again := s.again(me)
		s.passChallenge(again, id, codes[0])
		must(again.Get(s))
	}},
	{"an unknown challenge is rejected", func(s *S) {
		rejected(s.user().UpdateMFAChallenge(s, challengeParams("nope", "000000"))).as(401, account.ErrUserInvalidToken)
	}},
	{"a challenge of somebody else is rejected", func(s *S) {
		me, _ := s.protected()
		codes := must(me.CreateMFARecoveryCodes(s)).RecoveryCodes
		id := s.challenge(me, s.recoveryFactor())
		rejected(s.user().UpdateMFAChallenge(s, challengeParams(id, codes[0]))).as(401, account.ErrUserInvalidToken)
	}},
	{"a passed challenge formats its date with a space and without a zone", func(s *S) {
		me, _ := s.protected()
		codes := must(me.CreateMFARecoveryCodes(s)).RecoveryCodes
		id := s.challenge(me, s.recoveryFactor())
		response := s.raw().as(me).put("/account/mfa/challenge", fields{"challengeId": id, "otp": codes[0]}).ok(200)
		matches("mfaUpdatedAt", response.at("mfaUpdatedAt"), dateWithSpace)
		matches("expire", response.at("expire"), `^\d{4}-\d\d-\d\dT`)
		equal("current", response.json["current"], false)
		equal("countryName", response.at("countryName"), "")
	}},
	{"a challenge has an expiry date an hour later", func(s *S) {
		challenge := must(s.user().CreateMFAChallenge(s, factorParams(totpFactor)))
		lasts(&account.Token{CreatedAt: challenge.CreatedAt, Expire: challenge.Expire}, time.Hour)
	}},
	{"a challenge for the app is made even for those who have none", func(s *S) {
		s.challenge(s.user(), totpFactor)
	}},
	{"a challenge by SMS needs a number", func(s *S) {
		rejected(s.user().CreateMFAChallenge(s, factorParams(phoneFactor))).as(400, account.ErrUserPhoneNotFound)
	}},
	{"a challenge by SMS to a number that is not verified is rejected", func(s *S) {
		s.needsSMS()
		rejected(s.userWithPhone().CreateMFAChallenge(s, factorParams(phoneFactor))).as(byRelease(s, 500, 400, 400), account.ErrUserPhoneNotVerified)
	}},
	{"a challenge by mail to an address that is not verified is rejected", func(s *S) {
		rejected(s.user().CreateMFAChallenge(s, factorParams(emailFactor))).as(byRelease(s, 500, 400, 400), account.ErrUserEmailNotVerified).
			saying(byRelease(s, "Server Error", "User email is not verified", "User email is not verified"))
	}},
	{"a challenge by mail without an address is rejected", func(s *S) {
		rejected(s.anonymous().CreateMFAChallenge(s, factorParams(emailFactor))).as(byRelease(s, 500, 400, 400), account.ErrUserEmailNotFound)
	}},
	{"there are four factors for a challenge", func(s *S) {
		rejected(s.user().CreateMFAChallenge(s, factorParams("bogus"))).as(400, account.ErrGeneralArgumentInvalid).
			saying("Invalid `factor` param: Value must be one of (email, phone, totp, recoverycode)")
	}},
	{"a challenge by mail adds nothing to a session that was started by mail", func(s *S) {
		s.needsMail()
		me := s.signInByCode(newEmail())
		s.read[me.email]++ // the mail that signed in
		id := s.challenge(me, emailFactor)
		equal("the factors", s.passChallenge(me, id, s.mail(me.email).code()).Factors, []string{"email"})
	}},
}

var recoveryCodes = []Scenario{
	{"recovery codes are six of ten hexadecimal digits", func(s *S) {
		codes := must(s.user().CreateMFARecoveryCodes(s)).RecoveryCodes
		equal("the number of codes", len(codes), 6)
		seen := map[string]bool{}
		for _, code := range codes {
			matches("a code", code, `^[0-9a-f]{10}$`)
			seen[code] = true
		}
		equal("the number of different codes", len(seen), 6)
	}},
	{"recovery codes are made once", func(s *S) {
		me := s.user()
		must(me.CreateMFARecoveryCodes(s))
		rejected(me.CreateMFARecoveryCodes(s)).as(409, account.ErrUserRecoveryCodesAlreadyExists).
			saying("The current user already generated recovery codes and they can only be read once for security reasons.")
	}},
	{"recovery codes are read and replaced after a fresh challenge only", func(s *S) {
		me, secret := s.protected()
		codes := must(me.CreateMFARecoveryCodes(s)).RecoveryCodes
		rejected(me.GetMFARecoveryCodes(s)).as(401, account.ErrUserChallengeRequired).saying(freshness)
		rejected(me.UpdateMFARecoveryCodes(s)).as(401, account.ErrUserChallengeRequired)
		s.passTOTP(me, secret)
		check(strings.Join(must(me.GetMFARecoveryCodes(s)).RecoveryCodes, " ") == strings.Join(codes, " "), "the codes are the same")
		replaced := must(me.UpdateMFARecoveryCodes(s)).RecoveryCodes
		equal("the number of codes", len(replaced), 6)
		check(replaced[0] != codes[0], "the codes are new")
	}},
	{"a fresh challenge is needed although MFA is off", func(s *S) {
		me := s.user()
		must(me.CreateMFARecoveryCodes(s))
		rejected(me.GetMFARecoveryCodes(s)).as(401, account.ErrUserChallengeRequired)
	}},
	{"without recovery codes there is nothing to read or replace", func(s *S) {
		me, secret := s.protected()
		s.passTOTP(me, secret)
		rejected(me.GetMFARecoveryCodes(s)).as(404, account.ErrUserRecoveryCodesNotFound)
		rejected(me.UpdateMFARecoveryCodes(s)).as(404, account.ErrUserRecoveryCodesNotFound)
	}},
	{"a challenge is fresh for half an hour", func(s *S) {
		s.needsClock()
		me, secret := s.protected()
		must(me.CreateMFARecoveryCodes(s))
		s.passTOTP(me, secret)
		s.advance(29 * time.Minute)
		must(me.GetMFARecoveryCodes(s))
		s.advance(2 * time.Minute)
		rejected(me.GetMFARecoveryCodes(s)).as(401, account.ErrUserChallengeRequired)
	}},
	{"a challenge in one session is nothing in another", func(s *S) {
		me := s.user()
		secret := s.addTOTP(me)
		must(me.CreateMFARecoveryCodes(s))
		other := s.again(me)
		s.passTOTP(other, secret)
		must(other.GetMFARecoveryCodes(s))
		rejected(me.GetMFARecoveryCodes(s)).as(401, account.ErrUserChallengeRequired)
	}},
}
