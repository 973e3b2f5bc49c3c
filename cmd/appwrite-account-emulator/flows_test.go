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

func TestTheButtonOfAMessageFinishesItsFlow(t *testing.T) {
	t.Parallel()
	const email, phone = "ann@example.com", "+491711234567"
	for name, test := range map[string]struct {
		begin func(me, guest *account.Client, id string) error
		holds func(user accounttest.User) bool
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
				return len(user.Sessions) == 2 && user.Sessions[1].Client == "Firefox"
			},
		},
		"a mailed code signs in": {
			func(_, guest *account.Client, id string) error {
				_, err := guest.CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: id, Email: email})
				return err
			},
			func(user accounttest.User) bool { return len(user.Sessions) == 2 },
		},
		"a texted code signs in": {
			func(_, guest *account.Client, id string) error {
				_, err := guest.CreatePhoneToken(t.Context(), account.CreatePhoneTokenParams{UserID: id, Phone: phone})
				return err
			},
			func(user accounttest.User) bool { return len(user.Sessions) == 2 },
		},
	} {
		t.Run(name, func(t *testing.T) {
			service := accounttest.New(t)
			program := newEmulator(service, hostRule{}, newTranscript())
			user := service.CreateUser(accounttest.Seed{Email: email, Phone: phone})
			if err := test.begin(service.UserClient(user.ID), service.GuestClient(), user.ID); err != nil {
				t.Fatal(err)
			}
			message := service.Messages()[0]
			if !service.Redeemable(message) {
				t.Error("the message counts as used up before it is used")
			}
			form := formOf(message)
			answer := pressedBy(t, program, "/console/complete", form)
			now, err := service.User(user.ID)
			if err != nil || answer.Code != http.StatusOK || !test.holds(now) {
				t.Fatalf("the flow did not end well (%d): %+v\n%s", answer.Code, now, answer.Body)
			}
			if service.Redeemable(message) {
				t.Error("the message can be used once more")
			}
			if again := pressedBy(t, program, "/console/complete", form); again.Code != http.StatusBadRequest || !strings.Contains(again.Body.String(), "user_invalid_token") {
				t.Errorf("using it once more: status %d", again.Code)
			}
		})
	}
}

var shownSession = regexp.MustCompile(`<pre tabindex="0">([^<]+)</pre>`)

func TestTheSessionOfASignInCanBeTakenFromThePage(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, newTranscript())
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

func TestALinkToTheEmulatorWorksWhenItIsClickedAndNotWhenItIsProbed(t *testing.T) {
	t.Parallel()
	program := start(t)
	me, _ := program.signUp(t, "ann@example.com", "correct-horse-9")
	if _, err := me.CreateVerification(t.Context(), account.CreateVerificationParams{URL: program.base + "/console/auth/verification"}); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(program.output.waitFor(t, "link "), program.base+"/console")
	link := "/console" + strings.Fields(rest)[0]
	if answer := program.send(t, http.MethodHead, link, nil); answer.status != http.StatusOK {
		t.Errorf("HEAD: status %d", answer.status)
	}
	if user, err := me.Get(t.Context()); err != nil || user.EmailVerification {
		t.Fatalf("a look at the link used it up: %v", err)
	}
	if answer := program.send(t, http.MethodGet, link, nil); !strings.Contains(answer.body, "Address verified") {
		t.Errorf("GET: status %d\n%s", answer.status, answer.body)
	}
	if user, err := me.Get(t.Context()); err != nil || !user.EmailVerification {
		t.Errorf("the address is not verified: %v", err)
	}
	if answer := program.send(t, http.MethodGet, "/console/auth/verification", nil); !strings.Contains(answer.body, "The link is incomplete") {
		t.Errorf("a link without its query: %s", answer.body)
	}
}

func TestARecoveryMailLeadsToAFormForTheNewPassword(t *testing.T) {
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
	if answer := program.press(t, "/console/auth/recovery", query); !strings.Contains(answer.body, "general_argument_invalid") {
		t.Errorf("a short password: %d", answer.status)
	}
	query.Set("password", "better-horse-10")
	mustContain(t, program.press(t, "/console/auth/recovery", query).body, "Password changed")
	_, err = guest.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "better-horse-10"})
	if err != nil {
		t.Errorf("the new password does not work: %v", err)
	}
}

func TestAnOAuth2SignInWithoutAnAppEndsOnThePage(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, newTranscript())
	location, err := service.GuestClient().CreateOAuth2Token(t.Context(), "mock", account.CreateOAuth2TokenParams{})
	if err != nil {
		t.Fatal(err)
	}
	end := service.SignInAtProvider(location.String(), accounttest.ProviderAccount{ID: "7", Email: "ann@example.com", Name: "Ann"})
	mustContain(t, shown(t, program, end.URL), "Signed in", "Secret of the session")
	refused := service.RefuseAtProvider(location.String())
	mustContain(t, shown(t, program, refused.URL), "The sign-in failed")
	mustContain(t, shown(t, program, "http://127.0.0.1/console/auth/oauth2/success?key=a_session_x"), "cookie of a new session")
}

func TestTheMailOfASecondFactorIsOpenUntilItsCodeWasUsed(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, newTranscript())
	user := service.CreateUser(accounttest.Seed{Email: "ann@example.com", EmailVerified: true})
	me := service.UserClient(user.ID)
	challenge, err := me.CreateMFAChallenge(t.Context(), account.CreateMFAChallengeParams{Factor: "email"})
	if err != nil {
		t.Fatal(err)
	}
	message := service.LastMail(user.Email)
	if view := program.viewMessage(message); !view.Open || view.Button != "" || !view.Known {
		t.Errorf("the mail is shown as %+v", view)
	}
	if _, err := me.UpdateMFAChallenge(t.Context(), account.UpdateMFAChallengeParams{ChallengeID: challenge.ID, OTP: message.Code}); err != nil {
		t.Fatal(err)
	}
	if program.viewMessage(message).Open {
		t.Error("the code is used and still open")
	}
	if service.Redeemable(accounttest.Message{UserID: user.ID, Kind: accounttest.SessionAlert}) {
		t.Error("a mail without a code is open")
	}
	if err := service.DeleteUser(user.ID); err != nil {
		t.Fatal(err)
	}
	if view := program.viewMessage(message); view.Open || view.Known {
		t.Errorf("the mail of a user that is gone is shown as %+v", view)
	}
}

func TestANumberIsVerifiedForSignedInUsersOnly(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, newTranscript())
	user := service.CreateUser(accounttest.Seed{Phone: "+491711234567"})
	if _, err := service.UserClient(user.ID).CreatePhoneVerification(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := service.SignOut(user.ID); err != nil {
		t.Fatal(err)
	}
	answer := pressedBy(t, program, "/console/complete", formOf(service.LastSMS(user.Phone)))
	mustContain(t, answer.Body.String(), "The number was not verified", "has to be signed in")
}
