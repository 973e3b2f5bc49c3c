package main

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func formOf(message accounttest.Message) url.Values {
	return url.Values{"kind": {string(message.Kind)}, "userId": {message.UserID}, "secret": {message.Secret}}
}

func TestFlows_TheButtonOfAMessageFinishesItsFlow(t *testing.T) {
	t.Parallel()
	const email, phone = "ann@example.com", "+491711234567"
	for name, test := range map[string]struct {
		begin func(me, guest *account.Client, id string) error
		check func(user accounttest.User) bool
	}{
		"the address is verified": {
			func(me, _ *account.Client, _ string) error {
				_, err := me.CreateVerification(t.Context(), account.CreateVerificationParams{URL: "http://localhost/"})
				return err
			},
			func(user accounttest.User) bool { return user.EmailVerified },
		},
		"the number is verified": {
			func(me, _ *account.Client, _ string) error {
				_, err := me.CreatePhoneVerification(t.Context())
				return err
			},
			func(user accounttest.User) bool { return user.PhoneVerified },
		},
		"a link signs in": {
			func(_, guest *account.Client, id string) error {
				_, err := guest.CreateMagicURLToken(t.Context(), account.CreateMagicURLTokenParams{UserID: id, Email: email})
				return err
			},
			func(user accounttest.User) bool {
				return len(user.Sessions) == 2 && user.Sessions[1].Browser == "Firefox"
			},
		},
		"a mailed code signs in": {
			func(_, guest *account.Client, id string) error {
				_, err := guest.CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: id, Email: email})
				return err
			},
			func(user accounttest.User) bool { return len(user.Sessions) == 2 },
		},
		"an SMS code signs in": {
			func(_, guest *account.Client, id string) error {
				_, err := guest.CreatePhoneToken(t.Context(), account.CreatePhoneTokenParams{UserID: id, Phone: phone})
				return err
			},
			func(user accounttest.User) bool { return len(user.Sessions) == 2 },
		},
	} {
		t.Run(name, func(t *testing.T) {
			service := accounttest.New(t)
			program := newEmulator(service, hostRule{}, noJournal())
			user := service.CreateUser(accounttest.Seed{Email: email, Phone: phone})
			if err := test.begin(service.UserClient(user.ID), service.GuestClient(), user.ID); err != nil {
				t.Fatal(err)
			}
			message := service.Messages()[0]
			if !service.Redeemable(message) {
				t.Error("the message counts as used before it is used")
			}
			form := formOf(message)
			response := pressedBy(t, program, "/console/complete", form)
			now := service.User(user.ID)
			if response.Code != http.StatusOK || !test.check(now) {
				t.Fatalf("the flow failed (%d): %+v\n%s", response.Code, now, response.Body)
			}
			if service.Redeemable(message) {
				t.Error("the message can be used again")
			}
			if again := pressedBy(t, program, "/console/complete", form); again.Code != http.StatusBadRequest || !strings.Contains(again.Body.String(), "user_invalid_token") {
				t.Errorf("the second use: status %d", again.Code)
			}
		})
	}
}

var shownSession = regexp.MustCompile(`<pre tabindex="0">([^<]+)</pre>`)

func TestFlows_ASignInShowsItsSession(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, noJournal())
	user := service.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	if _, err := service.GuestClient().CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: user.ID, Email: user.Email}); err != nil {
		t.Fatal(err)
	}
	page := pressedBy(t, program, "/console/complete", formOf(service.LastMail(user.Email))).Body.String()
	found := shownSession.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no session is shown:\n%s", page)
	}
	me, err := service.GuestClient().WithSession(html.UnescapeString(found[1])).Get(t.Context())
	if err != nil || me.ID != user.ID {
		t.Errorf("the session is not the user's: %v", err)
	}
}

func TestFlows_ALinkIsUsedUpByGETAndNotByHEAD(t *testing.T) {
	t.Parallel()
	program := start(t)
	me, _ := program.signUp(t, "ann@example.com", "correct-horse-9")
	if _, err := me.CreateVerification(t.Context(), account.CreateVerificationParams{URL: program.base + "/console/auth/verification"}); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(program.output.waitFor(t, "link "), program.base+"/console")
	link := "/console" + strings.Fields(rest)[0]
	if response := program.send(t, http.MethodHead, link, nil); response.status != http.StatusOK {
		t.Errorf("HEAD: status %d", response.status)
	}
	if user, err := me.Get(t.Context()); err != nil || user.EmailVerification {
		t.Fatalf("HEAD used the link up: %v", err)
	}
	if response := program.send(t, http.MethodGet, link, nil); !strings.Contains(response.body, "Address verified") {
		t.Errorf("GET: status %d\n%s", response.status, response.body)
	}
	if user, err := me.Get(t.Context()); err != nil || !user.EmailVerification {
		t.Errorf("the address is not verified: %v", err)
	}
	if response := program.send(t, http.MethodGet, "/console/auth/verification", nil); !strings.Contains(response.body, "The link is incomplete") {
		t.Errorf("a link without its query: %s", response.body)
	}
}

func TestFlows_ARecoveryLinkShowsAFormForTheNewPassword(t *testing.T) {
	t.Parallel()
	program := start(t)
	program.signUp(t, "ann@example.com", "correct-horse-9")
	guest := program.client(t)
	if _, err := guest.CreateRecovery(t.Context(), account.CreateRecoveryParams{Email: "ann@example.com", URL: program.base + "/console/auth/recovery"}); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(program.output.waitFor(t, "link "), "/console/auth/recovery?")
	query, err := url.ParseQuery(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	form := program.send(t, http.MethodGet, "/console/auth/recovery?"+query.Encode(), nil)
	mustContain(t, form.body, `<label for="password">`, query.Get("secret"), query.Get("userId"))
	query.Set("kind", string(accounttest.Recovery))
	mustContain(t, program.press(t, "/console/complete", query).body, `<label for="password">`, query.Get("secret"))

	query.Set("password", "short")
	if response := program.press(t, "/console/auth/recovery", query); !strings.Contains(response.body, "general_argument_invalid") {
		t.Errorf("a short password: %d", response.status)
	}
	query.Set("password", "better-horse-10")
	mustContain(t, program.press(t, "/console/auth/recovery", query).body, "Password changed")
	_, err = guest.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "better-horse-10"})
	if err != nil {
		t.Errorf("the new password does not work: %v", err)
	}
}

func TestFlows_AnOAuth2SignInWithoutAnAppEndsOnThePage(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, noJournal())
	location, err := service.GuestClient().CreateOAuth2Token(t.Context(), "mock", account.CreateOAuth2TokenParams{})
	if err != nil {
		t.Fatal(err)
	}
	end := service.SignInAtProvider(location.String(), accounttest.ProviderAccount{ID: "7", Email: "ann@example.com", Name: "Ann"})
	mustContain(t, shown(t, program, end.URL), "Signed in", "Secret of the session")
	denied := service.DenyAtProvider(location.String())
	mustContain(t, shown(t, program, denied.URL), "The sign-in failed")
	mustContain(t, shown(t, program, "http://127.0.0.1/console/auth/oauth2/success?key=a_session_x"), "cookie of a new session")
}

func TestFlows_TheMailOfASecondFactorIsOpenUntilItsCodeIsUsed(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, noJournal())
	user := service.CreateUser(accounttest.Seed{Email: "ann@example.com", EmailVerified: true})
	me := service.UserClient(user.ID)
	challenge, err := me.CreateMFAChallenge(t.Context(), account.CreateMFAChallengeParams{Factor: "email"})
	if err != nil {
		t.Fatal(err)
	}
	message := service.LastMail(user.Email)
	if view := program.viewMessage(message, program.userIDs()); !view.Open || view.Button != "" || !view.Known {
		t.Errorf("the mail is shown as %+v", view)
	}
	if _, err := me.UpdateMFAChallenge(t.Context(), account.UpdateMFAChallengeParams{ChallengeID: challenge.ID, OTP: message.Code}); err != nil {
		t.Fatal(err)
	}
	if program.viewMessage(message, program.userIDs()).Open {
		t.Error("the message is open after its code was used")
	}
	if service.Redeemable(accounttest.Message{UserID: user.ID, Kind: accounttest.SessionAlert}) {
		t.Error("a mail without a code is open")
	}
	service.DeleteUser(user.ID)
	if view := program.viewMessage(message, program.userIDs()); view.Open || view.Known {
		t.Errorf("the mail of a deleted user is shown as %+v", view)
	}
}

func TestFlows_ANumberIsVerifiedForSignedInUsersOnly(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, noJournal())
	user := service.CreateUser(accounttest.Seed{Phone: "+491711234567"})
	if _, err := service.UserClient(user.ID).CreatePhoneVerification(t.Context()); err != nil {
		t.Fatal(err)
	}
	service.SignOut(user.ID)
	response := pressedBy(t, program, "/console/complete", formOf(service.LastSMS(user.Phone)))
	mustContain(t, response.Body.String(), "The number was not verified", "has to be signed in")
}
