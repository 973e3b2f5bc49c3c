package control_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

func TestSettings_AreReadAndChanged(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	before, err := e.GetSettingsWithResponse(ctx)
	require.NoError(t, err)
	require.True(t, before.JSON200.RateLimits)
	require.Contains(t, before.JSON200.KnownProviders, "github")
	require.NotNil(t, before.JSON200.Platforms)

	changed, err := e.UpdateSettingsWithResponse(ctx, control.SettingsChange{
		Platforms: &[]string{"app.example.com"}, Providers: &[]string{"github"}, DisabledMethods: &[]control.Method{control.MethodAnonymous},
		SessionLimit: new(1), SessionDuration: new(60.0), PasswordHistory: new(3), MockNumbers: &map[string]string{"+4915112345678": "123456"},
		RateLimits: new(false), InvalidateSessions: new(false),
	})
	require.NoError(t, err)
	require.NotNil(t, changed.JSON200, string(changed.Body))
	expected := *before.JSON200
	expected.Platforms, expected.Providers, expected.DisabledMethods = []string{"app.example.com"}, []string{"github"}, []control.Method{control.MethodAnonymous}
	expected.SessionLimit, expected.SessionDuration, expected.PasswordHistory = 1, 60, 3
	expected.MockNumbers, expected.RateLimits, expected.InvalidateSessions = map[string]string{"+4915112345678": "123456"}, false, false
	require.Equal(t, expected, *changed.JSON200, "what is left out stays")

	_, err = e.service.GuestClient().CreateAnonymousSession(ctx)
	require.ErrorIs(t, err, account.ErrUserAuthMethodUnsupported)
	e.createUser(t, control.Seed{ID: "ann"})
	e.service.CreateSession("ann")
	e.service.CreateSession("ann")

	cleared, err := e.UpdateSettingsWithResponse(ctx, control.SettingsChange{Platforms: &[]string{}, MockNumbers: &map[string]string{}})
	require.NoError(t, err)
	require.Empty(t, cleared.JSON200.Platforms)
	require.Empty(t, cleared.JSON200.MockNumbers)

	wrong, err := e.UpdateSettingsWithResponse(ctx, control.SettingsChange{Providers: &[]string{"github", "nope"}, SessionLimit: new(7)})
	require.NoError(t, err)
	require.Equal(t, "providers[1]", wrong.ApplicationProblemJSONDefault.Field)
	require.Equal(t, 1, e.service.Settings().SessionLimit, "a change with an error changes nothing")
}

// Each setting that can be changed can be read, and the other way round.
func TestSettings_HaveOneNameEach(t *testing.T) {
	e := newEmulator(t)
	for _, pair := range [][2]string{
		{"accountService", "false"}, {"rest", "false"}, {"mail", "false"}, {"sms", "false"}, {"strictRedirects", "true"}, {"serverBugs", "false"},
		{"passwordDictionary", "true"}, {"personalDataCheck", "true"}, {"sessionAlerts", "true"}, {"loopbackPlatforms", "true"},
		{"userLimit", "9"}, {"sessionLimit", "9"}, {"passwordHistory", "9"}, {"sessionDuration", "9"}, {"rateLimits", "false"},
	} {
		member := `"` + pair[0] + `":` + pair[1]
		before, err := e.GetSettingsWithResponse(t.Context())
		require.NoError(t, err)
		require.NotContains(t, string(before.Body), member)
		changed, err := e.UpdateSettingsWithBodyWithResponse(t.Context(), "application/json", strings.NewReader("{"+member+"}"))
		require.NoError(t, err)
		require.Contains(t, string(changed.Body), member)
	}
}

func TestProviders_SignInWhoeverIsChosen(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	chosen, err := e.SetProviderAccountWithResponse(ctx, "mock", control.ProviderAccount{ID: "7", Email: ann})
	require.NoError(t, err)
	require.Equal(t, 204, chosen.StatusCode(), string(chosen.Body))
	rejecting, err := e.SetProviderErrorWithResponse(ctx, "mock", control.ProviderError{Code: "access_denied"})
	require.NoError(t, err)
	require.Equal(t, 204, rejecting.StatusCode())
	unknown, err := e.SetProviderErrorWithResponse(ctx, "nope", control.ProviderError{Code: "access_denied"})
	require.NoError(t, err)
	require.Contains(t, unknown.ApplicationProblemJSONDefault.Detail, "there are amazon")
}

func TestKeys_AreCreated(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	key, err := e.CreateKeyWithResponse(ctx, control.KeySeed{Name: "mail", Scopes: []string{"sessions.write"}})
	require.NoError(t, err)
	_, err = e.service.GuestClient(account.WithKey(key.JSON201.Secret)).CreateEmailToken(ctx, account.CreateEmailTokenParams{UserID: "ann", Email: ann})
	require.NoError(t, err)
	dev, err := e.CreateDevKeyWithResponse(ctx, control.Nothing{})
	require.NoError(t, err)
	require.NotEmpty(t, dev.JSON201.Secret)
}

func TestIdentitiesAndTargets_AreCreated(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	e.createUser(t, control.Seed{ID: "ann"})
	identity, err := e.CreateIdentityWithResponse(ctx, "ann", control.IdentitySeed{Provider: "github", ProviderUID: "7", ProviderEmail: ann})
	require.NoError(t, err)
	require.Equal(t, "7", identity.JSON201.ProviderUID)
	target, err := e.CreateTargetWithResponse(ctx, "ann", control.TargetSeed{Type: "push", Identifier: "device", Name: "Phone"})
	require.NoError(t, err)
	require.Equal(t, "Phone", target.JSON201.Name)
	again, err := e.CreateTargetWithResponse(ctx, "ann", control.TargetSeed{Type: "push", Identifier: "device"})
	require.NoError(t, err)
	require.Equal(t, control.ProblemTypeConflict, again.ApplicationProblemJSONDefault.Type)
}

func TestRateLimits_AreListedAndReset(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	e.service.Clock().Freeze() // limits start anew with the hour
	signIn := func() error {
		_, err := e.service.GuestClient(account.WithRetries(0)).CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: ann, Password: password})
		return err
	}
	for range 10 {
		require.ErrorIs(t, signIn(), account.ErrUserInvalidCredentials)
	}
	require.ErrorIs(t, signIn(), account.ErrGeneralRateLimitExceeded)
	listed, err := e.ListRateLimitsWithResponse(ctx)
	require.NoError(t, err)
	used := listed.JSON200.Limits[0]
	require.Equal(t, []any{"createEmailPasswordSession", 10, 10}, []any{used.Operation, used.Limit, min(used.Used, 10)})
	require.True(t, used.Reset.After(e.service.Clock().Now()))

	one, err := e.ResetRateLimitsWithResponse(ctx, &control.ResetRateLimitsParams{Key: used.Key})
	require.NoError(t, err)
	require.Equal(t, 204, one.StatusCode(), string(one.Body))
	require.ErrorIs(t, signIn(), account.ErrUserInvalidCredentials)
	unknown, err := e.ResetRateLimitsWithResponse(ctx, &control.ResetRateLimitsParams{Key: "nope"})
	require.NoError(t, err)
	require.Equal(t, control.ProblemTypeNotFound, unknown.ApplicationProblemJSONDefault.Type)
	all, err := e.ResetRateLimitsWithResponse(ctx, nil)
	require.NoError(t, err)
	require.Equal(t, 204, all.StatusCode())
	require.Empty(t, e.service.RateLimits())
}

func TestFixtures_AreAddedAndResetComesBackToThem(t *testing.T) {
	e, ctx := newEmulator(t), t.Context()
	added, err := e.AddFixturesWithBodyWithResponse(ctx, "application/yaml", strings.NewReader(
		"users:\n  - id: ann\n    email: ann@example.com\n    password: correct-horse-9\nsettings:\n  sessionDuration: 90\nfaults:\n  - {operation: get, status: 503, delay: 0.001}\n"))
	require.NoError(t, err)
	require.Equal(t, 204, added.StatusCode(), string(added.Body))
	require.Equal(t, "1m30s", e.service.Settings().SessionDuration.String())
	e.service.DeleteUser("ann")
	e.service.ClearFaults()
	reset, err := e.ResetWithResponse(ctx, control.Nothing{})
	require.NoError(t, err)
	require.Equal(t, 204, reset.StatusCode())
	require.Equal(t, ann, e.service.User("ann").Email)
	require.Len(t, e.service.Faults(), 1)

	wrong, err := e.AddFixturesWithBodyWithResponse(ctx, "application/json", strings.NewReader("{\"users\": [\n  {\"id\": \"bob\"},\n  {\"mail\": \"x\"}\n]}"))
	require.NoError(t, err)
	problem := wrong.ApplicationProblemJSONDefault
	require.NotNil(t, problem, string(wrong.Body))
	require.Equal(t, []any{control.ProblemTypeInvalid, "users[1].mail", 3}, []any{problem.Type, problem.Field, problem.Line}, problem.Detail)
	require.Len(t, e.service.Users(), 1, "a file with an error changes nothing")
}

func TestService_SaysWhatIsRunning(t *testing.T) {
	e := newEmulator(t)
	e.createUser(t, control.Seed{})
	running, err := e.GetServiceWithResponse(t.Context())
	require.NoError(t, err)
	require.Equal(t, control.Service{
		Version: "1.7.4", Endpoint: e.service.Endpoint(), ProjectID: e.service.ProjectID(), APIKey: e.service.APIKey(), Users: 1,
	}, *running.JSON200)
}
