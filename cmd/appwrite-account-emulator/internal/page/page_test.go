package page

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
	"github.com/appwrite-go/appwrite/account/query"
)

func TestMessages_AreShownWithCodeLinkAndMail(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	require.Contains(t, s.shown("/"), "Nothing was sent yet")
	s.seed()
	page := s.shown("/")
	code := s.message(accounttest.PhoneCode).Code
	for _, part := range []string{"Address verification", `href="http://localhost/verify?userId=`, "Password recovery", `<code class="code">` + code, `href="/users/ann"`, "Verify the address"} {
		assert.Contains(t, page, part)
	}
	mail := s.message(accounttest.EmailVerification)
	page = s.shown("/messages/" + mail.ID)
	assert.Contains(t, page, `<iframe class="panel" src="/messages/`+mail.ID+`/mail"`)
	assert.Contains(t, page, `sandbox="allow-popups allow-popups-to-escape-sandbox"`)
	alone := s.get("/messages/" + mail.ID + "/mail")
	assert.Contains(t, alone.Body.String(), `<base target="_blank">`)
	assert.Contains(t, alone.Body.String(), "<h1>"+mail.Subject)
	policy := alone.Header().Get("Content-Security-Policy")
	assert.Contains(t, policy, "default-src 'none'")
	assert.Contains(t, policy, "sandbox allow-popups")
	assert.NotContains(t, policy, "script")
	assert.Equal(t, http.StatusNotFound, s.get("/messages/"+s.message(accounttest.PhoneCode).ID+"/mail").Code)
	assert.Equal(t, http.StatusNotFound, s.get("/messages/message-99").Code)
}

func TestMessages_AreFiltered(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed()
	for query, expected := range map[string]int{
		"": 3, "search=ANN@": 2, "to=ann@example.com": 2, "channel=sms": 1, "kind=recovery": 1, "kind=recovery&channel=sms": 0, "search=zoe": 0,
	} {
		assert.Equal(t, expected, strings.Count(s.shown("/?"+query), "<article"), query)
	}
	assert.Contains(t, s.shown("/?search=zoe"), "No message matches")
	assert.Contains(t, s.shown("/?kind=nope"), "there are no messages of the kind")
	assert.Contains(t, s.shown("/?search="+url.QueryEscape(`"><b>x`)), `value="&#34;&gt;&lt;b&gt;x"`)
}

func TestMessages_NoneIsFoundOnlyIfSomeWereLookedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed()
	assert.NotContains(t, s.shown("/?page=1"), `id="found"`)
	assert.Contains(t, s.shown("/?to=ann@example.com"), "2 messages found")
	assert.Contains(t, s.follow(s.send("/messages/clear", nil)), "Nothing was sent yet")
}

func TestMessages_ThatWereUsedSaySo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed()
	message := s.message(accounttest.EmailVerification)
	page := s.follow(s.send("/messages/"+message.ID+"/complete", nil))
	assert.Contains(t, page, "The address is verified.")
	assert.Contains(t, page, "used or expired")
	again := s.send("/messages/"+message.ID+"/complete", nil)
	assert.Equal(t, http.StatusConflict, again.Code)
	assert.Contains(t, again.Body.String(), "user_invalid_token")
}

func TestMessages_OfSignInsShowTheSessionOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed()
	response := s.send("/messages/"+s.message(accounttest.PhoneCode).ID+"/complete", nil)
	secret := secretOn(t, s.follow(response))
	me, err := s.service.GuestClient().WithSession(secret).Get(t.Context())
	require.NoError(t, err)
	require.Equal(t, "ann", me.ID)
	require.NotContains(t, s.shown(response.Header().Get("Location")), secret)
}

// secretOn returns the secret that a notice shows.
func secretOn(t *testing.T, page string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `<pre id="secret" tabindex="0">`)
	require.True(t, found, page)
	secret, _, _ := strings.Cut(rest, "</pre>")
	return html.UnescapeString(secret)
}

func TestUsers_ShowAllThatThereIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	require.Contains(t, s.shown("/users"), "No users yet")
	session := s.seed()
	s.service.UpdateUser("ann", accounttest.UserChange{MFA: new(true), Blocked: new(true)})
	assert.Contains(t, s.shown("/users"), `id="user-ann"`)
	assert.Contains(t, s.shown("/users?search=EXAMPLE"), `id="user-ann"`)
	assert.Contains(t, s.shown("/users?search=zoe"), "No user matches")
	page := html.UnescapeString(s.shown("/users/ann"))
	for _, part := range []string{
		"Ann Example", ann, "+491711234567", "unverified", "blocked", "MFA on", "vip", `"theme": "dark"`, s.service.TOTP("ann"), "6 recovery codes",
		session.ID, "github", "device-1", "user.create", "authenticator app",
	} {
		assert.Contains(t, page, part)
	}
	assert.NotContains(t, page, session.Secret)
	assert.Equal(t, http.StatusNotFound, s.get("/users/zoe").Code)
}

func TestUsers_SecretsThatAreMadeWork(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	session := s.seed()
	guest, ctx := s.service.GuestClient(), t.Context()
	_, err := guest.WithSession(secretOn(t, s.follow(s.send("/users/ann/sessions", nil)))).Get(ctx)
	assert.NoError(t, err)
	_, err = guest.WithJWT(secretOn(t, s.follow(s.send("/users/ann/sessions/"+session.ID+"/jwts", nil)))).Get(ctx)
	assert.NoError(t, err)
	_, err = guest.CreateSession(ctx, account.CreateSessionParams{UserID: "ann", Secret: secretOn(t, s.follow(s.send("/users/ann/tokens", nil)))})
	assert.NoError(t, err)
}

func TestForms_ThatAreRejectedKeepTheirValues(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed()
	for name, test := range map[string]struct {
		path   string
		values url.Values
		status int
		says   []string
	}{
		"a bad address":      {"/add-user", fill("email", "nobody", "name", "Bob", "mfa", "on"), 400, []string{"<code>email</code>", `value="nobody"`, `value="Bob"`, `value="on" checked`, `aria-invalid="true"`}},
		"an address again":   {"/add-user", fill("email", ann), 409, []string{"there is a user with the address", `value="ann@example.com"`}},
		"no JSON":            {"/add-user", fill("prefs", "{theme}"), 400, []string{"<code>prefs</code>: it has to be a JSON object", "{theme}"}},
		"two JSON values":    {"/users/ann/prefs", fill("prefs", "{} {}"), 400, []string{"goes on after the JSON object", "{} {}</textarea>"}},
		"a short password":   {"/users/ann/profile", fill("password", "short"), 400, []string{"<code>password</code>"}},
		"a time":             {"/users/ann/sessions", fill("expire", "soon"), 400, []string{"&#34;soon&#34; is no time"}},
		"a fault of nothing": {"/faults", fill("operation", "get"), 400, []string{"the fault does nothing", `value="get" selected`}},
		"a fault of a word":  {"/faults", fill("status", "503", "times", "many"), 400, []string{"&#34;many&#34; is no whole number", `value="503"`}},
		"a limit of a word":  {"/settings/limits", fill("sessionDuration", "1h"), 400, []string{"&#34;1h&#34; is no number"}},
		"a number alone":     {"/settings/messages", fill("mockNumbers", "+491711234567"), 400, []string{"has no code"}},
		"a host as URL":      {"/settings/platforms", fill("platforms", "https://example.com"), 400, []string{"platforms[0]", "https://example.com</textarea>", `aria-invalid="true"`}},
		"no clock":           {"/clock", fill("advance", "never"), 400, []string{"&#34;never&#34; is no number"}},
		"a time of no day":   {"/clock", fill("do", "set", "set", "yesterday"), 400, []string{"&#34;yesterday&#34; is no time"}},
		"fixtures":           {"/state/fixtures", fill("fixtures", "users:\n  - email: bob@example.com\n    colour: red\n"), 400, []string{"(line 3)", "colour: red"}},
		"no fixtures":        {"/state/fixtures", fill("fixtures", " "), 400, []string{"choose a file"}},
		"no snapshot":        {"/state/snapshot", nil, 400, []string{"choose a file"}},
		"an unknown button":  {"/users/ann/switches", fill("promote", "true"), 400, []string{"there is no such button"}},
		"a user who is gone": {"/users/zoe/switches", fill("blocked", "true"), 404, []string{"zoe"}},
		"a form too large":   {"/faults", fill("x", strings.Repeat("x", maxForm+1)), 400, []string{"cannot be read"}},
	} {
		t.Run(name, func(t *testing.T) {
			response := s.send(test.path, test.values)
			assert.Equal(t, test.status, response.Code)
			for _, part := range test.says {
				assert.Contains(t, response.Body.String(), part)
			}
			assert.Contains(t, response.Body.String(), `<body data-live="">`, "a script would load another page over it")
		})
	}
}

func TestForms_LeadBackToThePageTheyWereOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for target, expected := range map[string]string{
		"/users?search=a&page=2": "/users?", "": "/clock?", "//evil.example/": "/clock?", "https://evil.example/": "/clock?", `/\evil.example`: "/clock?", "javascript:alert(1)": "/clock?",
	} {
		response := s.send("/clock", fill("advance", "60", "back", target))
		assert.True(t, strings.HasPrefix(response.Header().Get("Location"), expected), "%s: %s", target, response.Header().Get("Location"))
	}
	location := s.send("/clock", fill("advance", "60", "back", "/users?search=a&page=2")).Header().Get("Location")
	assert.Contains(t, location, "search=a")
	assert.Contains(t, s.shown(location), `name="back" value="/users?page=2&amp;search=a"`)
}

func TestNotices_AreShownOnceAndOnlyIfTheyWereKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	assert.NotContains(t, s.shown("/?notice=You+won"), "You won")
	location := s.send("/clock", fill("advance", "60")).Header().Get("Location")
	assert.Contains(t, s.shown(location), "The clock was moved.")
	assert.NotContains(t, s.shown(location), "The clock was moved.")
	var kept notices
	first := kept.keep(notice{Text: "first"}, "/")
	for range maxNotices {
		kept.keep(notice{}, "/")
	}
	assert.Len(t, kept.kept, maxNotices)
	parsed, err := url.Parse(first)
	require.NoError(t, err)
	assert.Nil(t, kept.take(parsed.Query().Get(noticeParam)))
}

func TestRequests_AreFilteredAndShownWithoutSecrets(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	session := s.seed()
	_, err := s.service.GuestClient().WithSession(session.Secret).Get(t.Context())
	require.NoError(t, err)
	_, err = s.service.KeyClient().Create(t.Context(), account.CreateParams{UserID: "x y", Email: "bob@example.com", Password: password})
	require.Error(t, err)
	for query, expected := range map[string]int{
		"": 5, "operation=create": 1, "user=ann@example.com": 2, "outcome=failed": 1, "outcome=done": 4, "search=RECOVERY": 1, "operation=create&outcome=done": 0,
	} {
		assert.Equal(t, expected, strings.Count(s.shown("/requests?"+query), `<tr role="row" id="request-`), query)
	}
	assert.Contains(t, s.shown("/requests?user=zoe"), "zoe")

	failed := s.service.LastRequest()
	page := s.shown("/requests/" + failed.ID)
	for _, part := range []string{"general_argument_invalid", `<code class="parameter">userId`, `<mark>&#34;userId&#34;: &#34;x y&#34;`, "curl -X POST", "X-Appwrite-Key", "[redacted]", "Show secrets", "/faults?operation=create"} {
		assert.Contains(t, page, part)
	}
	assert.NotContains(t, page, password)
	assert.NotContains(t, page, s.service.APIKey())
	page = s.shown("/requests/" + failed.ID + "?secrets=1")
	assert.Contains(t, page, password)
	assert.Contains(t, page, s.service.APIKey())
	assert.Contains(t, s.shown("/faults?operation=create"), `value="create" selected`)
}

func TestRequests_MarkTheParameterOfTheAddressThatWasRejected(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed()
	s.service.ClearFaults()
	_, err := s.service.UserClient("ann").ListLogs(t.Context(), account.ListLogsParams{Queries: []query.ForLogs{query.Limit(-1)}})
	require.Error(t, err)
	assert.Contains(t, s.shown("/requests/"+s.service.LastRequest().ID), `<tr class="wrong"><th scope="row">queries[`)
}

func TestFaults_ShowWhatTheyDid(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.service.CreateUser(accounttest.Seed{ID: "ann"})
	s.service.AddFault(accounttest.Fault{ID: "one", Operation: "get", User: "ann", Status: 503, Message: "Down", Skip: 1, Times: 2, Delay: time.Millisecond, Probability: 1})
	me := s.service.UserClient("ann", account.WithRetries(0))
	for range 2 {
		_, _ = me.Get(t.Context())
	}
	page := s.shown("/faults")
	for _, part := range []string{"one", "by ann", "after the first 1, 2 times", "503", "after 0.001 s", "“Down”", `matched </span>2`, `acted </span>1`} {
		assert.Contains(t, page, part)
	}
	assert.Contains(t, page, `<span class="tag bad">1<span class="unseen"> in force`)
	for _, request := range s.service.Requests() {
		says := strings.Contains(s.shown("/requests/"+request.ID), `<a href="/faults#fault-one"><code>one</code></a> acted on it`)
		assert.Equal(t, request.Fault == "one", says, request.ID)
	}
	assert.Equal(t, "one", s.service.LastRequest().Fault)
}

func TestPage_NamesAndLinksAreEscaped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.service.CreateUser(accounttest.Seed{ID: "ann", Email: ann, Name: `<script>alert("ann")</script>`, Labels: []string{"vip"}, Prefs: map[string]any{"a": "</pre><script>"}})
	_, err := s.service.GuestClient().CreateRecovery(t.Context(), account.CreateRecoveryParams{Email: ann, URL: "http://localhost/?a=<b>"})
	require.NoError(t, err)
	for _, address := range []string{"/", "/users", "/users/ann", "/messages/message-1", "/requests/request-1", "/requests?search=%3Cscript%3E&user=%3Cscript%3E"} {
		page := s.shown(address)
		assert.Equal(t, 1, strings.Count(page, "<script"), address)
		assert.NotContains(t, page, "<b>", address)
	}
	for link, followed := range map[string]bool{"javascript:alert(1)": false, "data:text/html,x": false, "myapp://x": false, "https://example.com/?a=b": true} {
		assert.Equal(t, followed, clicks(link), link)
	}
}

func TestPage_LongListsAreCutIntoPages(t *testing.T) {
	t.Parallel()
	s := newSite(t, accounttest.WithRequestLog(200))
	for i := range 2*pageSize + 5 {
		s.service.CreateUser(accounttest.Seed{ID: fmt.Sprintf("user%d", i)})
	}
	for range pageSize + 1 {
		_, err := s.service.GuestClient().Get(t.Context())
		require.Error(t, err)
	}
	first, second, third := s.shown("/users?search=user"), s.shown("/users?search=user&page=2"), s.shown("/users?search=user&page=3")
	for page, expected := range map[string]int{first: pageSize, second: pageSize, third: 5} {
		assert.Equal(t, expected, strings.Count(page, `<tr role="row" id="user-`))
	}
	assert.Contains(t, first, `id="user-user104"`, "the newest comes first")
	assert.Contains(t, first, `rel="next" href="/users?page=2&amp;search=user"`)
	assert.NotContains(t, first, `rel="prev"`)
	assert.Contains(t, second, `rel="prev" href="/users?page=1&amp;search=user"`)
	assert.Contains(t, second, "51 to 100 of 105")
	assert.NotContains(t, third, `rel="next"`)
	assert.Equal(t, pageSize, strings.Count(s.shown("/requests"), `<tr role="row" id="request-`))
	for _, number := range []string{"0", "-1", "x", "99999999999999999999"} {
		assert.Contains(t, s.shown("/users?search=user&page="+number), `id="user-user104"`, number)
	}
}

func TestPage_ThePolicyAllowsItsOwnStyleAndScriptAlone(t *testing.T) {
	t.Parallel()
	page := newSite(t).shown("/settings")
	_, rest, _ := strings.Cut(page, "<style>")
	sheet, rest, _ := strings.Cut(rest, "</style>")
	_, rest, _ = strings.Cut(rest, "<script>")
	code, _, _ := strings.Cut(rest, "</script>")
	for _, part := range []string{hash(sheet), hash(code), "default-src 'none'", "connect-src 'self'", "frame-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		assert.Contains(t, Policy, part)
	}
	assert.NotContains(t, Policy, "unsafe")
	for _, forbidden := range []string{"style=", " onclick", " onload", "javascript:"} {
		assert.NotContains(t, strings.Replace(page, code, "", 1), forbidden)
	}
}

func TestPage_FieldsHaveLabelsAndIDsAreUnique(t *testing.T) {
	t.Parallel()
	s := newSite(t, accounttest.WithProviders("github"))
	s.seed()
	for _, address := range append(pages, "/console/auth/recovery", "/nope") {
		page := s.get(address).Body.String()
		seen := map[string]bool{}
		for _, part := range strings.Split(page, ` id="`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			assert.False(t, seen[id], "%s has the id %s twice", address, id)
			seen[id] = true
		}
		for _, part := range strings.Split(page, ` for="`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			assert.True(t, seen[id], "%s: the label of %s has no field", address, id)
		}
	}
}

func TestState_ASnapshotIsExportedAndImported(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed()
	exported := s.get("/state/snapshot.json")
	assert.Equal(t, `attachment; filename="emulator.json"`, exported.Header().Get("Content-Disposition"))
	s.service.DeleteUser("ann")
	called := s.calls.during(func() {
		assert.Contains(t, s.follow(s.sendFile("/state/snapshot", "snapshot", exported.Body.String())), "as in the snapshot")
	})
	assert.Contains(t, called, "importSnapshot")
	assert.Equal(t, ann, s.service.User("ann").Email)
	assert.Contains(t, s.sendFile("/state/snapshot", "snapshot", `{"format":99}`).Body.String(), `role="alert"`)
	s.follow(s.sendFile("/state/fixtures", "file", `{"users": [{"email": "bob@example.com"}]}`))
	assert.Len(t, s.service.Users(), 2)
}

func TestClock_TheFrameShowsAndMovesIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	assert.NotContains(t, s.shown("/users"), "Let it run")
	s.send("/clock", fill("do", "freeze"))
	page := s.shown("/users")
	assert.Contains(t, page, `data-frozen="yes"`)
	assert.Contains(t, page, "Let it run")
	before := s.service.Clock().Now()
	for _, one := range clockSteps {
		s.send("/clock", fill("advance", fmt.Sprint(one.Seconds)))
		before = before.Add(time.Duration(one.Seconds) * time.Second)
		assert.Equal(t, before, s.service.Clock().Now(), one.Label)
	}
	s.send("/clock", fill("do", "run"))
	assert.False(t, s.service.Clock().Frozen())
	s.send("/clock", fill("do", "now"))
	assert.Equal(t, time.Duration(0), ahead(s.service))
}

func TestClock_TheOffsetIsInWords(t *testing.T) {
	t.Parallel()
	for offset, expected := range map[time.Duration]string{
		0: "", time.Second: "", 15 * time.Minute: "15 minutes ahead", -time.Hour: "1 hour behind", 49 * time.Hour: "2 days ahead", 366 * 24 * time.Hour: "366 days ahead",
	} {
		assert.Equal(t, expected, describeOffset(time.Now().Add(offset)), offset)
	}
}

func TestPage_OtherPathsAreNotFound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/verify?userId=a&secret=b", "/console", "/console/auth/else", "/console/auth/oauth2/else"} {
		response := s.get(path)
		assert.Equal(t, http.StatusNotFound, response.Code, path)
		assert.Contains(t, response.Body.String(), "No such page")
	}
	assert.Equal(t, "image/svg+xml", s.get("/icon.svg").Header().Get("Content-Type"))
}

func TestPage_TokensAreSentToTheControlAPI(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	wrong := New(control.NewHandler(service, control.WithToken("right")), "wrong", service.Handler())
	w := httptest.NewRecorder()
	wrong.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/", nil))
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.Contains(t, w.Body.String(), "unauthorized")
}

// BenchmarkPage shows how long its pages take with many users, messages and requests.
func BenchmarkPage(b *testing.B) {
	s := newSite(b, accounttest.WithRequestLog(10_000), accounttest.WithoutRateLimits())
	guest := s.service.GuestClient()
	for i := range 1_000 {
		id := fmt.Sprintf("user%d", i)
		s.service.CreateUser(accounttest.Seed{ID: id, Email: id + "@example.com", Sessions: make([]accounttest.SessionSeed, 2)})
		_, err := guest.CreateEmailToken(b.Context(), account.CreateEmailTokenParams{UserID: id, Email: id + "@example.com"})
		require.NoError(b, err)
	}
	for range 9_000 { // the other requests are those for codes
		_, err := guest.Get(b.Context())
		require.Error(b, err)
	}
	for _, address := range []string{"/", "/?search=user99", "/users", "/users?page=20", "/users/user500", "/requests", "/requests?page=200", "/requests/request-9999", "/faults", "/settings"} {
		b.Run(address, func(b *testing.B) {
			for b.Loop() {
				s.shown(address)
			}
		})
	}
}
