package models_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/models"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// decode reads a body with the standard library, as a program does with one it stored.
func decode[T any](t *testing.T, body string) T {
	t.Helper()
	var model T
	require.NoError(t, json.Unmarshal([]byte(body), &model), body)
	return model
}

// answers are all the models that the service answers, by the name of their schema.
var answers = map[string]any{
	"User":             models.User{},
	"Target":           models.Target{},
	"Session":          models.Session{},
	"SessionList":      models.SessionList{},
	"Token":            models.Token{},
	"Jwt":              models.JWT{},
	"MfaChallenge":     models.MFAChallenge{},
	"MfaFactors":       models.MFAFactors{},
	"MfaRecoveryCodes": models.MFARecoveryCodes{},
	"MfaType":          models.MFAType{},
	"Identity":         models.Identity{},
	"IdentityList":     models.IdentityList{},
	"Log":              models.Log{},
	"LogList":          models.LogList{},
}

// fill sets every field of a struct to something that is not zero.
func fill(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 11, 23, 9, 12, 20, 364e6, time.UTC)))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case v.Kind() == reflect.Map:
		v.Set(reflect.ValueOf(map[string]any{"theme": "dark", "n": 1.0, "nest": map[string]any{"a": []any{1.0, nil, true}}}))
	case v.Kind() == reflect.String:
		v.SetString("<é & 😀>")
	case v.Kind() == reflect.Int:
		v.SetInt(7)
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	}
}

func TestEveryModelSurvivesTheStandardLibrary(t *testing.T) {
	t.Parallel()
	for name, zero := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			full := reflect.New(reflect.TypeOf(zero))
			fill(full.Elem())
			for _, model := range []reflect.Value{full, reflect.New(full.Elem().Type())} {
				data, err := json.Marshal(model.Interface())
				require.NoError(t, err)
				back := reflect.New(full.Elem().Type())
				require.NoError(t, json.Unmarshal(data, back.Interface()), string(data))
				assert.Equal(t, plain(t, model.Interface()), plain(t, back.Interface()))
				again, err := json.Marshal(back.Interface())
				require.NoError(t, err)
				assert.JSONEq(t, string(data), string(again))
			}
		})
	}
}

// plain strips a model of its methods, so that a failed comparison shows all of it.
func plain(t *testing.T, model any) any {
	t.Helper()
	data, err := json.Marshal(model)
	require.NoError(t, err)
	var value any
	require.NoError(t, json.Unmarshal(data, &value))
	return value
}

func TestEveryPropertyOfTheDocumentIsAFieldOfItsModel(t *testing.T) {
	t.Parallel()
	for name, zero := range answers {
		schema := contract.Default().Document.Components.Schemas[name].Value
		model := reflect.TypeOf(zero)
		var fields []string
		for i := range model.NumField() {
			tag := model.Field(i).Tag.Get("json")
			if end := slices.Index([]byte(tag), ','); end >= 0 {
				tag = tag[:end]
			}
			fields = append(fields, tag)
		}
		var properties []string
		example := map[string]any{}
		for property, ref := range schema.Properties {
			properties = append(properties, property)
			example[property] = ref.Value.Example
		}
		assert.ElementsMatch(t, properties, fields, name)

		body, err := json.Marshal(example)
		require.NoError(t, err)
		got := reflect.New(model)
		require.NoError(t, json.Unmarshal(body, got.Interface()), "the example of %s", name)
		for i := range model.NumField() {
			if text, ok := example[fields[i]].(string); ok && model.Field(i).Type.Kind() == reflect.String {
				assert.Equal(t, text, got.Elem().Field(i).String(), "%s.%s", name, fields[i])
			}
		}
	}
}

func TestASessionOfARealAnswer(t *testing.T) {
	t.Parallel()
	session := decode[models.Session](t, `{
		"$id": "s1", "$createdAt": "2026-11-23T09:12:11.101+00:00", "$updatedAt": "2026-11-23T09:12:11.101+00:00",
		"userId": "u1", "expire": "2027-11-23 09:12:25.294", "provider": "kick", "providerUid": "",
		"providerAccessToken": "", "providerAccessTokenExpiry": "", "providerRefreshToken": "", "ip": "127.0.0.1",
		"factors": {"0": "password", "2": "totp"}, "current": true, "secret": "", "mfaUpdatedAt": "2026-11-23 09:12:20.364",
		"clientEngineVersion": "126.0.0.0", "someday": {"a": [1, {"b": null}]}
	}`)
	assert.Equal(t, models.Session{
		ID: "s1", UserID: "u1", Provider: "kick", IP: "127.0.0.1", Current: true, ClientEngineVersion: "126.0.0.0",
		CreatedAt:    time.Date(2026, 11, 23, 9, 12, 11, 101e6, time.UTC),
		UpdatedAt:    time.Date(2026, 11, 23, 9, 12, 11, 101e6, time.UTC),
		Expire:       time.Date(2027, 11, 23, 9, 12, 25, 294e6, time.UTC),
		MFAUpdatedAt: time.Date(2026, 11, 23, 9, 12, 20, 364e6, time.UTC),
		Factors:      []string{"password", "totp"},
	}, session)
}

func TestAStoredSessionKeepsItsSecret(t *testing.T) {
	t.Parallel()
	session := models.Session{ID: "s1", Secret: "eyJpZCI6InUifQ==", Factors: []string{"password"}, Expire: time.Date(2027, 1, 2, 3, 4, 5, 6e6, time.UTC)}
	data, err := json.Marshal(session)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"secret":"eyJpZCI6InUifQ=="`)
	assert.Equal(t, session, decode[models.Session](t, string(data)))

	var nested struct{ Sessions []*models.Session }
	require.NoError(t, json.Unmarshal([]byte(`{"sessions": [`+string(data)+`, null]}`), &nested))
	assert.Equal(t, []*models.Session{&session, nil}, nested.Sessions)
}

func TestDatesThatAreMissingAreZero(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`,
		`{"passwordUpdate": "", "registration": "", "accessedAt": "", "$createdAt": "", "$updatedAt": ""}`,
		`{"passwordUpdate": null, "registration": null, "accessedAt": null, "$createdAt": null, "$updatedAt": null}`,
	} {
		user := decode[models.User](t, body)
		for _, date := range []time.Time{user.PasswordUpdate, user.Registration, user.AccessedAt, user.CreatedAt, user.UpdatedAt} {
			assert.True(t, date.IsZero(), body)
		}
	}
}

func TestListsCanArriveAsObjects(t *testing.T) {
	t.Parallel()
	user := decode[models.User](t, `{"labels": {"1": "vip", "3": "staff"}, "targets": {"0": {"$id": "t1", "providerId": null}, "7": {"$id": "t2", "providerId": "p", "$createdAt": "2026-11-23 09:12:20"}}}`)
	assert.Equal(t, []string{"vip", "staff"}, user.Labels)
	assert.Equal(t, []models.Target{{ID: "t1"}, {ID: "t2", ProviderID: "p", CreatedAt: time.Date(2026, 11, 23, 9, 12, 20, 0, time.UTC)}}, user.Targets)

	codes := decode[models.MFARecoveryCodes](t, `{"recoveryCodes": {"2": "0afceec521", "5": "f3c3861482"}}`)
	assert.Equal(t, []string{"0afceec521", "f3c3861482"}, codes.RecoveryCodes)

	sessions := decode[models.SessionList](t, `{"total": 2, "sessions": {"0": {"$id": "a", "factors": {"1": "email"}}, "2": {"$id": "b", "expire": ""}}}`)
	assert.Equal(t, models.SessionList{Total: 2, Sessions: []models.Session{{ID: "a", Factors: []string{"email"}}, {ID: "b"}}}, sessions)

	identities := decode[models.IdentityList](t, `{"total": 1, "identities": {"4": {"$id": "i", "providerAccessTokenExpiry": ""}}}`)
	assert.Equal(t, []models.Identity{{ID: "i"}}, identities.Identities)

	logs := decode[models.LogList](t, `{"total": 1, "logs": {"4": {"event": "session.create", "userType": "user"}}}`)
	assert.Equal(t, []models.Log{{Event: "session.create", UserType: "user"}}, logs.Logs)
}

func TestEmptyListsAreEmptyInEverySpelling(t *testing.T) {
	t.Parallel()
	for _, spelling := range []string{`[]`, `{}`} {
		user := decode[models.User](t, `{"labels": `+spelling+`, "targets": `+spelling+`, "prefs": `+spelling+`}`)
		assert.Equal(t, []string{}, user.Labels)
		assert.Equal(t, []models.Target{}, user.Targets)
		assert.Equal(t, map[string]any{}, user.Prefs)
	}
	user := decode[models.User](t, `{"labels": null, "targets": null, "prefs": null}`)
	assert.Empty(t, user.Labels)
	assert.Empty(t, user.Targets)
	assert.Empty(t, user.Prefs)
}

func TestPreferencesKeepEveryDigit(t *testing.T) {
	t.Parallel()
	user := decode[models.User](t, `{"prefs": {"id": 9007199254740993, "n": 1, "list": [12345678901234567890]}}`)
	assert.Equal(t, map[string]any{
		"id": json.Number("9007199254740993"), "n": 1.0, "list": []any{json.Number("12345678901234567890")},
	}, user.Prefs)
}

func TestWhatNewerServersSendDoesNoHarm(t *testing.T) {
	t.Parallel()
	user := decode[models.User](t, `{"$id": "u", "emailCanonical": null, "emailIsFree": null, "emailIsDisposable": null,
		"emailIsCorporate": null, "emailIsCanonical": null, "impersonator": null, "impersonatorUserId": null,
		"future": {"deep": [1, 2, {"x": "y"}]}, "other": null}`)
	assert.Equal(t, models.User{ID: "u"}, user)

	user = decode[models.User](t, `{"emailIsFree": true, "emailCanonical": "ann@example.com", "impersonatorUserId": "u2"}`)
	assert.Equal(t, models.User{EmailIsFree: true, EmailCanonical: "ann@example.com", ImpersonatorUserID: "u2"}, user)

	target := decode[models.Target](t, `{"providerType": "carrier-pigeon", "providerId": null, "name": " "}`)
	assert.Equal(t, models.Target{ProviderType: "carrier-pigeon", Name: " "}, target)

	assert.Equal(t, models.OAuthProvider("keycloak"), decode[models.OAuthProvider](t, `"keycloak"`))
	assert.Equal(t, models.AuthenticationFactor("palm"), decode[models.AuthenticationFactor](t, `"palm"`))
	assert.Equal(t, models.AuthenticatorType("u2f"), decode[models.AuthenticatorType](t, `"u2f"`))
}

func TestOfANameThatComesTwiceTheLastWins(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "b", decode[models.Token](t, `{"phrase": "a", "phrase": "b"}`).Phrase)
	assert.Equal(t, []string{"c"}, decode[models.User](t, `{"labels": ["a", "b"], "labels": ["c"]}`).Labels)
}

func TestNamesAreComparedExactly(t *testing.T) {
	t.Parallel()
	assert.Empty(t, decode[models.User](t, `{"Email": "a@example.com", "EMAIL": "b@example.com"}`).Email)
}

func TestTextThatIsNotUTF8IsRepaired(t *testing.T) {
	t.Parallel()
	var user models.User
	require.NoError(t, user.UnmarshalJSON([]byte("{\"name\": \"Ann\xff\"}")))
	assert.Equal(t, "Ann\uFFFD", user.Name)
}

func TestAWrongTypeIsAnError(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"status": "yes"}`, `{"name": 7}`, `{"labels": "vip"}`, `{"targets": [7]}`, `{"prefs": "x"}`,
		`{"prefs": [1]}`, `{"$createdAt": 12}`, `{"$createdAt": "soon"}`, `[]`, `"x"`, `7`, `{"name": "x"`,
	} {
		var user models.User
		assert.Error(t, json.Unmarshal([]byte(body), &user), body)
	}
	var list models.SessionList
	assert.Error(t, json.Unmarshal([]byte(`{"total": "2"}`), &list))
	assert.Error(t, json.Unmarshal([]byte(`{"total": 2.5}`), &list))
}

func TestADecodeReplacesWhatItFinds(t *testing.T) {
	t.Parallel()
	user := models.User{Name: "old", Labels: []string{"old", "older"}, Prefs: map[string]any{"old": true}, Registration: time.Unix(1, 0)}
	require.NoError(t, json.Unmarshal([]byte(`{"labels": {"3": "new"}, "registration": "", "prefs": []}`), &user))
	assert.Equal(t, models.User{Name: "old", Labels: []string{"new"}, Prefs: map[string]any{}}, user)
}

func TestParametersSpellTheirNamesAsTheServiceDoes(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for want, params := range map[string]any{
		`{"email":"","password":"","userId":""}`:                      models.CreateParams{},
		`{"email":"e","name":"n","password":"p","userId":"u"}`:        models.CreateParams{Email: "e", Name: "n", Password: "p", UserID: "u"},
		`{"email":"e","userId":"u"}`:                                  models.CreateMagicURLTokenParams{Email: "e", UserID: "u"},
		`{"email":"e","phrase":false,"url":"https://x","userId":"u"}`: models.CreateMagicURLTokenParams{Email: "e", UserID: "u", Phrase: &no, URL: "https://x"},
		`{"email":"e","phrase":true,"userId":"u"}`:                    models.CreateEmailTokenParams{Email: "e", UserID: "u", Phrase: &yes},
		`{"password":"p"}`:                                            models.UpdatePasswordParams{Password: "p"},
		`{"oldPassword":"o","password":"p"}`:                          models.UpdatePasswordParams{Password: "p", OldPassword: "o"},
		`{"mfa":false}`:                                               models.UpdateMFAParams{},
		`{"challengeId":"c","otp":"o"}`:                               models.UpdateMFAChallengeParams{ChallengeID: "c", OTP: "o"},
		`{"factor":"totp"}`:                                           models.CreateMFAChallengeParams{Factor: models.AuthenticationFactorTOTP},
		`{"prefs":{"a":1}}`:                                           models.UpdatePrefsParams{Prefs: map[string]any{"a": 1}},
	} {
		data, err := json.Marshal(params)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(data))
	}
}
