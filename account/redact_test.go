package account_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
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

// marker stands for every secret. No text may have it in any spelling.
const marker = "Xy7zMarker"

// spellings are the forms in which fmt, JSON and loggers could give the marker away.
func spellings() []string {
	raw := []byte(marker)
	var decimal, hexadecimal []string
	for _, b := range raw {
		decimal = append(decimal, fmt.Sprint(b))
		hexadecimal = append(hexadecimal, fmt.Sprintf("%#x", b))
	}
	all := []string{
		marker, strings.ToLower(marker), hex.EncodeToString(raw), fmt.Sprintf("% x", raw),
		strings.Join(decimal, " "), strings.Join(decimal, ","), strings.Join(decimal, ", "),
		strings.Join(hexadecimal, " "), strings.Join(hexadecimal, ", "),
	}
	for shift := range 3 { // wherever it stands in what is encoded
		encoded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), raw...))
		all = append(all, encoded[4*min(shift, 1):12])
	}
	return all
}

// silent wants a text not to give the marker away.
func silent(t *testing.T, where, text string) {
	t.Helper()
	lower := strings.ToLower(text)
	for _, spelling := range spellings() {
		if strings.Contains(text, spelling) || strings.Contains(lower, strings.ToLower(spelling)) {
			t.Errorf("%s gives a secret away, as %q: %.300s", where, spelling, text)
			return
		}
	}
}

func TestRedact_TheSearchFindsEveryEncodingOfASecret(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		fmt.Sprint(marker), fmt.Sprintf("%x", marker), fmt.Sprintf("%X", marker), fmt.Sprintf("% x", marker),
		fmt.Sprint([]byte(marker)), fmt.Sprintf("%#v", []byte(marker)), fmt.Sprintf("%d", []byte(marker)),
		base64.StdEncoding.EncodeToString([]byte("a" + marker)), base64.URLEncoding.EncodeToString([]byte("ab" + marker + "c")),
	} {
		found := slices.ContainsFunc(spellings(), func(s string) bool {
			return strings.Contains(strings.ToLower(text), strings.ToLower(s))
		})
		assert.True(t, found, text)
	}
}

// secretive are all the structs with secrets, by the name of their schema.
func secretive() map[string]any {
	return map[string]any{
		"CreateBody":                     account.CreateParams{UserID: "u", Email: "e", Password: marker},
		"UpdateEmailBody":                account.UpdateEmailParams{Email: "e", Password: marker},
		"UpdatePasswordBody":             account.UpdatePasswordParams{Password: marker, OldPassword: marker},
		"UpdatePhoneBody":                account.UpdatePhoneParams{Phone: "p", Password: marker},
		"UpdateRecoveryBody":             account.UpdateRecoveryParams{UserID: "u", Secret: marker, Password: marker},
		"UpdateVerificationBody":         account.UpdateVerificationParams{UserID: "u", Secret: marker},
		"UpdatePhoneVerificationBody":    account.UpdatePhoneVerificationParams{UserID: "u", Secret: marker},
		"CreateEmailPasswordSessionBody": account.CreateEmailPasswordSessionParams{Email: "e", Password: marker},
		"CreateSessionBody":              account.CreateSessionParams{UserID: "u", Secret: marker},
		"UpdateMagicURLSessionBody":      account.UpdateMagicURLSessionParams{UserID: "u", Secret: marker},
		"UpdatePhoneSessionBody":         account.UpdatePhoneSessionParams{UserID: "u", Secret: marker},
		"UpdateMfaAuthenticatorBody":     account.UpdateMFAAuthenticatorParams{OTP: marker},
		"UpdateMfaChallengeBody":         account.UpdateMFAChallengeParams{ChallengeID: "c", OTP: marker},
		"Session":                        account.Session{ID: "s", Secret: marker, ProviderAccessToken: marker, ProviderRefreshToken: marker},
		"Token":                          account.Token{ID: "t", Secret: marker},
		"Jwt":                            account.JWT{JWT: marker},
		"MfaType":                        account.MFAType{Secret: marker, URI: "otpauth://totp/x?secret=" + marker},
		"MfaRecoveryCodes":               account.MFARecoveryCodes{RecoveryCodes: []string{marker, marker}},
		"Identity":                       account.Identity{ID: "i", ProviderAccessToken: marker, ProviderRefreshToken: marker},
	}
}

func TestRedact_EveryStructWithASecretIsTested(t *testing.T) {
	t.Parallel()
	var want []string
	for name, schema := range contract.Default().Document.Components.Schemas {
		for _, property := range schema.Value.Properties {
			secret := property.Value.Format == "password"
			if items := property.Value.Items; items != nil {
				secret = secret || items.Value.Format == "password"
			}
			if secret {
				want = append(want, name)
				break
			}
		}
	}
	assert.ElementsMatch(t, want, slices.Collect(maps.Keys(secretive())))
}

// around puts a value into everything that a program may print it in.
func around(value any) map[string]any {
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

// verbs are those of fmt, with flags, and slips of the pen. Left out are %p and %w: with
// them, fmt asks no struct how it wants to be printed; vet finds those.
var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%+q", "%d", "%t", "%b", "%o", "%c", "%U", "%e", "%g", "%60v", "%-5s", "%.3s", "%z", "no verb for it"}

func TestRedact_SecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	for name, value := range secretive() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for where, printed := range around(value) {
				for _, verb := range verbs {
					silent(t, where+" with "+verb, fmt.Sprintf(verb, printed))
				}
				silent(t, where, fmt.Sprint(printed))
				silent(t, where, fmt.Sprintln("x", printed))
				silent(t, where, fmt.Errorf("failed with %v", printed).Error())
			}
			assert.Contains(t, fmt.Sprintf("%+v", value), "[redacted]", "it shows that there is a secret")
		})
	}
}

func TestRedact_OtherFieldsArePrinted(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "{Email:ann@example.com Password:[redacted]}", fmt.Sprintf("%+v", account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: marker}))
	assert.Equal(t, `models.UpdatePasswordParams{OldPassword:"", Password:"[redacted]"}`, fmt.Sprintf("%#v", account.UpdatePasswordParams{Password: marker}))
}

// logs gives both handlers of slog something to write.
func logs(t *testing.T, where string, write func(*slog.Logger)) {
	t.Helper()
	for name, handler := range map[string]func(io.Writer, *slog.HandlerOptions) slog.Handler{
		"text": func(w io.Writer, o *slog.HandlerOptions) slog.Handler { return slog.NewTextHandler(w, o) },
		"JSON": func(w io.Writer, o *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(w, o) },
	} {
		var written bytes.Buffer
		write(slog.New(handler(&written, &slog.HandlerOptions{Level: slog.LevelDebug})))
		assert.NotEmpty(t, written.String())
		silent(t, where+", logged as "+name, written.String())
	}
}

func TestRedact_SecretsAreNotLogged(t *testing.T) {
	t.Parallel()
	for name, value := range secretive() {
		pointer := reflect.New(reflect.TypeOf(value))
		pointer.Elem().Set(reflect.ValueOf(value))
		logs(t, name, func(logger *slog.Logger) {
			logger.Info("value", "v", value)
			logger.Info("pointer", "v", pointer.Interface())
			logger.Info("group", slog.Group("g", slog.Any("v", value)))
			logger.With("v", value).WithGroup("g").Info("with", "v", pointer.Interface())
			logger.Info("none", "v", reflect.Zero(pointer.Type()).Interface())
		})
	}
}

func TestRedact_JSONKeepsTheSecrets(t *testing.T) {
	t.Parallel()
	for name, value := range secretive() {
		data, err := json.Marshal(value)
		require.NoError(t, err)
		assert.Contains(t, string(data), marker, "%s: programs send or store it", name)
		back := reflect.New(reflect.TypeOf(value))
		require.NoError(t, json.Unmarshal(data, back.Interface()))
		assert.True(t, reflect.DeepEqual(value, back.Elem().Interface()), name)
	}
}

// clients are clients with every kind of credential, and what they are called.
func clients(t *testing.T, service *stub) map[string]*account.Client {
	t.Helper()
	key := service.client(t, account.WithKey(marker), once)
	with, err := key.With(account.WithLocale("de"), account.WithHeader("X-Appwrite-Dev-Key", marker))
	require.NoError(t, err)
	return map[string]*account.Client{
		"key":           key,
		"key with more": with,
		"session":       service.client(t, account.WithSession(marker), once),
		"jwt":           service.client(t, account.WithJWT(marker), once),
		"to a session":  key.WithSession(marker),
		"to a JWT":      key.WithJWT(marker),
		"broken":        key.WithSession(marker + "\n"),
	}
}

func TestRedact_AClientHidesItsCredential(t *testing.T) {
	t.Parallel()
	for name, client := range clients(t, newStub(t)) {
		for where, printed := range around(*client) {
			for _, verb := range verbs {
				silent(t, name+": "+where+" with "+verb, fmt.Sprintf(verb, printed))
			}
			data, err := json.Marshal(printed)
			require.NoError(t, err)
			silent(t, name+": "+where+" as JSON", string(data))
			logs(t, name+": "+where, func(logger *slog.Logger) { logger.Info("client", "c", printed) })
		}
	}
	key := clients(t, newStub(t))["key"]
	assert.Equal(t, "account.Client(https://service.test/v1, project library, key)", key.String())
	assert.Equal(t, key.String(), fmt.Sprintf("%#v", key))
	assert.Contains(t, key.WithJWT("j").String(), "jwt")
	assert.Contains(t, newStub(t).client(t).String(), "guest")
}

// everyFailure makes calls, full of secrets, that fail in all the ways there are.
func everyFailure(t *testing.T, failed func(where string, err error), options ...account.Option) {
	t.Helper()
	long := strings.Repeat(`{"secret": "`+marker+`"} `, 50)
	for where, answer := range map[string]canned{
		"a session that breaks off":   {Status: 201, Body: `{"secret": "` + marker, BreaksOff: io.ErrUnexpectedEOF},
		"a session that is not JSON":  reply(201, `{"secret": "`+marker+`", x}`),
		"a session with a wrong type": reply(201, `{"secret": "`+marker+`", "$id": 7}`),
		"a secret for a date":         reply(201, `{"expire": `+`7, "secret": "`+marker+`"}`),
		"a list of secrets":           reply(201, `["`+marker+`"]`),
		"a page with a secret":        page(200, "<html><title>Welcome</title>"+marker+"</html>"),
		"a text with a secret":        reply(200, `"`+marker+`"`),
		"an error with a secret":      refused(401, "user_invalid_token", "Invalid token."),
		"an error of somebody else":   reply(502, `{"request": "`+marker+`"}`),
		"an error page":               page(502, "<html><title>Bad Gateway</title>"+long+"</html>"),
		"a redirect":                  {Status: 302, Header: http.Header{"Location": {"https://other.test/?secret=" + marker}}},
		"no answer":                   {Fails: errors.New("connection refused")},
		"an answer that never ends":   {Status: 500, Body: long, BreaksOff: errors.New("connection reset by peer")},
	} {
		if answer.Fails == nil {
			answer = answer.with("Set-Cookie", "a_session_library="+marker).with("X-Fallback-Cookies", `{"a_session_library":"`+marker+`"}`)
		}
		service := newStub(t, answer).givingAnyAnswer().takingAnyRequest()
		client := service.client(t, append(options, account.WithKey(marker), once)...)
		_, err := client.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: marker})
		require.Error(t, err, where)
		failed(where, err)
		_, err = client.WithSession(marker).UpdateMFAChallenge(t.Context(), account.UpdateMFAChallengeParams{ChallengeID: "c", OTP: marker})
		require.Error(t, err, where)
		failed(where+", with a session", err)
		err = client.WithJWT(marker).DeleteSession(t.Context(), account.CurrentSession)
		require.Error(t, err, where)
		failed(where+", with a JWT", err)
	}
	client := newStub(t).client(t, options...)
	_, err := client.UpdateRecovery(t.Context(), account.UpdateRecoveryParams{UserID: "u", Secret: marker, Password: marker + "\xff"})
	require.Error(t, err)
	failed("a password that is not UTF-8", err)
	_, err = client.UpdateRecovery(t.Context(), account.UpdateRecoveryParams{Secret: marker})
	require.Error(t, err)
	failed("missing parameters", err)
	_, err = client.With(account.WithKey(marker + "\r\n"))
	require.Error(t, err)
	failed("a key with a line break", err)
	_, err = client.With(account.WithKey(marker), account.WithSession(marker))
	require.Error(t, err)
	failed("a key and a session", err)
	_, err = account.New("https://user:"+marker+"@service.test/v1", stubProject)
	require.Error(t, err)
	failed("an endpoint with a password", err)
	_, err = account.New("https://service.test/v1%zz?key="+marker, stubProject)
	require.Error(t, err)
	failed("an endpoint that is no URL", err)
}

func TestRedact_ErrorsHaveNoSecrets(t *testing.T) {
	t.Parallel()
	everyFailure(t, func(where string, err error) {
		for ; err != nil; err = errors.Unwrap(err) {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X"} {
				silent(t, where+" with "+verb, fmt.Sprintf(verb, err))
				silent(t, where+" in a list with "+verb, fmt.Sprintf(verb, []error{err}))
				silent(t, where+" in a struct with "+verb, fmt.Sprintf(verb, struct{ Err error }{err}))
			}
			silent(t, where, fmt.Errorf("signing in: %w", err).Error())
			data, failed := json.Marshal(err)
			require.NoError(t, failed)
			silent(t, where+" as JSON", string(data))
			logs(t, where, func(logger *slog.Logger) {
				logger.Error("failed", "err", err)
				logger.Error("failed", slog.Group("g", slog.Any("err", err)))
			})
		}
	})
}

func TestRedact_TheLoggerWritesNoSecrets(t *testing.T) {
	t.Parallel()
	var written bytes.Buffer
	var told []string
	options := []account.Option{
		account.WithLogger(slog.New(slog.NewJSONHandler(&written, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		account.WithWarningHandler(func(operation, warning string) { told = append(told, operation, warning) }),
	}
	everyFailure(t, func(string, error) {}, options...)
	service := newStub(t, reply(201, strings.Replace(sessionJSON, "session-secret", marker, 1)).with("Set-Cookie", "a_session_library="+marker))
	session, err := service.client(t, append(options, account.WithKey(marker))...).CreateEmailPasswordSession(t.Context(),
		account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: marker})
	require.NoError(t, err)
	assert.Equal(t, marker, session.Secret)
	assert.Contains(t, written.String(), `"operation":"createEmailPasswordSession"`)
	assert.NotContains(t, written.String(), "ann@example.com", "nor anything else of a body")
	silent(t, "the log", written.String())
	silent(t, "the warnings", strings.Join(told, " "))
}

// panicking names the variable that says what the test below, in a process of its own,
// is to panic with.
const panicking = "ACCOUNT_TEST_PANIC"

func TestRedact_APanicPrintsNoSecrets(t *testing.T) {
	key := newStub(t).client(t, account.WithKey(marker))
	service := newStub(t, page(502, marker)).givingAnyAnswer()
	_, err := service.client(t, account.WithSession(marker), once).Get(t.Context())
	require.Error(t, err)
	values := map[string]any{
		"client": key, "client value": *key, "error": err,
		"session": account.Session{Secret: marker}, "params": &account.CreateParams{Password: marker},
		"text": fmt.Sprintf("%+v %#v", key, []any{account.Token{Secret: marker}, key}),
	}
	if name := os.Getenv(panicking); name != "" {
		panic(values[name])
	}
	for name := range values {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			self := exec.Command(os.Args[0], "-test.run=^TestRedact_APanicPrintsNoSecrets$")
			self.Env = append(os.Environ(), panicking+"="+name, "GOTRACEBACK=all")
			output, err := self.CombinedOutput()
			require.Error(t, err)
			assert.Contains(t, string(output), "panic: ")
			silent(t, name, string(output))
		})
	}
}

func TestRedact_ListsAreLoggedWithoutSecrets(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("lists",
		slog.Any("sessions", account.SessionList{Total: 1, Sessions: []account.Session{{ID: "s1", Secret: "s3cr3t", ProviderAccessToken: "s3cr3t"}}}),
		slog.Any("identities", &account.IdentityList{Total: 1, Identities: []account.Identity{{ID: "i1", ProviderRefreshToken: "s3cr3t"}}}),
	)
	require.NotContains(t, log.String(), "s3cr3t")
	require.Contains(t, log.String(), "s1")
	require.Contains(t, log.String(), "i1")
}

func TestRedact_NoVerbPrintsTheCredentialOfAClient(t *testing.T) {
	t.Parallel()
	for _, option := range []account.Option{account.WithKey("s3cr3t"), account.WithSession("s3cr3t"), account.WithJWT("s3cr3t")} {
		client, err := account.New("https://service.test/v1", "p", option)
		require.NoError(t, err)
		for _, verb := range []string{"%w", "%p", "%z", "%!"} { // fmt calls no method of ours for these
			require.NotContains(t, fmt.Sprintf(verb, client)+fmt.Sprintf(verb, *client), "s3cr3t")
		}
	}
}
