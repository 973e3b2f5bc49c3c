package control_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// emulator is a service with its control API.
type emulator struct {
	*control.ClientWithResponses
	service *accounttest.Server
	url     string
}

func newEmulator(t *testing.T, options ...control.Option) *emulator {
	t.Helper()
	service := accounttest.New(t)
	server := httptest.NewServer(checked(t, control.NewHandler(service, options...)))
	t.Cleanup(server.Close)
	client, err := control.NewClientWithResponses(server.URL + control.Path)
	require.NoError(t, err)
	return &emulator{client, service, server.URL + control.Path}
}

const ann, password = "ann@example.com", "correct-horse-9"

func (e *emulator) createUser(t *testing.T, seed control.Seed) control.User {
	t.Helper()
	response, err := e.CreateUserWithResponse(t.Context(), seed)
	require.NoError(t, err)
	require.NotNil(t, response.JSON201, string(response.Body))
	return *response.JSON201
}

func TestUsers_AreSeededReadChangedAndDeleted(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	created := e.createUser(t, control.Seed{
		Email: ann, Password: password, Name: "Ann", EmailVerified: true, TOTP: true, RecoveryCodes: true, MFA: true,
		Labels: []string{"vip"}, Prefs: map[string]any{"theme": map[string]any{"dark": true}},
		Sessions:   []control.SessionSeed{{UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/120.0", Country: "de", IP: "203.0.113.7"}},
		Identities: []control.IdentitySeed{{Provider: "github", ProviderUID: "583231", ProviderEmail: ann}},
		Targets:    []control.TargetSeed{{Type: "push", Identifier: "device-1"}},
		Activity:   []control.ActivitySeed{{Event: "user.create"}},
	})
	require.NotEmpty(t, created.Sessions[0].Secret)
	require.Equal(t, "Firefox", created.Sessions[0].Browser)
	require.Equal(t, "de", created.Sessions[0].Country)
	require.Equal(t, map[string]any{"theme": map[string]any{"dark": true}}, created.Prefs)
	require.Len(t, created.Identities, 1)
	require.Len(t, created.Targets, 2)
	require.ElementsMatch(t, []string{"totp", "email", "recoveryCode"}, created.Factors)

	me := e.service.GuestClient().WithSession(created.Sessions[0].Secret)
	_, err := me.Get(ctx)
	require.ErrorIs(t, err, account.ErrUserMoreFactorsRequired)

	read, err := e.GetUserWithResponse(ctx, ann)
	require.NoError(t, err)
	require.Equal(t, created.ID, read.JSON200.ID)
	require.Empty(t, read.JSON200.Sessions[0].Secret, "secrets are shown once")

	changed, err := e.UpdateUserWithResponse(ctx, created.ID, control.UserChange{
		Name: new("Ann B."), Email: new("b@example.com"), MFA: new(false), Blocked: new(true), Prefs: &map[string]any{}, Labels: &[]string{},
	})
	require.NoError(t, err)
	user := changed.JSON200
	require.NotNil(t, user, string(changed.Body))
	require.Equal(t, []any{"Ann B.", "b@example.com", false, true, false}, []any{user.Name, user.Email, user.EmailVerified, user.Blocked, user.MFA})
	require.Empty(t, user.Prefs)
	require.Empty(t, user.Labels)
	_, err = me.Get(ctx)
	require.ErrorIs(t, err, account.ErrUserBlocked)

	totp, err := e.GetTOTPWithResponse(ctx, created.ID)
	require.NoError(t, err)
	require.Equal(t, e.service.TOTP(created.ID), totp.JSON200.Code)
	require.True(t, totp.JSON200.ValidUntil.After(e.service.Clock().Now()))

	activity, err := e.ListActivityWithResponse(ctx, created.ID, nil)
	require.NoError(t, err)
	require.Equal(t, 1, activity.JSON200.Total)
	require.Equal(t, "user.create", activity.JSON200.Activity[0].Event)

	deleted, err := e.DeleteUserWithResponse(ctx, created.ID)
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, deleted.StatusCode())
	gone, err := e.GetUserWithResponse(ctx, created.ID)
	require.NoError(t, err)
	require.Equal(t, control.ProblemTypeNotFound, gone.ApplicationProblemJSONDefault.Type)
}

func TestUsers_AreListedNewestFirstInPages(t *testing.T) {
	e := newEmulator(t)
	for _, name := range []string{"one", "two", "three"} {
		e.createUser(t, control.Seed{ID: name, Name: "Ann " + name})
	}
	listed, err := e.ListUsersWithResponse(t.Context(), &control.ListUsersParams{Search: "ANN T", Limit: 1})
	require.NoError(t, err)
	require.Equal(t, 2, listed.JSON200.Total)
	require.Len(t, listed.JSON200.Users, 1)
	require.Equal(t, "three", listed.JSON200.Users[0].ID)
	listed, err = e.ListUsersWithResponse(t.Context(), &control.ListUsersParams{Search: "ann t", Limit: 1, Offset: 1})
	require.NoError(t, err)
	require.Equal(t, "two", listed.JSON200.Users[0].ID)
}

func TestSessions_OfAnyUserAreCreatedAndEnded(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	e.createUser(t, control.Seed{Email: ann})
	created, err := e.CreateSessionWithResponse(ctx, ann, control.SessionSeed{Factors: []string{"password", "totp"}})
	require.NoError(t, err)
	session := created.JSON201
	me := e.service.GuestClient().WithSession(session.Secret)
	_, err = me.Get(ctx)
	require.NoError(t, err)

	jwt, err := e.CreateJWTWithResponse(ctx, ann, session.ID, control.Nothing{})
	require.NoError(t, err)
	_, err = e.service.GuestClient().WithJWT(jwt.JSON201.JWT).Get(ctx)
	require.NoError(t, err)

	token, err := e.CreateTokenWithResponse(ctx, ann, control.TokenSeed{Lifetime: 60})
	require.NoError(t, err)
	_, err = e.service.GuestClient().CreateSession(ctx, account.CreateSessionParams{UserID: token.JSON201.UserID, Secret: token.JSON201.Secret})
	require.NoError(t, err)

	ended, err := e.DeleteSessionWithResponse(ctx, ann, session.ID)
	require.NoError(t, err)
	require.Equal(t, 204, ended.StatusCode())
	again, err := e.DeleteSessionWithResponse(ctx, ann, session.ID)
	require.NoError(t, err)
	require.Equal(t, 404, again.StatusCode())
	_, err = me.Get(ctx)
	require.True(t, account.IsSignedOut(err))

	out, err := e.SignOutUserWithResponse(ctx, ann)
	require.NoError(t, err)
	require.Equal(t, 204, out.StatusCode())
	require.Empty(t, e.service.User(ann).Sessions)
}

func TestMessages_AreWaitedForAndCompleted(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	e.createUser(t, control.Seed{Email: ann, Password: password})

	waited := make(chan *control.WaitForMessageResponse)
	go func() {
		response, err := e.WaitForMessageWithResponse(ctx, &control.WaitForMessageParams{To: ann, Kind: control.MessageKindRecovery, Timeout: new(60.0)})
		assert.NoError(t, err)
		waited <- response
	}()
	recover := func() {
		_, err := e.service.GuestClient().CreateRecovery(ctx, account.CreateRecoveryParams{Email: ann, URL: "http://localhost/recover"})
		assert.NoError(t, err)
	}
	recover()
	first := (<-waited).JSON200
	require.Equal(t, ann, first.To)
	require.Contains(t, first.Link, "secret="+first.Secret)
	require.NotEmpty(t, first.HTML)
	require.True(t, first.Redeemable)

	late, err := e.WaitForMessageWithResponse(ctx, &control.WaitForMessageParams{To: ann, After: first.ID, Timeout: new(0.0)})
	require.NoError(t, err)
	require.Equal(t, control.ProblemTypeTimeout, late.ApplicationProblemJSONDefault.Type)
	recover()
	second, err := e.WaitForMessageWithResponse(ctx, &control.WaitForMessageParams{To: ann, After: first.ID})
	require.NoError(t, err)
	require.NotEqual(t, first.ID, second.JSON200.ID)

	short, err := e.CompleteMessageWithResponse(ctx, second.JSON200.ID, control.Completion{Password: "short"})
	require.NoError(t, err)
	require.Equal(t, control.ProblemTypeConflict, short.ApplicationProblemJSONDefault.Type)
	require.Equal(t, "password", short.ApplicationProblemJSONDefault.Field)
	done, err := e.CompleteMessageWithResponse(ctx, second.JSON200.ID, control.Completion{Password: "another-horse-9"})
	require.NoError(t, err)
	require.NotNil(t, done.JSON200, string(done.Body))
	_, err = e.service.GuestClient().CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: ann, Password: "another-horse-9"})
	require.NoError(t, err)
}

func TestMessages_OfSignInsCompleteWithASession(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	user := e.createUser(t, control.Seed{Email: ann})
	_, err := e.service.GuestClient().CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: user.ID, Email: ann})
	require.NoError(t, err)
	listed, err := e.ListMessagesWithResponse(ctx, &control.ListMessagesParams{Channel: control.ChannelMail, Search: "code"})
	require.NoError(t, err)
	require.Equal(t, 1, listed.JSON200.Total)
	done, err := e.CompleteMessageWithResponse(ctx, listed.JSON200.Messages[0].ID, control.Completion{})
	require.NoError(t, err)
	require.NotNil(t, done.JSON200, string(done.Body))
	_, err = e.service.GuestClient().WithSession(done.JSON200.Session.Secret).Get(ctx)
	require.NoError(t, err)

	message, err := e.GetMessageWithResponse(ctx, listed.JSON200.Messages[0].ID)
	require.NoError(t, err)
	require.Equal(t, listed.JSON200.Messages[0].Code, message.JSON200.Code)
	require.False(t, message.JSON200.Redeemable, "it was used")

	deleted, err := e.DeleteMessageWithResponse(ctx, listed.JSON200.Messages[0].ID)
	require.NoError(t, err)
	require.Equal(t, 204, deleted.StatusCode())
	require.Empty(t, e.service.Messages())
}

func TestMessagesAndRequests_AreForgotten(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	_, err := e.service.GuestClient().CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: "ann", Email: ann})
	require.NoError(t, err)
	require.Len(t, e.service.Messages(), 1)
	messages, err := e.ClearMessagesWithResponse(ctx)
	require.NoError(t, err)
	require.Equal(t, 204, messages.StatusCode())
	require.Empty(t, e.service.Messages())
	require.Len(t, e.service.Requests(), 1)
	requests, err := e.ClearRequestsWithResponse(ctx)
	require.NoError(t, err)
	require.Equal(t, 204, requests.StatusCode())
	require.Empty(t, e.service.Requests())
}

func TestUsers_SessionsAndLinksExpire(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	e.createUser(t, control.Seed{ID: "ann", Email: ann})
	me := e.service.UserClient("ann")
	_, err := e.service.GuestClient().CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: "ann", Email: ann})
	require.NoError(t, err)
	code := account.CreateSessionParams{UserID: "ann", Secret: e.service.LastMail(ann).Secret}

	links, err := e.ExpireUserWithResponse(ctx, ann, control.Expiry{Tokens: true})
	require.NoError(t, err)
	require.Equal(t, 204, links.StatusCode(), string(links.Body))
	_, err = e.service.GuestClient().CreateSession(ctx, code)
	require.ErrorIs(t, err, account.ErrUserInvalidToken)
	_, err = me.Get(ctx)
	require.NoError(t, err, "sessions go on")
	sessions, err := e.ExpireUserWithResponse(ctx, "ann", control.Expiry{Sessions: true})
	require.NoError(t, err)
	require.Equal(t, 204, sessions.StatusCode())
	_, err = me.Get(ctx)
	require.True(t, account.IsSignedOut(err))
	nobody, err := e.ExpireUserWithResponse(ctx, "bob", control.Expiry{})
	require.NoError(t, err)
	require.Equal(t, control.ProblemTypeNotFound, nobody.ApplicationProblemJSONDefault.Type)
}

func TestClock_CannotLeaveTheYearsThatJSONHas(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	moment := func(year int) *time.Time { return new(time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)) }
	first := time.Date(0, 1, 1, 0, 0, 0, 0, time.FixedZone("", 23*3600)) // in UTC the year is negative
	for field, changes := range map[string][]control.ClockChange{
		"set":     {{Set: moment(1)}, {Set: moment(1969)}, {Set: moment(9999)}, {Set: &first}},
		"advance": {{Advance: new(1e300)}, {Advance: new(-1e300)}, {Set: moment(8900), Advance: new(8e9)}, {Set: moment(1971), Advance: new(-1e8)}},
	} {
		for _, change := range changes {
			for _, frozen := range []bool{true, false} {
				change.Frozen = &frozen
				wrong, err := e.UpdateClockWithResponse(ctx, change)
				require.NoError(t, err)
				require.NotNil(t, wrong.ApplicationProblemJSONDefault, string(wrong.Body))
				require.Equal(t, field, wrong.ApplicationProblemJSONDefault.Field)
				require.WithinDuration(t, time.Now(), e.service.Clock().Now(), time.Hour)
			}
		}
	}
	for _, frozen := range []bool{true, false} { // also a clock that runs gets there
		_, err := e.UpdateClockWithResponse(ctx, control.ClockChange{Frozen: &frozen, Set: moment(8999)})
		require.NoError(t, err)
		created := e.createUser(t, control.Seed{Sessions: []control.SessionSeed{{}}})
		require.Equal(t, 8999, created.CreatedAt.Year())
		snapshot, err := e.ExportSnapshotWithResponse(ctx)
		require.NoError(t, err)
		require.Equal(t, 200, snapshot.StatusCode())
	}
}

func TestSeconds_ThatADurationCannotHaveAreRejected(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	e.createUser(t, control.Seed{ID: "ann"})
	settings, err := e.UpdateSettingsWithResponse(ctx, control.SettingsChange{SessionDuration: new(1e10)})
	require.NoError(t, err)
	fault, err := e.AddFaultWithResponse(ctx, control.FaultSeed{Delay: 1e10})
	require.NoError(t, err)
	token, err := e.CreateTokenWithResponse(ctx, "ann", control.TokenSeed{Lifetime: 1e300})
	require.NoError(t, err)
	for field, problem := range map[string]*control.Problem{
		"sessionDuration": settings.ApplicationProblemJSONDefault, "delay": fault.ApplicationProblemJSONDefault, "lifetime": token.ApplicationProblemJSONDefault,
	} {
		require.NotNil(t, problem, field)
		require.Equal(t, field, problem.Field)
		require.Equal(t, "it can be 9000000000 seconds at most", problem.Detail)
	}
}

func TestClock_IsFrozenAndMoved(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	frozen, err := e.UpdateClockWithResponse(ctx, control.ClockChange{Frozen: new(true), Set: new(accounttestTime), Advance: new(90.5)})
	require.NoError(t, err)
	require.Equal(t, control.Clock{Now: accounttestTime.Add(90_500_000_000), Frozen: true}, *frozen.JSON200)
	read, err := e.GetClockWithResponse(ctx)
	require.NoError(t, err)
	require.Equal(t, *frozen.JSON200, *read.JSON200)
	running, err := e.UpdateClockWithResponse(ctx, control.ClockChange{Frozen: new(false)})
	require.NoError(t, err)
	require.False(t, running.JSON200.Frozen)
}

func TestFaults_AreAddedListedAndEnded(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	user := e.createUser(t, control.Seed{Email: ann})
	added, err := e.AddFaultWithResponse(ctx, control.FaultSeed{Operation: "get", User: ann, Status: 503, Skip: 1, Times: 1})
	require.NoError(t, err)
	require.NotNil(t, added.JSON201, string(added.Body))

	me := e.service.UserClient(user.ID, account.WithRetries(0))
	for i, expected := range []bool{false, true, false} {
		_, err := me.Get(ctx)
		require.Equal(t, expected, err != nil, i)
	}
	listed, err := e.ListFaultsWithResponse(ctx)
	require.NoError(t, err)
	require.Equal(t, added.JSON201.ID, listed.JSON200.Faults[0].ID)
	require.Equal(t, 1, listed.JSON200.Faults[0].Acted)
	failed, err := e.ListRequestsWithResponse(ctx, &control.ListRequestsParams{Failed: new(true)})
	require.NoError(t, err)
	require.Equal(t, added.JSON201.ID, failed.JSON200.Requests[0].Fault)

	useless, err := e.AddFaultWithResponse(ctx, control.FaultSeed{Operation: "get"})
	require.NoError(t, err)
	require.Equal(t, control.ProblemTypeInvalid, useless.ApplicationProblemJSONDefault.Type)
	removed, err := e.DeleteFaultWithResponse(ctx, added.JSON201.ID)
	require.NoError(t, err)
	require.Equal(t, 204, removed.StatusCode())
	require.Empty(t, e.service.Faults())

	e.service.AddFault(accounttest.Fault{Status: 503})
	cleared, err := e.ClearFaultsWithResponse(ctx)
	require.NoError(t, err)
	require.Equal(t, 204, cleared.StatusCode())
	require.Empty(t, e.service.Faults())
}

func TestBody_AMediaTypeHasAnyLetterCase(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	for kind, body := range map[string]string{"Application/JSON; charset=UTF-8": `{"users": [{"id": "ann"}]}`, "APPLICATION/YAML": "users: [{id: bob}]"} {
		added, err := e.AddFixturesWithBodyWithResponse(ctx, kind, strings.NewReader(body))
		require.NoError(t, err)
		require.Equal(t, 204, added.StatusCode(), string(added.Body))
	}
	require.Len(t, e.service.Users(), 2)
}

func TestBody_OnlyFilesCanBeLarge(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	large := strings.Repeat(" ", 5<<20)
	user, err := e.CreateUserWithBodyWithResponse(ctx, "application/json", strings.NewReader(large+"{}"))
	require.NoError(t, err)
	require.Equal(t, 413, user.StatusCode())
	require.Equal(t, "a body can have 4194304 bytes", user.ApplicationProblemJSONDefault.Detail)
	fixtures, err := e.AddFixturesWithBodyWithResponse(ctx, "application/yaml", strings.NewReader("users: []\n"+large))
	require.NoError(t, err)
	require.Equal(t, 204, fixtures.StatusCode(), string(fixtures.Body))
}

func TestWaitForMessage_EndsWithTheService(t *testing.T) {
	e := newEmulator(t)
	e.service.Close()
	waited, err := e.WaitForMessageWithResponse(t.Context(), &control.WaitForMessageParams{To: ann, Timeout: new(60.0)})
	require.NoError(t, err)
	require.Equal(t, 504, waited.StatusCode())
	require.Equal(t, "no such message came; nothing was sent at all: the service was closed", waited.ApplicationProblemJSONDefault.Detail)
}

func TestCompleteMessage_AFaultOfTheAccountServiceIsNoInternalError(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	e.createUser(t, control.Seed{ID: "ann", Email: ann})
	_, err := e.service.KeyClient().CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: "ann", Email: ann})
	require.NoError(t, err)
	e.service.AddFault(accounttest.Fault{Damage: accounttest.Reset})
	completed, err := e.CompleteMessageWithResponse(ctx, "message-1", control.Completion{})
	require.NoError(t, err)
	require.Equal(t, 409, completed.StatusCode())
	require.Contains(t, completed.ApplicationProblemJSONDefault.Detail, "the account service did not respond")
}

func TestCurl_HasNothingThatAShellOrCurlWouldCarryOut(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	request, err := http.NewRequestWithContext(ctx, "X`id`|'y", e.service.Endpoint()+"/account/[1-9]?a='b", strings.NewReader("@'c"))
	require.NoError(t, err)
	request.Header.Set("X-Test", "'$(d)'")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	response.Body.Close()
	details, err := e.GetRequestWithResponse(ctx, e.service.LastRequest().ID, &control.GetRequestParams{Secrets: true})
	require.NoError(t, err)
	expected := "curl --globoff -X 'X`id`|'\\''y' -H 'X-Test: '\\''$(d)'\\''' --data-raw '@'\\''c' '" + e.service.Endpoint() + "/account/[1-9]?a=%27b'"
	require.Equal(t, expected, details.JSON200.Curl)
}

func TestRequests_ShowWhatArrivedWithoutSecrets(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	_, err := e.service.KeyClient().Create(ctx, account.CreateParams{UserID: "x y", Email: ann, Password: password})
	require.Error(t, err)
	listed, err := e.ListRequestsWithResponse(ctx, &control.ListRequestsParams{Operation: "create", Failed: new(true)})
	require.NoError(t, err)
	require.Equal(t, 1, listed.JSON200.Total)
	request := listed.JSON200.Requests[0]
	require.Equal(t, "userId", request.Parameter)
	require.Equal(t, control.CallerKey, request.Caller)
	require.NotEmpty(t, request.ErrorMessage)

	details, err := e.GetRequestWithResponse(ctx, request.ID, nil)
	require.NoError(t, err)
	masked := string(details.Body)
	require.NotContains(t, masked, password)
	require.NotContains(t, masked, e.service.APIKey())
	require.Contains(t, details.JSON200.Curl, `curl -X POST`)
	require.Contains(t, details.JSON200.Body.Text, `"password":"[redacted]"`)
	require.Contains(t, details.JSON200.Response.Body.Text, `general_argument_invalid`)

	shown, err := e.GetRequestWithResponse(ctx, request.ID, &control.GetRequestParams{Secrets: true})
	require.NoError(t, err)
	require.Contains(t, shown.JSON200.Curl, password)
	require.Contains(t, shown.JSON200.Curl, e.service.APIKey())
}

func TestEvents_AreStreamed(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	response, err := e.StreamEvents(ctx)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, "text/event-stream", response.Header.Get("Content-Type"))
	lines := bufio.NewScanner(response.Body)
	next := func() (event string, data map[string]any) {
		for lines.Scan() {
			line := lines.Text()
			if name, ok := strings.CutPrefix(line, "event: "); ok {
				event = name
			}
			if text, ok := strings.CutPrefix(line, "data: "); ok {
				require.NoError(t, json.Unmarshal([]byte(text), &data))
				return event, data
			}
		}
		t.Fatal("the stream ended")
		return "", nil
	}
	require.True(t, lines.Scan(), "the stream is open before anything happens")
	e.createUser(t, control.Seed{ID: "ann", Email: ann})
	event, _ := next()
	require.Equal(t, "changed", event)
	_, err = e.service.GuestClient().CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: "ann", Email: ann})
	require.NoError(t, err)
	event, data := next()
	require.Equal(t, "message", event)
	require.Equal(t, ann, data["to"])
	event, data = next()
	require.Equal(t, "request", event)
	require.Equal(t, "createEmailToken", data["operation"])
}

func TestSnapshot_IsExportedAndImported(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	e.createUser(t, control.Seed{ID: "ann", Email: ann, Prefs: map[string]any{"big": json.Number("9007199254740993")}})
	exported, err := e.ExportSnapshotWithResponse(ctx)
	require.NoError(t, err)
	e.service.DeleteUser("ann")
	imported, err := e.ImportSnapshotWithResponse(ctx, *exported.JSON200)
	require.NoError(t, err)
	require.Equal(t, 204, imported.StatusCode(), string(imported.Body))
	require.Equal(t, ann, e.service.User("ann").Email)
	broken, err := e.ImportSnapshotWithResponse(ctx, control.Snapshot(`{"format":99}`))
	require.NoError(t, err)
	require.Equal(t, control.ProblemTypeInvalid, broken.ApplicationProblemJSONDefault.Type)
}
