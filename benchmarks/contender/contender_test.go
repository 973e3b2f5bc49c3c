package contender_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	officialclient "github.com/appwrite/sdk-for-go/client"
	officialmodels "github.com/appwrite/sdk-for-go/models"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/benchmarks/contender"
	"github.com/appwrite-go/appwrite/benchmarks/service"
)

var memory = contender.Network{Endpoint: "http://localhost/v1", Memory: service.Memory{}}

// decoders are the contenders that decode responses.
var decoders = []contender.Contender{contender.SDK, contender.Official, contender.OfficialTuned, contender.ByHand}

func TestContenders_DecodeWhatWasSent(t *testing.T) {
	t.Parallel()
	sent := map[string][]byte{
		"Get": service.User.Body, "UpdateEmail": service.User.Body, "UpdatePrefs, 4 KiB": service.Prefs.Body,
		"UpdatePrefs, and read them": []byte(service.PrefsJSON),
		"CreateEmailPasswordSession": service.Session.Body, "ListLogs, 100 rows": service.Logs.Body,
	}
	for _, who := range decoders {
		for _, c := range contender.Cases {
			if c.Fails {
				continue
			}
			got, err := c.Call(who.Open(memory, c.Session))
			if err != nil {
				t.Errorf("%s, %s: %v", who.Name, c.Name, err)
				continue
			}
			var expected any
			if err := json.Unmarshal(sent[c.Name], &expected); err != nil {
				t.Fatal(err)
			}
			if user, ok := got.(*officialmodels.User); ok {
				got = withPrefs(t, user)
			}
			if session, ok := got.(*account.Session); ok {
				got = withSecret(session)
			}
			compare(t, who.Name+", "+c.Name, normal(t, expected), normal(t, got))
		}
	}
}

// withPrefs adds the preferences, which the official SDK's own struct leaves out.
func withPrefs(t *testing.T, user *officialmodels.User) any {
	t.Helper()
	var whole struct{ Prefs map[string]any }
	if err := user.Decode(&whole); err != nil {
		t.Fatal(err)
	}
	return struct {
		*officialmodels.User
		Prefs map[string]any `json:"prefs"`
	}{user, whole.Prefs}
}

// withSecret adds the secret, which this SDK leaves out of JSON.
func withSecret(session *account.Session) any {
	type bare account.Session
	return bare(*session)
}

// normal turns a value into its JSON form, with dates in one format and without empty
// values, so that structs with more fields than were sent compare equal.
func normal(t *testing.T, value any) any {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	return simplify(tree)
}

func simplify(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, field := range v {
			if field = simplify(field); field == nil {
				delete(v, name)
			} else {
				v[name] = field
			}
		}
		return v
	case []any:
		for i := range v {
			v[i] = simplify(v[i])
		}
		return v
	case string:
		if date, err := time.Parse(time.RFC3339Nano, v); err == nil {
			if date.IsZero() {
				return nil
			}
			return date.UTC().Format(time.RFC3339Nano)
		}
		if v == "" {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	}
	return value
}

func compare(t *testing.T, what string, expected, got any) {
	t.Helper()
	if reflect.DeepEqual(expected, got) {
		return
	}
	e, ok1 := expected.(map[string]any)
	g, ok2 := got.(map[string]any)
	if !ok1 || !ok2 {
		t.Errorf("%s: expected %.200v, got %.200v", what, expected, got)
		return
	}
	for name := range e {
		compare(t, what+", "+name, e[name], g[name])
	}
	for name := range g {
		if _, ok := e[name]; !ok {
			t.Errorf("%s: %s was not sent", what, name)
		}
	}
}

func TestContenders_ReturnAnErrorResponse(t *testing.T) {
	t.Parallel()
	for _, who := range decoders {
		_, err := who.Open(memory, contender.ExpiredSession).Get()
		if err == nil || !strings.Contains(err.Error(), "missing scope (account)") {
			t.Errorf("%s: %v", who.Name, err)
		}
	}
	_, err := contender.SDK.Open(memory, contender.ExpiredSession).Get()
	if !errors.Is(err, account.ErrGeneralUnauthorizedScope) {
		t.Errorf("this SDK: %v", err)
	}
	_, err = contender.Official.Open(memory, contender.ExpiredSession).Get()
	if failure := new(officialclient.AppwriteError); !errors.As(err, &failure) || failure.GetStatusCode() != 401 {
		t.Errorf("official: %v", err)
	}
}

func TestContenders_ADerivedClientUsesItsOwnSession(t *testing.T) {
	t.Parallel()
	for _, who := range decoders {
		if _, err := who.Open(memory, contender.ExpiredSession).As(contender.SessionSecret).Get(); err != nil {
			t.Errorf("%s: %v", who.Name, err)
		}
		if _, err := who.Open(memory, contender.SessionSecret).As(contender.ExpiredSession).Get(); err == nil {
			t.Errorf("%s: the session of the first client was used", who.Name)
		}
	}
}

func TestContenders_ReachEveryServer(t *testing.T) {
	t.Parallel()
	for _, protocol := range service.Protocols {
		for _, who := range contender.All {
			server := service.Start(protocol)
			client := who.Open(contender.Network{Endpoint: server.Endpoint(), Roots: server.Roots()}, contender.SessionSecret)
			for range 3 {
				if _, err := client.As(contender.SessionSecret).Get(); err != nil {
					t.Errorf("%s, %s: %v", who.Name, protocol, err)
				}
			}
			if n := server.Opened(); n != 1 {
				t.Errorf("%s, %s: %d connections for three calls in a row", who.Name, protocol, n)
			}
			server.Close()
		}
	}
}

func TestEachLog_ReadsEveryRow(t *testing.T) {
	t.Parallel()
	rows, err := contender.EachLog(contender.SDK.Open(memory, contender.SessionSecret), func() {})
	if err != nil || rows != service.Rows {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// BenchmarkCall is for profiles and for benchstat; the report comes from cmd/bench.
func BenchmarkCall(b *testing.B) {
	for _, c := range contender.Cases {
		for _, who := range contender.All {
			b.Run(fmt.Sprintf("%s/%s", strings.ReplaceAll(c.Name, " ", "_"), strings.ReplaceAll(who.Name, " ", "_")), func(b *testing.B) {
				client := who.Open(memory, c.Session)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := c.Call(client); err != nil && !c.Fails {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkDerive creates a client for one end user.
func BenchmarkDerive(b *testing.B) {
	for _, who := range contender.All {
		b.Run(strings.ReplaceAll(who.Name, " ", "_"), func(b *testing.B) {
			client := who.Open(memory, contender.SessionSecret)
			b.ReportAllocs()
			for b.Loop() {
				client.As(contender.SessionSecret)
			}
		})
	}
}
