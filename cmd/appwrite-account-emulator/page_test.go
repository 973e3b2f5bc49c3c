package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

// mustContain fails the test for each part that is missing on a page.
func mustContain(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			t.Errorf("%q is not on the page", part)
		}
	}
}

func TestPage_ShowsUsersMessagesAndRequests(t *testing.T) {
	t.Parallel()
	program := start(t)
	mustContain(t, program.page(t), program.base+"/v1", program.project, "Nothing was sent yet", "No users yet", "No requests yet")

	me, user := program.signUp(t, "ann@example.com", "correct-horse-9")
	ctx := t.Context()
	if _, err := me.CreateVerification(ctx, account.CreateVerificationParams{URL: "http://localhost:3000/verify"}); err != nil {
		t.Fatal(err)
	}
	if _, err := program.client(t).CreatePhoneToken(ctx, account.CreatePhoneTokenParams{UserID: account.NewID(), Phone: "+491711234567"}); err != nil {
		t.Fatal(err)
	}
	page := program.page(t)
	mustContain(t, page,
		"user-"+user.ID, "Ann Example", "ann@example.com", "unverified", "Sessions", "until",
		"Address verification", `href="http://localhost:3000/verify?userId=`, "Verify the address",
		"491711234567", "SMS", "createVerification", "createEmailPasswordSession", "/v1/account/verification", "201")
	mustContain(t, page, `<html lang="en">`, `name="viewport"`, `class="skip"`, "<main>", "<nav", `<label for="by">`, `<label for="find">`)
}

func TestPage_RequestsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	program := start(t, "--key", "standard_confidential")
	const password = "correct-horse-9"
	me, _ := program.signUp(t, "ann@example.com", password)
	jwt, err := me.CreateJWT(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := program.client(t).WithJWT(jwt.JWT).Get(t.Context()); err != nil {
		t.Fatal(err)
	}
	program.send(t, http.MethodGet, "/v1/account?secret=hidden-in-the-query", nil, "X-Appwrite-Session", "hidden-in-a-header")
	if _, err := program.client(t).Get(t.Context()); err == nil {
		t.Fatal("a guest has an account")
	}
	page := program.page(t)
	mustContain(t, page, "general_unauthorized_scope", "guest", "session", "JWT", "key")
	for _, secret := range []string{password, "standard_confidential", jwt.JWT, "hidden-in"} {
		if strings.Contains(page, secret) {
			t.Errorf("%q is on the page", secret)
		}
		if secret != "standard_confidential" && strings.Contains(program.output.String(), secret) {
			t.Errorf("%q was printed", secret)
		}
	}
}

func TestPage_NamesAndLinksAreEscaped(t *testing.T) {
	t.Parallel()
	program := start(t)
	backEnd := program.client(t, account.WithKey(program.key))
	_, err := backEnd.Create(t.Context(), account.CreateParams{
		UserID: account.NewID(), Email: "ann@example.com", Password: "correct-horse-9", Name: `<script>alert("ann")</script>`,
	})
	if err != nil {
		t.Fatal(err)
	}
	if page := program.page(t); strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("a name is treated as markup")
	}
	found := program.send(t, http.MethodGet, "/?find="+url.QueryEscape(`"><b>x`)+"&notice=%3Cb%3E", nil)
	if strings.Contains(found.body, "<b>") {
		t.Error("the URL of the page is treated as markup")
	}

	service := accounttest.New(t)
	lone := newEmulator(service, hostRule{}, noJournal())
	if lone.viewMessage(accounttest.Message{Link: "javascript:alert(1)"}, lone.userIDs()).Clicks {
		t.Error("a javascript link can be clicked")
	}
	if !lone.viewMessage(accounttest.Message{Link: "https://example.com/?a=b"}, lone.userIDs()).Clicks {
		t.Error("an https link cannot be clicked")
	}
}

func TestPage_FindShowsOnlyWhatMatches(t *testing.T) {
	t.Parallel()
	program := start(t)
	for _, name := range []string{"ann", "bob"} {
		params := account.CreateEmailTokenParams{UserID: account.NewID(), Email: name + "@example.com"}
		if _, err := program.client(t).CreateEmailToken(t.Context(), params); err != nil {
			t.Fatal(err)
		}
	}
	page := program.send(t, http.MethodGet, "/?find=ANN&refresh=1", nil).body
	mustContain(t, page, "ann@example.com", `value="ANN"`, `http-equiv="refresh" content="5"`, " checked")
	if strings.Contains(page, "bob@example.com") {
		t.Error("what does not match is shown")
	}
	mustContain(t, program.send(t, http.MethodGet, "/?find=zoe", nil).body, "Nothing matches")
}

func TestPage_AReloadRemovesTheNotice(t *testing.T) {
	t.Parallel()
	query := url.Values{"refresh": {"1"}, "notice": {"block"}, "find": {"a b"}}
	if got := refreshOf(query); got != "5;url=/?find=a+b&refresh=1" {
		t.Errorf("the page reloads as %q", got)
	}
}

func TestPage_LongListsAreCut(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	for i := range usersShown + 5 {
		service.CreateUser(accounttest.Seed{Email: fmt.Sprintf("user%d@example.com", i)})
	}
	page := newEmulator(service, hostRule{}, noJournal()).overview(url.Values{})
	if len(page.Users) != usersShown || page.UsersFound != usersShown+5 {
		t.Errorf("%d of %d users are shown", len(page.Users), page.UsersFound)
	}
	if newest := page.Users[0].Email; newest != fmt.Sprintf("user%d@example.com", usersShown+4) {
		t.Errorf("the first is %s, expected the newest", newest)
	}
}

func TestPage_ShowsFactorsAndCodesOfAUser(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	user := service.CreateUser(accounttest.Seed{
		Email: "ann@example.com", EmailVerified: true, Phone: "+491711234567", TOTP: true, RecoveryCodes: true, MFA: true,
	})
	service.CreateIdentity(user.ID, accounttest.IdentitySeed{Provider: "github", ID: "7", Email: "ann@github.example"})
	page := newEmulator(service, hostRule{}, noJournal()).overview(url.Values{})
	view := page.Users[0]
	if got := strings.Join(view.Factors, "; "); got != "authenticator app; email; 6 recovery codes" {
		t.Errorf("the factors are %q", got)
	}
	if len(view.TOTPCode) != 6 || view.Title != "ann@example.com" || len(view.Identities) != 1 {
		t.Errorf("the user is shown as %+v", view)
	}
}

func TestPage_TheClockOffsetIsInWords(t *testing.T) {
	t.Parallel()
	for offset, expected := range map[time.Duration]string{
		0: "", time.Second: "", 15 * time.Minute: "15 minutes ahead", -time.Hour: "1 hour behind",
		49*time.Hour + 5*time.Second: "2 days 1 hour ahead", 366 * 24 * time.Hour: "366 days ahead", time.Minute + time.Second: "1 minute 1 second ahead",
	} {
		if got := describeOffset(offset); got != expected {
			t.Errorf("%v: %q, expected %q", offset, got, expected)
		}
	}
}

func TestPage_OtherPathsAreNotFound(t *testing.T) {
	t.Parallel()
	program := start(t)
	for _, path := range []string{"/verify?userId=a&secret=b", "/console", "/console/auth/else", "/console/auth/oauth2/else"} {
		if response := program.send(t, http.MethodGet, path, nil); response.status != http.StatusNotFound || !strings.Contains(response.body, "No such page") {
			t.Errorf("GET %s: status %d", path, response.status)
		}
	}
	if icon := program.send(t, http.MethodGet, "/icon.svg", nil); icon.header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("the icon is %v", icon.header)
	}
}
