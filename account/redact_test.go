package account_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// secretMarker stands for every secret. No output may contain it in any encoding.
const secretMarker = "Xy7zMarker"

// secretEncodings are the forms in which fmt, JSON and loggers could print the marker, in
// lower case.
var secretEncodings = func() []string {
	raw := []byte(secretMarker)
	var decimal, hexadecimal []string
	for _, b := range raw {
		decimal = append(decimal, fmt.Sprint(b))
		hexadecimal = append(hexadecimal, fmt.Sprintf("%#x", b))
	}
	all := []string{
		secretMarker, strings.ToLower(secretMarker), hex.EncodeToString(raw), fmt.Sprintf("% x", raw),
		strings.Join(decimal, " "), strings.Join(decimal, ","), strings.Join(decimal, ", "),
		strings.Join(hexadecimal, " "), strings.Join(hexadecimal, ", "),
	}
	for shift := range 3 { // at any offset in the encoded value
		encoded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), raw...))
		all = append(all, encoded[4*min(shift, 1):12])
	}
	for i := range all {
		all[i] = strings.ToLower(all[i])
	}
	return all
}()

// secretIn finds an encoding of the marker in some output.
func secretIn(output string) (encoding string, found bool) {
	lower := strings.ToLower(output)
	i := slices.IndexFunc(secretEncodings, func(encoding string) bool { return strings.Contains(lower, encoding) })
	if i < 0 {
		return "", false
	}
	return secretEncodings[i], true
}

// assertRedacted fails the test if some output contains the marker.
func assertRedacted(t *testing.T, where, output string) {
	t.Helper()
	if encoding, found := secretIn(output); found {
		t.Errorf("%s contains a secret, as %q: %.300s", where, encoding, output)
	}
}

func TestRedact_TheSearchFindsEveryEncodingOfASecret(t *testing.T) {
	t.Parallel()
	for _, output := range []string{
		fmt.Sprint(secretMarker), fmt.Sprintf("%x", secretMarker), fmt.Sprintf("%X", secretMarker), fmt.Sprintf("% x", secretMarker),
		fmt.Sprint([]byte(secretMarker)), fmt.Sprintf("%#v", []byte(secretMarker)), fmt.Sprintf("%d", []byte(secretMarker)),
		base64.StdEncoding.EncodeToString([]byte("a" + secretMarker)), base64.URLEncoding.EncodeToString([]byte("ab" + secretMarker + "c")),
	} {
		_, found := secretIn(output)
		assert.True(t, found, output)
	}
}

// valuesWithSecrets are all structs with secrets, by the name of their schema.
func valuesWithSecrets() map[string]any {
	values := flowsWithSecrets()
	maps.Copy(values, map[string]any{
		"CreateBody":                     account.CreateParams{UserID: "u", Email: "e", Password: secretMarker},
		"UpdateEmailBody":                account.UpdateEmailParams{Email: "e", Password: secretMarker},
		"UpdatePasswordBody":             account.UpdatePasswordParams{Password: secretMarker, OldPassword: secretMarker},
		"UpdatePhoneBody":                account.UpdatePhoneParams{Phone: "p", Password: secretMarker},
		"UpdateRecoveryBody":             account.UpdateRecoveryParams{UserID: "u", Secret: secretMarker, Password: secretMarker},
		"UpdateVerificationBody":         account.UpdateVerificationParams{UserID: "u", Secret: secretMarker},
		"UpdatePhoneVerificationBody":    account.UpdatePhoneVerificationParams{UserID: "u", Secret: secretMarker},
		"CreateEmailPasswordSessionBody": account.CreateEmailPasswordSessionParams{Email: "e", Password: secretMarker},
		"CreateSessionBody":              account.CreateSessionParams{UserID: "u", Secret: secretMarker},
		"UpdateMagicURLSessionBody":      account.UpdateMagicURLSessionParams{UserID: "u", Secret: secretMarker},
		"UpdatePhoneSessionBody":         account.UpdatePhoneSessionParams{UserID: "u", Secret: secretMarker},
		"UpdateMfaAuthenticatorBody":     account.UpdateMFAAuthenticatorParams{OTP: secretMarker},
		"UpdateMfaChallengeBody":         account.UpdateMFAChallengeParams{ChallengeID: "c", OTP: secretMarker},
		"Session":                        account.Session{ID: "s", Secret: secretMarker, ProviderAccessToken: secretMarker, ProviderRefreshToken: secretMarker},
		"Token":                          account.Token{ID: "t", Secret: secretMarker},
		"Jwt":                            account.JWT{JWT: secretMarker},
		"MfaType":                        account.MFAType{Secret: secretMarker, URI: "otpauth://totp/x?secret=" + secretMarker},
		"MfaRecoveryCodes":               account.MFARecoveryCodes{RecoveryCodes: []string{secretMarker, secretMarker}},
		"Identity":                       account.Identity{ID: "i", ProviderAccessToken: secretMarker, ProviderRefreshToken: secretMarker},
	})
	return values
}

func TestRedact_EveryStructWithASecretIsTested(t *testing.T) {
	t.Parallel()
	var expected []string
	for name, schema := range contract.Default().Document.Components.Schemas {
		for _, property := range schema.Value.Properties {
			secret := property.Value.Format == "password"
			if items := property.Value.Items; items != nil {
				secret = secret || items.Value.Format == "password"
			}
			if secret {
				expected = append(expected, name)
				break
			}
		}
	}
	for name := range flowsWithSecrets() {
		expected = append(expected, name)
	}
	assert.ElementsMatch(t, expected, slices.Collect(maps.Keys(valuesWithSecrets())))
}

// flowsWithSecrets are the values with secrets that the document does not have.
func flowsWithSecrets() map[string]any {
	return map[string]any{
		"Callback":      account.Callback{UserID: "u", Secret: secretMarker, Query: url.Values{"state": {secretMarker}}},
		"SessionSecret": account.SessionSecret(secretMarker),
		"SignIn":        account.SignIn{Session: &account.Session{Secret: secretMarker}},
	}
}

// wrappings puts a value into everything that a program may print it in.
func wrappings(value any) map[string]any {
	v := reflect.ValueOf(value)
	pointer := reflect.New(v.Type())
	pointer.Elem().Set(v)
	list := reflect.Append(reflect.MakeSlice(reflect.SliceOf(v.Type()), 0, 1), v)
	pointers := reflect.Append(reflect.MakeSlice(reflect.SliceOf(pointer.Type()), 0, 1), pointer)
	keyed := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), v.Type()))
	keyed.SetMapIndex(reflect.ValueOf("k"), v)
	inside := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Inside", Type: v.Type()}, {Name: "Pointer", Type: pointer.Type()}})).Elem()
	inside.Field(0).Set(v)
	inside.Field(1).Set(pointer)
	return map[string]any{
		"the value": value, "a pointer": pointer.Interface(), "a list": list.Interface(), "a list of pointers": pointers.Interface(),
		"a map": keyed.Interface(), "a struct": inside.Interface(), "a pointer to a struct": inside.Addr().Interface(),
		"a list of anything": []any{value, pointer.Interface(), map[string]any{"k": value}}, "a pointer to a list": new(list.Interface()),
	}
}

// verbs are those of fmt, with flags, and typing errors. %p and %w are left out: for them
// fmt calls no Format method; vet reports them.
var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%+q", "%d", "%t", "%b", "%o", "%c", "%U", "%e", "%g", "%60v", "%-5s", "%.3s", "%z", "no verb for it"}

func TestRedact_SecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	for name, value := range valuesWithSecrets() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for where, printed := range wrappings(value) {
				for _, verb := range verbs {
					assertRedacted(t, where+" with "+verb, fmt.Sprintf(verb, printed))
				}
				assertRedacted(t, where, fmt.Sprint(printed))
				assertRedacted(t, where, fmt.Sprintln("x", printed))
				assertRedacted(t, where, fmt.Errorf("failed with %v", printed).Error())
			}
			assert.Contains(t, fmt.Sprintf("%+v", value), "[redacted]", "the output shows that there is a secret")
		})
	}
}

func TestRedact_OtherFieldsArePrinted(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "{Email:ann@example.com Password:[redacted]}", fmt.Sprintf("%+v", account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: secretMarker}))
	assert.Equal(t, `account.UpdatePasswordParams{OldPassword:"", Password:"[redacted]"}`, fmt.Sprintf("%#v", account.UpdatePasswordParams{Password: secretMarker}))
}

// assertLogsRedacted writes to both handlers of slog, and fails the test if a log contains
// the marker.
func assertLogsRedacted(t *testing.T, where string, write func(*slog.Logger)) {
	t.Helper()
	for name, handler := range map[string]func(io.Writer, *slog.HandlerOptions) slog.Handler{
		"text": func(w io.Writer, o *slog.HandlerOptions) slog.Handler { return slog.NewTextHandler(w, o) },
		"JSON": func(w io.Writer, o *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(w, o) },
	} {
		var output bytes.Buffer
		write(slog.New(handler(&output, &slog.HandlerOptions{Level: slog.LevelDebug})))
		assert.NotEmpty(t, output.String())
		assertRedacted(t, where+", logged as "+name, output.String())
	}
}

func TestRedact_SecretsAreNotLogged(t *testing.T) {
	t.Parallel()
	for name, value := range valuesWithSecrets() {
		pointer := reflect.New(reflect.TypeOf(value))
		pointer.Elem().Set(reflect.ValueOf(value))
		assertLogsRedacted(t, name, func(logger *slog.Logger) {
			logger.Info("value", "v", value)
			logger.Info("pointer", "v", pointer.Interface())
			logger.Info("group", slog.Group("g", slog.Any("v", value)))
			logger.With("v", value).WithGroup("g").Info("with", "v", pointer.Interface())
			logger.Info("none", "v", reflect.Zero(pointer.Type()).Interface())
			for where, wrapped := range wrappings(value) {
				logger.Info(where, "v", wrapped, "g", slog.GroupValue(slog.Any("v", wrapped)))
			}
		})
	}
}

// JSON is what loggers make of whatever they are given.
func TestRedact_JSONHasNoSecrets(t *testing.T) {
	t.Parallel()
	for name, value := range valuesWithSecrets() {
		for where, wrapped := range wrappings(value) {
			data, err := json.Marshal(wrapped)
			require.NoError(t, err)
			assertRedacted(t, name+", "+where+" as JSON", string(data))
			assert.Contains(t, string(data), "[redacted]", "the output shows that there is a secret")
		}
	}
}

func TestRedact_ARedactedSecretIsNotTakenForOne(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"Session": &account.Session{Secret: secretMarker}, "Token": &account.Token{Secret: secretMarker}, "JWT": &account.JWT{JWT: secretMarker},
		"MFAType": &account.MFAType{Secret: secretMarker}, "Identity": &account.Identity{ProviderAccessToken: secretMarker},
	} {
		data, err := json.Marshal(value)
		require.NoError(t, err)
		err = json.Unmarshal(data, value)
		require.ErrorContains(t, err, "the secret was left out when this was encoded", name)
	}
	// A value without secrets survives.
	data, err := json.Marshal(theSessionOfAGuest())
	require.NoError(t, err)
	var session account.Session
	require.NoError(t, json.Unmarshal(data, &session))
	require.Equal(t, theSessionOfAGuest(), session)
}

func theSessionOfAGuest() account.Session {
	return account.Session{ID: "s", Factors: []string{"password"}, Current: true}
}

func TestRedact_TheMetadataOfAResponseHasNoCookies(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(201, guestSessionJSON).withHeader("Set-Cookie", "a_session_library="+secretMarker).withHeader("X-Fallback-Cookies", `{"a_session_library":"`+secretMarker+`"}`))
	var response account.Response
	_, err := service.client(t).CreateAnonymousSession(t.Context(), account.ResponseInto(&response))
	require.NoError(t, err)
	require.Contains(t, response.Header.Get("Set-Cookie"), secretMarker, "programs can read it")
	for where, printed := range wrappings(response) {
		for _, verb := range verbs {
			assertRedacted(t, where+" with "+verb, fmt.Sprintf(verb, printed))
		}
		data, err := json.Marshal(printed)
		require.NoError(t, err)
		assertRedacted(t, where+" as JSON", string(data))
		assertLogsRedacted(t, where, func(logger *slog.Logger) { logger.Info("value", "v", printed) })
	}
}

// holder is a struct of a program. fmt prints its fields without asking them.
type holder struct {
	client  *account.Client
	clients []*account.Client
	value   account.Client
}

func TestRedact_AClientInAnUnexportedFieldHasNoSecrets(t *testing.T) {
	t.Parallel()
	for name, client := range clients(t, newStub(t)) {
		h := holder{client, []*account.Client{client}, *client}
		for _, verb := range verbs {
			assertRedacted(t, name+" with "+verb, fmt.Sprintf(verb, h))
			assertRedacted(t, name+" with "+verb, fmt.Sprintf(verb, &h))
		}
	}
}

// clients are clients with every kind of credential, by a description.
func clients(t *testing.T, service *stub) map[string]*account.Client {
	t.Helper()
	key := service.client(t, account.WithKey(secretMarker), noRetries)
	with, err := key.With(account.WithLocale("de"), account.WithHeader("X-Appwrite-Dev-Key", secretMarker))
	require.NoError(t, err)
	return map[string]*account.Client{
		"key":           key,
		"key with more": with,
		"session":       service.client(t, account.WithSession(secretMarker), noRetries),
		"jwt":           service.client(t, account.WithJWT(secretMarker), noRetries),
		"to a session":  key.WithSession(secretMarker),
		"to a JWT":      key.WithJWT(secretMarker),
		"invalid":       key.WithSession(secretMarker + "\n"),
	}
}

func TestRedact_AClientHidesItsCredential(t *testing.T) {
	t.Parallel()
	for name, client := range clients(t, newStub(t)) {
		for where, printed := range wrappings(*client) {
			for _, verb := range verbs {
				assertRedacted(t, name+": "+where+" with "+verb, fmt.Sprintf(verb, printed))
			}
			data, err := json.Marshal(printed)
			require.NoError(t, err)
			assertRedacted(t, name+": "+where+" as JSON", string(data))
			assertLogsRedacted(t, name+": "+where, func(logger *slog.Logger) { logger.Info("client", "c", printed) })
		}
	}
	key := clients(t, newStub(t))["key"]
	assert.Equal(t, "account.Client(https://service.test/v1, project library, key)", key.String())
	assert.Equal(t, key.String(), fmt.Sprintf("%#v", key))
	assert.Contains(t, key.WithJWT("j").String(), "jwt")
	assert.Contains(t, newStub(t).client(t).String(), "guest")
}

// eachFailure makes calls with secrets that fail in every way, and passes on the errors.
func eachFailure(t *testing.T, failed func(where string, err error), options ...account.Option) {
	t.Helper()
	long := strings.Repeat(`{"secret": "`+secretMarker+`"} `, 50)
	for where, response := range map[string]stubResponse{
		"a session that breaks off":   {Status: 201, Body: `{"secret": "` + secretMarker, BodyErr: io.ErrUnexpectedEOF},
		"a session that is not JSON":  jsonResponse(201, `{"secret": "`+secretMarker+`", x}`),
		"a session with a wrong type": jsonResponse(201, `{"secret": "`+secretMarker+`", "$id": 7}`),
		"a secret for a date":         jsonResponse(201, `{"expire": `+`7, "secret": "`+secretMarker+`"}`),
		"a list of secrets":           jsonResponse(201, `["`+secretMarker+`"]`),
		"a page with a secret":        pageResponse(200, "<html><title>Welcome</title>"+secretMarker+"</html>"),
		"a string with a secret":      jsonResponse(200, `"`+secretMarker+`"`),
		"an error with a secret":      errorResponse(401, "user_invalid_token", "Invalid token."),
		"an error of a proxy":         jsonResponse(502, `{"request": "`+secretMarker+`"}`),
		"an error page":               pageResponse(502, "<html><title>Bad Gateway</title>"+long+"</html>"),
		"a redirect":                  {Status: 302, Header: http.Header{"Location": {"https://other.test/?secret=" + secretMarker}}},
		"no response":                 {TransportErr: errors.New("connection refused")},
		"an error that breaks off":    {Status: 500, Body: long, BodyErr: errors.New("connection reset by peer")},
	} {
		if response.TransportErr == nil {
			response = response.withHeader("Set-Cookie", "a_session_library="+secretMarker).withHeader("X-Fallback-Cookies", `{"a_session_library":"`+secretMarker+`"}`)
		}
		service := newStub(t, response).allowAnyResponse().allowAnyRequest()
		client := service.client(t, append(options, account.WithKey(secretMarker), noRetries)...)
		_, err := client.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: secretMarker})
		require.Error(t, err, where)
		failed(where, err)
		_, err = client.WithSession(secretMarker).UpdateMFAChallenge(t.Context(), account.UpdateMFAChallengeParams{ChallengeID: "c", OTP: secretMarker})
		require.Error(t, err, where)
		failed(where+", with a session", err)
		err = client.WithJWT(secretMarker).DeleteSession(t.Context(), account.CurrentSession)
		require.Error(t, err, where)
		failed(where+", with a JWT", err)
	}
	client := newStub(t).client(t, options...)
	_, err := client.UpdateRecovery(t.Context(), account.UpdateRecoveryParams{UserID: "u", Secret: secretMarker, Password: secretMarker + "\xff"})
	require.Error(t, err)
	failed("a password that is not UTF-8", err)
	_, err = client.UpdateRecovery(t.Context(), account.UpdateRecoveryParams{Secret: secretMarker})
	require.Error(t, err)
	failed("missing parameters", err)
	_, err = client.With(account.WithKey(secretMarker + "\r\n"))
	require.Error(t, err)
	failed("a key with a line break", err)
	_, err = client.With(account.WithKey(secretMarker), account.WithSession(secretMarker))
	require.Error(t, err)
	failed("a key and a session", err)
	_, err = account.New("https://user:"+secretMarker+"@service.test/v1", stubProject)
	require.Error(t, err)
	failed("an endpoint with a password", err)
	_, err = account.New("https://service.test/v1%zz?key="+secretMarker, stubProject)
	require.Error(t, err)
	failed("an endpoint that is not a URL", err)
}

func TestRedact_ErrorsHaveNoSecrets(t *testing.T) {
	t.Parallel()
	eachFailure(t, func(where string, err error) {
		for ; err != nil; err = errors.Unwrap(err) {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X"} {
				assertRedacted(t, where+" with "+verb, fmt.Sprintf(verb, err))
				assertRedacted(t, where+" in a list with "+verb, fmt.Sprintf(verb, []error{err}))
				assertRedacted(t, where+" in a struct with "+verb, fmt.Sprintf(verb, struct{ Err error }{err}))
			}
			assertRedacted(t, where, fmt.Errorf("signing in: %w", err).Error())
			data, failed := json.Marshal(err)
			require.NoError(t, failed)
			assertRedacted(t, where+" as JSON", string(data))
			assertLogsRedacted(t, where, func(logger *slog.Logger) {
				logger.Error("failed", "err", err)
				logger.Error("failed", slog.Group("g", slog.Any("err", err)))
			})
		}
	})
}

func TestRedact_TheLoggerWritesNoSecrets(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	var warnings []string
	options := []account.Option{
		account.WithLogger(slog.New(slog.NewJSONHandler(&output, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		account.WithWarningHandler(func(_ context.Context, warning account.Warning) {
			warnings = append(warnings, warning.Operation, warning.Message)
		}),
	}
	eachFailure(t, func(string, error) {}, options...)
	service := newStub(t, jsonResponse(201, strings.Replace(sessionJSON, "session-secret", secretMarker, 1)).withHeader("Set-Cookie", "a_session_library="+secretMarker))
	session, err := service.client(t, append(options, account.WithKey(secretMarker))...).CreateEmailPasswordSession(t.Context(),
		account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: secretMarker})
	require.NoError(t, err)
	assert.Equal(t, secretMarker, session.Secret)
	assert.Contains(t, output.String(), `"operation":"createEmailPasswordSession"`)
	assert.NotContains(t, output.String(), "ann@example.com", "other parts of a body are not logged either")
	assertRedacted(t, "the log", output.String())
	assertRedacted(t, "the warnings", strings.Join(warnings, " "))
}

// panicVariable is the environment variable that makes the test below panic, in a process
// of its own, with the value of that name.
const panicVariable = "ACCOUNT_TEST_PANIC"

func TestRedact_APanicPrintsNoSecrets(t *testing.T) {
	t.Parallel()
	key := newStub(t).client(t, account.WithKey(secretMarker))
	service := newStub(t, pageResponse(502, secretMarker)).allowAnyResponse()
	_, err := service.client(t, account.WithSession(secretMarker), noRetries).Get(t.Context())
	require.Error(t, err)
	values := map[string]any{
		"client": key, "client value": *key, "error": err,
		"session": account.Session{Secret: secretMarker}, "params": &account.CreateParams{Password: secretMarker},
		"text": fmt.Sprintf("%+v %#v", key, []any{account.Token{Secret: secretMarker}, key}),
	}
	if name := os.Getenv(panicVariable); name != "" {
		panic(values[name])
	}
	for name := range values {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			self := exec.Command(os.Args[0], "-test.run=^TestRedact_APanicPrintsNoSecrets$")
			self.Env = append(os.Environ(), panicVariable+"="+name, "GOTRACEBACK=all")
			output, err := self.CombinedOutput()
			require.Error(t, err)
			assert.Contains(t, string(output), "panic: ")
			assertRedacted(t, name, string(output))
		})
	}
}

func TestRedact_ListsAreLoggedWithoutSecrets(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("lists",
		slog.Any("sessions", account.SessionList{Total: 1, Sessions: []account.Session{{ID: "s1", Secret: secretMarker, ProviderAccessToken: secretMarker}}}),
		slog.Any("identities", &account.IdentityList{Total: 1, Identities: []account.Identity{{ID: "i1", ProviderRefreshToken: secretMarker}}}),
	)
	assertRedacted(t, "the log", log.String())
	require.Contains(t, log.String(), "s1")
	require.Contains(t, log.String(), "i1")
}

func TestRedact_NoVerbPrintsTheCredentialOfAClient(t *testing.T) {
	t.Parallel()
	for _, option := range []account.Option{account.WithKey(secretMarker), account.WithSession(secretMarker), account.WithJWT(secretMarker)} {
		client, err := account.New("https://service.test/v1", "p", option)
		require.NoError(t, err)
		for _, verb := range []string{"%w", "%p", "%z", "%!"} { // fmt calls no Format method for these
			assertRedacted(t, verb, fmt.Sprintf(verb, client)+fmt.Sprintf(verb, *client))
		}
	}
}
