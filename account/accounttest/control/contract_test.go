package control_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// succeeded are the operations that a test has called with success.
var succeeded = struct {
	sync.Mutex
	operations map[string]bool
}{operations: map[string]bool{}}

// TestMain fails if the tests have left an operation of the document out.
func TestMain(m *testing.M) {
	status := m.Run()
	for _, chosen := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(chosen).Value.String() != "" {
			os.Exit(status) // not all tests ran
		}
	}
	for _, operation := range contract.Emulator().Operations() {
		if !succeeded.operations[operation.ID] {
			fmt.Printf("FAIL: no test calls %s of openapi/emulator.yaml with success\n", operation.ID)
			status = 1
		}
	}
	os.Exit(status)
}

// What has a name in fixtures has the same one in the document.
func TestDocument_HasTheNamesOfFixtures(t *testing.T) {
	schemas := contract.Emulator().Document.Components.Schemas
	for name, value := range map[string]any{
		"Seed": accounttest.Seed{}, "SessionSeed": accounttest.SessionSeed{}, "IdentitySeed": accounttest.IdentitySeed{},
		"TargetSeed": accounttest.TargetSeed{}, "ActivitySeed": accounttest.ActivitySeed{}, "UserChange": accounttest.UserChange{},
		"ProviderAccount": accounttest.ProviderAccount{}, "FaultSeed": accounttest.Fault{}, "SettingsChange": accounttest.Settings{},
	} {
		var names []string
		for field := range reflect.TypeOf(value).Fields() {
			json, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names = append(names, json)
		}
		assert.ElementsMatch(t, slices.Collect(maps.Keys(schemas[name].Value.Properties)), names, name)
	}
}

// What describes something that exists names it as the seed does that makes it so.
func TestDocument_SeedsNameThingsAsTheirViews(t *testing.T) {
	schemas := contract.Emulator().Document.Components.Schemas
	onlySeeds := map[string][]string{ // what is told in another way afterwards
		"User": {"password", "totp", "activity"}, "Session": {"userAgent"}, "Activity": {"userAgent"},
	}
	for view, seed := range map[string]string{"User": "Seed", "Session": "SessionSeed", "Identity": "IdentitySeed", "Target": "TargetSeed", "Activity": "ActivitySeed", "Settings": "SettingsChange"} {
		for name := range schemas[seed].Value.Properties {
			if !slices.Contains(onlySeeds[view], name) {
				assert.Contains(t, schemas[view].Value.Properties, name, "%s.%s", seed, name)
			}
		}
	}
}

// checked is a handler whose requests and responses have to be as openapi/emulator.yaml says.
// The requests of tests about errors need not be.
func checked(t *testing.T, next http.Handler) http.Handler {
	t.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.RequestURI(), control.Path)
		operation, _, known := contract.Emulator().Match(r.Method, strings.TrimPrefix(r.URL.EscapedPath(), control.Path))
		if !known {
			next.ServeHTTP(w, r) // a preflight, or a test about what is not there
			return
		}
		exchange := contract.Exchange{Method: r.Method, Path: path, Header: r.Header.Clone()}
		var err error
		exchange.Body, err = io.ReadAll(r.Body)
		assert.NoError(t, err)
		r.Body = io.NopCloser(bytes.NewReader(exchange.Body))
		recorded := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(recorded, r)

		exchange.Status, exchange.ResponseHeader, exchange.ResponseBody = recorded.status, w.Header(), recorded.body.Bytes()
		assert.NoError(t, contract.Emulator().CheckResponse(exchange))
		if recorded.status < 400 {
			assert.NoError(t, contract.Emulator().CheckRequest(exchange), "the API accepts what the document does not")
			succeeded.Lock()
			defer succeeded.Unlock()
			succeeded.operations[operation.ID] = true
		}
	})
}

// recorder keeps what is written through it.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(data []byte) (int, error) {
	r.body.Write(data)
	return r.ResponseWriter.Write(data)
}

// Flush lets events through.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }
