package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

var annsPassword = account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: password}

// protected is Ann's account with every factor there is, and MFA on.
func protected() accounttest.Seed {
	return accounttest.Seed{Email: "ann@example.com", EmailVerified: true, Phone: "+4915112345678", PhoneVerified: true, Password: password, TOTP: true, RecoveryCodes: true, MFA: true}
}

func TestSignIn_EveryMethodGivesASignedInClient(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t, accounttest.WithSessionLimit(100))
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com", Phone: "+4915112345678", Password: password})
	guest := service.GuestClient()
	code, err := guest.CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: account.UniqueID, Email: "ann@example.com"})
	require.NoError(t, err)
	sms, err := guest.CreatePhoneToken(t.Context(), account.CreatePhoneTokenParams{UserID: account.UniqueID, Phone: "+4915112345678"})
	require.NoError(t, err)
	_, err = guest.CreateMagicURLToken(t.Context(), account.CreateMagicURLTokenParams{UserID: account.UniqueID, Email: "ann@example.com", URL: "http://localhost/in"})
	require.NoError(t, err)
	link := service.LastMail("ann@example.com")

	for name, method := range map[string]account.SignInMethod{
		"password":   annsPassword,
		"email code": account.CreateSessionParams{UserID: code.UserID, Secret: service.Messages("ann@example.com")[0].Code},
		"SMS code":   account.CreateSessionParams{UserID: sms.UserID, Secret: service.LastSMS("+4915112345678").Code},
		"magic URL":  &account.Callback{UserID: link.UserID, Secret: link.Secret},
		"a session":  account.SessionSecret(service.CreateSession(ann.ID).Secret),
		"anonymous":  account.AnonymousSignIn{},
	} {
		for kind, client := range map[string]*account.Client{"guest": guest, "key": service.KeyClient(), "user": service.UserClient(ann.ID)} {
			if kind != "guest" && strings.Contains("email code SMS code magic URL", name) {
				continue // they work once
			}
			signIn, err := client.SignIn(t.Context(), method)
			require.NoError(t, err, "%s, %s", name, kind)
			require.Nil(t, signIn.Challenge, name)
			require.NotEmpty(t, signIn.Session.Secret, name)
			if name != "anonymous" {
				require.Equal(t, ann.ID, signIn.User.ID, name)
			}
			user, err := signIn.Client.Get(t.Context())
			require.NoError(t, err, name)
			require.Equal(t, signIn.User.ID, user.ID, name)
			user, err = guest.WithSession(signIn.Session.Secret).Get(t.Context())
			require.NoError(t, err, name)
			require.Equal(t, signIn.User.ID, user.ID, name)
		}
	}
}

func TestSignIn_FailsAsItsCallsDo(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	client := service.GuestClient()
	service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: password})
	blocked := service.CreateUser(accounttest.Seed{Email: "bob@example.com", Password: password})
	secret := account.SessionSecret(service.CreateSession(blocked.ID).Secret)
	service.UpdateUser("bob@example.com", accounttest.UserChange{Blocked: new(true)})

	for name, test := range map[string]struct {
		method  account.SignInMethod
		matches func(error) bool
	}{
		"a wrong password":          {account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "wrong-horse-9"}, func(err error) bool { return errors.Is(err, account.ErrUserInvalidCredentials) }},
		"a wrong code":              {account.CreateSessionParams{UserID: "ann", Secret: "123456"}, func(err error) bool { return errors.Is(err, account.ErrUserInvalidToken) }},
		"a user who is blocked":     {account.CreateEmailPasswordSessionParams{Email: "bob@example.com", Password: password}, func(err error) bool { return errors.Is(err, account.ErrUserBlocked) }},
		"a session of the same":     {secret, func(err error) bool { return errors.Is(err, account.ErrUserBlocked) }},
		"a session that is none":    {account.SessionSecret("x"), account.IsSignedOut},
		"a session that cannot be":  {account.SessionSecret(""), account.IsSignedOut},
		"a callback without secret": {&account.Callback{UserID: "ann"}, func(err error) bool { return errors.As(err, new(*account.MissingParameterError)) }},
		"no callback":               {(*account.Callback)(nil), func(err error) bool { return errors.As(err, new(*account.MissingParameterError)) }},
		"no method":                 {nil, func(err error) bool { return errors.As(err, new(*account.MissingParameterError)) }},
		"no password":               {account.CreateEmailPasswordSessionParams{Email: "ann@example.com"}, func(err error) bool { return errors.As(err, new(*account.MissingParameterError)) }},
	} {
		signIn, err := client.SignIn(t.Context(), test.method)
		require.Error(t, err, name)
		require.True(t, test.matches(err), "%s: %v", name, err)
		require.Nil(t, signIn, name)
	}
}

// A session that was made is not lost because the service fails right after it.
func TestSignIn_ASessionIsKeptWhenTheAccountCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]accounttest.Fault{
		"it is down": {Operation: "get", Status: 503, Times: 1}, "it fails": {Operation: "get", Status: 500, Times: 1},
		"a proxy rejects it": {Operation: "get", Damage: accounttest.HTMLPage, Status: 403, Times: 1}, "it limits the rate": {Operation: "get", RateLimit: true, Times: 1}, "it hangs up": {Operation: "get", Damage: accounttest.Reset, Times: 1},
		"it is down for a pending one": {Operation: "listMfaFactors", Status: 503, Times: 1},
	} {
		service := accounttest.New(t)
		service.CreateUser(protected())
		client := service.GuestClient(account.WithRetries(0))
		if fault.Operation == "get" {
			require.NoError(t, must(client.SignIn(t.Context(), account.AnonymousSignIn{})).Client.DeleteSessions(t.Context()))
		}
		service.AddFault(fault)
		signIn, err := client.SignIn(t.Context(), annsPassword)
		require.Error(t, err, name)
		require.NotNil(t, signIn, name)
		require.Nil(t, signIn.User, name)
		signIn, err = client.SignIn(t.Context(), account.SessionSecret(signIn.Session.Secret))
		require.NoError(t, err, name)
		require.NotNil(t, signIn.Challenge, name)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// playing is a transport to a service of version 1.7 that makes another version of it: its
// errors say that version, and from 1.9 on recovery codes are completed under their later
// name only.
func playing(t *testing.T, version string, swapped bool) account.Option {
	t.Helper()
	return account.WithHTTPClient(&http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
		if swapped && strings.HasSuffix(req.URL.Path, "/mfa/challenge") && req.Method == http.MethodPost {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			body = []byte(strings.NewReplacer("recoverycode", "recoveryCode", "recoveryCode", "recoverycode").Replace(string(body)))
			req.Body = io.NopCloser(bytes.NewReader(body))
		}
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		res.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), `"1.7.4"`, fmt.Sprintf("%q", version))))
		res.ContentLength = -1
		res.Header.Del("Content-Length")
		return res, err
	})})
}

func TestSignIn_EverySecondFactorCountsOnEveryServerVersion(t *testing.T) {
	t.Parallel()
	for _, server := range []struct {
		version string
		swapped bool
	}{{"1.7.4", false}, {"1.8.1", false}, {"1.9.6", true}, {"2.0.0", true}, {"", false}, {"", true}, {"next", true}} {
		t.Run(fmt.Sprint(server), func(t *testing.T) {
			t.Parallel()
			service := accounttest.New(t)
			ann := service.CreateUser(protected())
			client := service.GuestClient(playing(t, server.version, server.swapped))
			codes := map[account.AuthenticationFactor]func() string{
				account.AuthenticationFactorTOTP:         func() string { return service.TOTP(ann.ID)[:3] + " " + service.TOTP(ann.ID)[3:] },
				account.AuthenticationFactorEmail:        func() string { return service.LastMail("ann@example.com").Code },
				account.AuthenticationFactorPhone:        func() string { return service.LastSMS("+4915112345678").Code },
				account.AuthenticationFactorRecoveryCode: func() string { return recoveryCodes(t, service)[0] },

				account.AuthenticationFactorRecoveryCodeFrom19: func() string { return recoveryCodes(t, service)[0] },
			}
			for factor, code := range codes {
				signIn, err := client.SignIn(t.Context(), annsPassword)
				require.NoError(t, err)
				require.Nil(t, signIn.User)
				challenge := signIn.Challenge
				require.Equal(t, []account.AuthenticationFactor{account.AuthenticationFactorTOTP, account.AuthenticationFactorEmail, account.AuthenticationFactorPhone, account.AuthenticationFactorRecoveryCode}, challenge.Factors)

				if factor == account.AuthenticationFactorEmail || factor == account.AuthenticationFactorPhone {
					_, err = challenge.Complete(t.Context(), factor, "123456")
					require.ErrorAs(t, err, new(*account.InvalidParameterError))
					_, err = challenge.Send(t.Context(), factor)
					require.NoError(t, err)
				}
				_, err = challenge.Complete(t.Context(), factor, "wrong")
				require.ErrorIs(t, err, account.ErrUserInvalidToken, factor)
				signIn, err = challenge.Complete(t.Context(), factor, code())
				require.NoError(t, err, "a wrong code can be corrected: %s", factor)
				require.Nil(t, signIn.Challenge)
				require.Equal(t, ann.ID, signIn.User.ID)
				_, err = client.WithSession(signIn.Session.Secret).GetPrefs(t.Context())
				require.NoError(t, err)
				service.ResetRateLimits()
			}
		})
	}
}

// recoveryCodes are Ann's unused ones.
func recoveryCodes(t *testing.T, service *accounttest.Server) []string {
	t.Helper()
	me := service.UserClient(service.User("ann@example.com").ID)
	challenge, err := me.CreateMFAChallenge(t.Context(), account.CreateMFAChallengeParams{Factor: account.AuthenticationFactorTOTP})
	require.NoError(t, err)
	_, err = me.UpdateMFAChallenge(t.Context(), account.UpdateMFAChallengeParams{ChallengeID: challenge.ID, OTP: service.TOTP(service.User("ann@example.com").ID)})
	require.NoError(t, err)
	codes, err := me.GetMFARecoveryCodes(t.Context())
	require.NoError(t, err)
	return codes.RecoveryCodes
}

func TestSignIn_AChallengeGoesOnInAnotherRequest(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(protected())
	client := service.GuestClient()
	first, err := client.SignIn(t.Context(), annsPassword)
	require.NoError(t, err)
	id, err := first.Challenge.Send(t.Context(), account.AuthenticationFactorEmail)
	require.NoError(t, err)

	second, err := client.SignIn(t.Context(), account.SessionSecret(first.Session.Secret))
	require.NoError(t, err)
	second.Challenge.Resume(account.AuthenticationFactorEmail, id)
	done, err := second.Challenge.Complete(t.Context(), account.AuthenticationFactorEmail, " "+service.LastMail("ann@example.com").Code+"\n")
	require.NoError(t, err)
	require.Equal(t, ann.ID, done.User.ID)
	require.Equal(t, first.Session.Secret, done.Session.Secret)
	require.Len(t, service.Requests("createMfaChallenge"), 1)
}

// A session that began with an email code gains nothing from another one.
func TestSignIn_AFactorThatTheSessionHasIsNotOffered(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	seed := protected()
	seed.TOTP, seed.RecoveryCodes = false, false
	service.CreateUser(seed)
	client := service.GuestClient()
	token, err := client.CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: account.UniqueID, Email: "ann@example.com"})
	require.NoError(t, err)
	signIn, err := client.SignIn(t.Context(), account.CreateSessionParams{UserID: token.UserID, Secret: service.LastMail("ann@example.com").Code})
	require.NoError(t, err)
	require.Equal(t, []account.AuthenticationFactor{account.AuthenticationFactorPhone}, signIn.Challenge.Factors)

	// From the secret alone that is not known; the answer shows it.
	signIn, err = client.SignIn(t.Context(), account.SessionSecret(signIn.Session.Secret))
	require.NoError(t, err)
	require.Len(t, signIn.Challenge.Factors, 2)
	_, err = signIn.Challenge.Send(t.Context(), account.AuthenticationFactorEmail)
	require.NoError(t, err)
	signIn, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorEmail, service.LastMail("ann@example.com").Code)
	require.NoError(t, err)
	require.Nil(t, signIn.User)
	require.Equal(t, []account.AuthenticationFactor{account.AuthenticationFactorPhone}, signIn.Challenge.Factors)
}

func TestSignIn_ACodeWhoseResponseWasLostCounts(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]accounttest.Fault{
		"a connection that broke":      {Damage: accounttest.Reset, AfterOperation: true},
		"half a response":              {Damage: accounttest.Truncated},
		"the page of a proxy":          {Damage: accounttest.HTMLPage, AfterOperation: true},
		"an empty response of a proxy": {Damage: accounttest.Empty, Status: 500, AfterOperation: true},
	} {
		service := accounttest.New(t)
		ann := service.CreateUser(protected())
		signIn, err := service.GuestClient().SignIn(t.Context(), annsPassword)
		require.NoError(t, err)
		fault.Operation, fault.Times = "updateMfaChallenge", 1
		service.AddFault(fault)
		code := service.TOTP(ann.ID)
		_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, code)
		require.Error(t, err, name)
		done, err := signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, code)
		require.NoError(t, err, name)
		require.Equal(t, ann.ID, done.User.ID, name)
	}
}

func TestSignIn_AWrongCodeAfterALostOneIsWrong(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(protected())
	signIn, err := service.GuestClient().SignIn(t.Context(), annsPassword)
	require.NoError(t, err)
	service.AddFault(accounttest.Fault{Operation: "updateMfaChallenge", Damage: accounttest.Reset, Times: 1})
	_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, service.TOTP(ann.ID))
	require.ErrorAs(t, err, new(*account.TransportError))
	_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, "wrong")
	require.ErrorIs(t, err, account.ErrUserInvalidToken)

	// A wrong code alone asks nothing more.
	signIn, err = service.GuestClient().SignIn(t.Context(), annsPassword)
	require.NoError(t, err)
	service.ClearRequests()
	_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, "wrong")
	require.ErrorIs(t, err, account.ErrUserInvalidToken)
	require.Len(t, service.Requests(), 2)
}

func TestSignIn_AChallengeThatCannotBeMadeIsAnError(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(protected())
	signIn, err := service.GuestClient().SignIn(t.Context(), annsPassword)
	require.NoError(t, err)
	service.AddFault(accounttest.Fault{Operation: "createMfaChallenge", RateLimit: true, Times: 1})
	_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, service.TOTP(ann.ID), account.NoRetry())
	require.ErrorIs(t, err, account.ErrGeneralRateLimitExceeded)
	require.Empty(t, service.Requests("updateMfaChallenge"))
}

func TestSignIn_ErrorsNameWhatIsMissing(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	service.CreateUser(protected())
	_, err := service.GuestClient().SignIn(t.Context(), nil)
	require.EqualError(t, err, `account: signIn: Missing required parameter: "method"`)
	_, err = service.GuestClient().SignIn(t.Context(), (*account.Callback)(nil))
	require.EqualError(t, err, `account: callback: Missing required parameter: "userId", "secret"`)
	signIn, err := service.GuestClient().SignIn(t.Context(), annsPassword)
	require.NoError(t, err)
	_, err = signIn.Challenge.Send(t.Context(), "")
	require.EqualError(t, err, `account: createMfaChallenge: Missing required parameter: "factor"`)
	_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, "")
	require.EqualError(t, err, `account: updateMfaChallenge: Missing required parameter: "otp"`)
	_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorPhone, "123456")
	require.EqualError(t, err, `account: updateMfaChallenge: Invalid parameter "challengeId": no code was sent for this factor; call Send first, or Resume with its id`)
}

func TestSignIn_ChallengesCheckWhatTheySend(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	service.CreateUser(protected())
	signIn, err := service.GuestClient().SignIn(t.Context(), annsPassword)
	require.NoError(t, err)
	service.ClearRequests()
	_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, " ")
	require.ErrorAs(t, err, new(*account.MissingParameterError))
	_, err = signIn.Challenge.Complete(t.Context(), "", "123456")
	require.ErrorAs(t, err, new(*account.MissingParameterError))
	_, err = signIn.Challenge.Send(t.Context(), "")
	require.ErrorAs(t, err, new(*account.MissingParameterError))
	require.Empty(t, service.Requests())
}

func TestSignIn_OptionsAreForAllCalls(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(protected())
	signIn, err := service.GuestClient().SignIn(t.Context(), annsPassword, account.RequestHeader("X-Trace", "1"))
	require.NoError(t, err)
	_, err = signIn.Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, service.TOTP(ann.ID), account.RequestHeader("X-Trace", "1"))
	require.NoError(t, err)
	require.Len(t, service.Requests(), 6)
	for _, sent := range service.Requests() {
		require.Equal(t, "1", sent.Header.Get("X-Trace"), sent.Operation)
	}
}

func TestStepUp_OpensWhatNeedsAFactorOfTheLastHalfHour(t *testing.T) {
	t.Parallel()
	for _, swapped := range []bool{false, true} {
		service := accounttest.New(t)
		ann := service.CreateUser(protected())
		codes := recoveryCodes(t, service)
		me := service.UserClient(ann.ID, playing(t, "1.9.6", swapped))
		_, err := must(service.GuestClient().SignIn(t.Context(), annsPassword)).Challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, service.TOTP(ann.ID))
		require.NoError(t, err)
		me = me.WithSession(service.CreateSession(ann.ID, accounttest.SessionSeed{Factors: []string{"password", "totp"}}).Secret)
		_, err = me.UpdateMFARecoveryCodes(t.Context())
		require.ErrorIs(t, err, account.ErrUserChallengeRequired)

		challenge, err := me.StepUp(t.Context())
		require.NoError(t, err)
		require.Len(t, challenge.Factors, 4, "also those that the session has")
		_, err = challenge.Complete(t.Context(), account.AuthenticationFactorRecoveryCode, "wrong")
		require.ErrorIs(t, err, account.ErrUserInvalidToken)
		done, err := challenge.Complete(t.Context(), account.AuthenticationFactorRecoveryCode, codes[0])
		require.NoError(t, err)
		require.Equal(t, ann.ID, done.User.ID)
		require.NotEmpty(t, done.Session.Secret)
		_, err = me.UpdateMFARecoveryCodes(t.Context())
		require.NoError(t, err)
	}
}

// The user is signed in anyway, so that this says nothing about the code.
func TestStepUp_AWrongCodeAfterALostOneIsWrong(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com", TOTP: true})
	challenge, err := service.UserClient(ann.ID).StepUp(t.Context())
	require.NoError(t, err)
	service.AddFault(accounttest.Fault{Operation: "updateMfaChallenge", Damage: accounttest.Reset, Times: 1})
	_, err = challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, "wrong")
	require.ErrorAs(t, err, new(*account.TransportError))
	_, err = challenge.Complete(t.Context(), account.AuthenticationFactorTOTP, "wrong")
	require.ErrorIs(t, err, account.ErrUserInvalidToken)
	_, err = service.GuestClient().StepUp(t.Context())
	require.True(t, account.IsSignedOut(err))
	_, err = (*account.Client)(nil).StepUp(t.Context())
	require.Error(t, err)
}

// With a verified address, server 1.7 responds with an error, and has switched MFA on.
func TestEnableMFA_WorksForUsersWithAVerifiedAddress(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	service.CreateUser(accounttest.Seed{Email: "ann@example.com", EmailVerified: true, Password: password})
	me := must(service.GuestClient().SignIn(t.Context(), annsPassword)).Client
	_, err := me.CreateMFAAuthenticator(t.Context(), account.AuthenticatorTypeTOTP)
	require.NoError(t, err)
	ann := service.User("ann@example.com")
	_, err = me.UpdateMFAAuthenticator(t.Context(), account.AuthenticatorTypeTOTP, account.UpdateMFAAuthenticatorParams{OTP: service.TOTP(ann.ID)})
	require.NoError(t, err)
	codes, err := me.CreateMFARecoveryCodes(t.Context())
	require.NoError(t, err)
	require.Len(t, codes.RecoveryCodes, 6)
	require.False(t, must(me.Get(t.Context())).MFA, "the codes are there before the switch")

	user, err := me.EnableMFA(t.Context())
	require.NoError(t, err)
	require.True(t, user.MFA)
	require.Equal(t, account.ErrGeneralUnknown, service.Requests("updateMFA")[0].ErrorType, "the fault of the server that this is about")
}

func TestEnableMFA_OtherErrorsStayErrors(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com", TOTP: true})
	_, err := service.GuestClient().WithJWT(service.CreateJWT(service.CreateSession(ann.ID))).EnableMFA(t.Context())
	require.ErrorIs(t, err, account.ErrGeneralUnknown, "a JWT switches nothing on")
	_, err = service.GuestClient().EnableMFA(t.Context())
	require.True(t, account.IsSignedOut(err))

	service.AddFault(accounttest.Fault{Operation: "updateMFA", Type: "general_unknown", Status: 500, Times: 1})
	service.AddFault(accounttest.Fault{Operation: "get", Status: 503})
	_, err = service.UserClient(ann.ID, account.WithRetries(0)).EnableMFA(t.Context())
	require.ErrorIs(t, err, account.ErrGeneralUnknown)
}

func TestMFAFactors_AvailableAreThoseThatAChallengeTakes(t *testing.T) {
	t.Parallel()
	require.Empty(t, account.MFAFactors{}.Available())
	require.Equal(t, []account.AuthenticationFactor{"totp", "recoverycode"}, account.MFAFactors{TOTP: true, RecoveryCode: true}.Available())
	require.Equal(t, []account.AuthenticationFactor{"totp", "email", "phone", "recoverycode"}, account.MFAFactors{TOTP: true, Email: true, Phone: true, RecoveryCode: true}.Available())
}

func TestDeleteOtherSessions_KeepsTheOneOfTheClient(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	me, others := service.UserClient(ann.ID), []*account.Client{service.UserClient(ann.ID), service.UserClient(ann.ID)}
	require.NoError(t, me.DeleteOtherSessions(t.Context()))
	require.Len(t, must(me.ListSessions(t.Context())).Sessions, 1)
	for _, other := range others {
		_, err := other.Get(t.Context())
		require.True(t, account.IsSignedOut(err))
	}
	require.NoError(t, me.DeleteOtherSessions(t.Context()), "there are none any more")
}

func TestDeleteOtherSessions_WithoutASessionOfItsOwnNothingEnds(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	session := service.CreateSession(ann.ID)
	service.CreateSession(ann.ID)
	err := service.GuestClient().WithJWT(service.CreateJWT(session)).DeleteOtherSessions(t.Context())
	require.ErrorAs(t, err, new(*account.InvalidParameterError))
	require.Empty(t, service.Requests("deleteSession"))
	require.True(t, account.IsSignedOut(service.GuestClient().DeleteOtherSessions(t.Context())))
}

func TestDeleteOtherSessions_OneThatHasEndedMeanwhileIsNoError(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	ann := service.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	me := service.UserClient(ann.ID)
	gone, last := service.CreateSession(ann.ID), service.UserClient(ann.ID)
	var once atomic.Bool
	client := me.ForVisitor(account.Visitor{})
	client, err := client.With(account.WithAttemptHook(func(_ context.Context, attempt account.Attempt) {
		if attempt.Operation == "listSessions" && once.CompareAndSwap(false, true) {
			service.DeleteSession(ann.ID, gone.ID)
		}
	}))
	require.NoError(t, err)
	require.NoError(t, client.DeleteOtherSessions(t.Context()))
	_, err = last.Get(t.Context())
	require.True(t, account.IsSignedOut(err), "those after it have ended, too")

	service.CreateSession(ann.ID)
	service.AddFault(accounttest.Fault{Operation: "deleteSession", Status: 503, Times: 1})
	require.Error(t, me.DeleteOtherSessions(t.Context()))
}

func TestSession_DeviceIsWhatAPersonWouldCallIt(t *testing.T) {
	t.Parallel()
	for expected, session := range map[string]account.Session{
		"Firefox 121 on Windows 10":                        {ClientName: "Firefox", ClientVersion: "121.0", OSName: "Windows", OSVersion: "10", DeviceName: "desktop"},
		"Chrome Mobile 120 on Google Pixel 8 (Android 14)": {ClientName: "Chrome Mobile", ClientVersion: "120.0", OSName: "Android", OSVersion: "14.0", DeviceName: "smartphone", DeviceBrand: "Google", DeviceModel: "Pixel 8"},
		"Mobile Safari 17 on Apple iPhone":                 {ClientName: "Mobile Safari", ClientVersion: "17.2", DeviceBrand: "Apple", DeviceModel: "iPhone"},
		"Safari 17 on Mac 10.15":                           {ClientName: "Safari", ClientVersion: "17.2", OSName: "Mac", OSVersion: "10.15", DeviceBrand: "Apple"},
		"curl 8":                                           {ClientName: "curl", ClientVersion: "8.5.0"},
		"GNU/Linux":                                        {OSName: "GNU/Linux"},
		"Pixel":                                            {DeviceModel: "Pixel"},
		"Unknown device":                                   {ClientVersion: "1", OSVersion: "2", DeviceBrand: "Apple"},
		"a b on c":                                         {ClientName: "a\nb", OSName: "c\x1b"},
	} {
		require.Equal(t, expected, strings.TrimSpace(session.Device()))
	}
	require.Equal(t, "Safari 17 on Mac 10.15", account.Log{ClientName: "Safari", ClientVersion: "17.2", OSName: "Mac", OSVersion: "10.15", DeviceBrand: "Apple"}.Device())
	require.Less(t, len(account.Session{ClientName: strings.Repeat("x", 9999)}.Device()), 300)
}

func TestMergePrefs_ChangesSomeAndKeepsTheOthers(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	me := service.UserClient(service.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)
	_, err := me.UpdatePrefs(t.Context(), account.UpdatePrefsParams{Prefs: map[string]any{
		"theme": "dark", "id": json.Number("9007199254740993"), "panel": map[string]any{"width": 1.5, "hidden": []string{"a<b"}}, "old": true, "empty": map[string]any{},
	}})
	require.NoError(t, err)

	user, err := me.MergePrefs(t.Context(), map[string]any{"theme": "light", "size": 12, "old": nil, "never": nil})
	require.NoError(t, err)
	expected := `{"theme":"light","id":9007199254740993,"panel":{"width":1.5,"hidden":["a<b"]},"size":12,"empty":[]}`
	require.JSONEq(t, expected, string(user.Prefs))
	id, _ := user.Prefs.Get("id")
	require.Equal(t, json.Number("9007199254740993"), id, "numbers keep their digits")

	user, err = me.MergePrefs(t.Context(), struct {
		Panel map[string]int `json:"panel"`
		Size  *int           `json:"size"`
	}{Panel: map[string]int{"width": 2}})
	require.NoError(t, err)
	require.JSONEq(t, `{"theme":"light","id":9007199254740993,"panel":{"width":2},"empty":[]}`, string(user.Prefs), "a key is replaced as a whole")
	stored, err := me.GetPrefs(t.Context())
	require.NoError(t, err)
	require.JSONEq(t, string(user.Prefs), string(stored))

	user, err = me.MergePrefs(t.Context(), account.Prefs(`{"a":1}`))
	require.NoError(t, err)
	require.Contains(t, string(user.Prefs), `"theme"`)
}

func TestMergePrefs_StartsWithNone(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	me := service.UserClient(service.CreateUser(accounttest.Seed{Email: "ann@example.com"}).ID)
	user, err := me.MergePrefs(t.Context(), map[string]string{"theme": "dark"})
	require.NoError(t, err)
	require.JSONEq(t, `{"theme":"dark"}`, string(user.Prefs))
	user, err = me.MergePrefs(t.Context(), map[string]any{"theme": nil})
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(user.Prefs))
}

func TestMergePrefs_WhatCannotBeSentFailsBeforeAnythingIs(t *testing.T) {
	t.Parallel()
	service := newStub(t)
	me := service.client(t, account.WithSession("s"))
	for name, changes := range map[string]any{"nil": nil, "a nil map": map[string]any(nil), "a nil pointer": (*layout)(nil)} {
		_, err := me.MergePrefs(t.Context(), changes)
		require.ErrorAs(t, err, new(*account.MissingParameterError), name)
	}
	for name, changes := range map[string]any{"a list": []int{1}, "a string": "x", "a channel": map[string]any{"c": make(chan int)}, "not UTF-8": map[string]any{"a": "\xff"}} {
		_, err := me.MergePrefs(t.Context(), changes)
		require.ErrorAs(t, err, new(*account.InvalidParameterError), name)
	}
	service.requireNoRequests(t)

	_, err := service.client(t, account.WithSession("s"), account.WithRetries(0)).MergePrefs(t.Context(), map[string]any{"a": 1})
	require.Error(t, err)
	require.Len(t, service.requests(), 1, "without the stored ones nothing is written")
}
