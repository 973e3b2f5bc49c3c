package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// pressed sends a form to the page, without a network.
func pressed(t *testing.T, e *emulator, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "http://127.0.0.1")
	recorder := httptest.NewRecorder()
	e.handler().ServeHTTP(recorder, request)
	return recorder
}

func TestActions_EachButtonOfAUserChangesTheUser(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		seed  accounttest.Seed
		check func(service *accounttest.Server, user accounttest.User) bool
	}{
		"sign-out": {check: func(_ *accounttest.Server, u accounttest.User) bool { return len(u.Sessions) == 0 }},
		"expire-sessions": {check: func(s *accounttest.Server, u accounttest.User) bool {
			return len(u.Sessions) == 1 && !u.Sessions[0].Expire.After(s.Clock().Now())
		}},
		"expire-tokens": {check: func(s *accounttest.Server, _ accounttest.User) bool {
			return !s.Redeemable(s.LastMail("ann@example.com"))
		}},
		"block":          {check: func(_ *accounttest.Server, u accounttest.User) bool { return u.Blocked }},
		"unblock":        {accounttest.Seed{Blocked: true}, func(_ *accounttest.Server, u accounttest.User) bool { return !u.Blocked }},
		"verify-email":   {check: func(_ *accounttest.Server, u accounttest.User) bool { return u.EmailVerified }},
		"unverify-email": {accounttest.Seed{EmailVerified: true}, func(_ *accounttest.Server, u accounttest.User) bool { return !u.EmailVerified }},
		"verify-phone":   {check: func(_ *accounttest.Server, u accounttest.User) bool { return u.PhoneVerified }},
		"unverify-phone": {accounttest.Seed{PhoneVerified: true}, func(_ *accounttest.Server, u accounttest.User) bool { return !u.PhoneVerified }},
		"delete":         {check: func(s *accounttest.Server, _ accounttest.User) bool { return len(s.Users()) == 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := accounttest.New(t)
			test.seed.Email, test.seed.Phone = "ann@example.com", "+491711234567"
			user := service.CreateUser(test.seed)
			service.CreateSession(user.ID)
			_, err := service.GuestClient().CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: user.ID, Email: user.Email})
			if err != nil {
				t.Fatal(err)
			}
			if now := service.User(user.ID); test.check(service, now) {
				t.Fatal("the state is as expected before the action")
			}
			program := newEmulator(service, hostRule{}, noJournal())
			response := pressed(t, program, "/console/users/"+user.ID, url.Values{"do": {name}, "find": {"ann"}})
			if location := response.Header().Get("Location"); response.Code != http.StatusSeeOther || !strings.HasPrefix(location, "/?find=ann&notice="+name+"#") {
				t.Errorf("status %d, to %q", response.Code, location)
			}
			if now, _ := program.user(user.ID); !test.check(service, now) {
				t.Error("the action changed nothing")
			}
			if noticeText(name) == "" {
				t.Error("the action has no notice")
			}
		})
	}
}

func TestActions_OneSessionCanBeEnded(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	user := service.CreateUser(accounttest.Seed{Email: "ann@example.com"})
	first, second := service.CreateSession(user.ID), service.CreateSession(user.ID)
	pressed(t, newEmulator(service, hostRule{}, noJournal()), "/console/users/"+user.ID, url.Values{"end-session": {first.ID}})
	if now := service.User(user.ID); len(now.Sessions) != 1 || now.Sessions[0].ID != second.ID {
		t.Errorf("the sessions are %+v", now.Sessions)
	}
}

func TestActions_UnknownUsersAndButtonsAreReported(t *testing.T) {
	t.Parallel()
	program := newEmulator(accounttest.New(t), hostRule{}, noJournal())
	if response := pressed(t, program, "/console/users/gone", url.Values{"do": {"block"}}); !strings.Contains(response.Header().Get("Location"), "user-gone") {
		t.Errorf("a deleted user: %d, to %q", response.Code, response.Header().Get("Location"))
	}
	for path, form := range map[string]url.Values{
		"/console/users/gone": {"do": {"promote"}},
		"/console/clock":      {"by": {"1 century"}},
		"/console/requests":   {"x": {strings.Repeat("x", maxForm+1)}},
	} {
		if response := pressed(t, program, path, form); response.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d, expected 400", path, response.Code)
		}
	}
}

func TestActions_TheClockMovesAndIsReset(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, noJournal())
	for _, step := range clockSteps {
		before := service.Clock().Now()
		pressed(t, program, "/console/clock", url.Values{"by": {step.Name}})
		if moved := service.Clock().Now().Sub(before); moved < step.step || moved > step.step+time.Minute {
			t.Errorf("%s: the clock moved by %v", step.Label, moved)
		}
	}
	pressed(t, program, "/console/clock", url.Values{"do": {"present"}})
	if off := time.Until(service.Clock().Now()); off.Abs() > time.Minute {
		t.Errorf("the clock is %v from the current time", off)
	}
}

func TestActions_ListsAreClearedAndLimitsReset(t *testing.T) {
	t.Parallel()
	output := newTranscript()
	program := newEmulator(accounttest.New(t), hostRule{}, newJournal(choices{}, output, output))
	send := func() error {
		_, err := program.client().CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: account.NewID(), Email: "ann@example.com"})
		return err
	}
	for range 10 {
		if err := send(); err != nil {
			t.Fatal(err)
		}
	}
	if send() == nil {
		t.Fatal("there is no rate limit")
	}
	pressed(t, program, "/console/limits", url.Values{})
	pressed(t, program, "/console/messages", url.Values{})
	pressed(t, program, "/console/requests", url.Values{})
	if n, m := len(program.service.Messages()), len(program.service.Requests()); n+m != 0 {
		t.Errorf("%d messages and %d requests are left", n, m)
	}
	if err := send(); err != nil {
		t.Fatalf("the rate limit was not reset: %v", err)
	}
	if got := strings.Count(output.String(), "code "); got < 11 {
		t.Errorf("%d messages were printed, expected 11:\n%s", got, output)
	}
}

// pressedBy is pressed with the user agent of a browser.
func pressedBy(t *testing.T, e *emulator, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	recorder := httptest.NewRecorder()
	e.handler().ServeHTTP(recorder, request)
	return recorder
}

// shown returns the page at a URL of the emulator.
func shown(t *testing.T, e *emulator, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	e.handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+parsed.RequestURI(), nil))
	return recorder.Body.String()
}
