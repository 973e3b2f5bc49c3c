package accounttest_test

// The files differential_….go play what differed between this service and a server 1.7.4 when
// both got the same requests: a table for each topic, from the requests to what the server
// responded with.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// example is a request and what a server responded with.
type example struct {
	method, path string
	body         any // nil for none, a string as it is
	header       fields
	status       int
	kind         string // of the error, "" for none
	message      string // of the error, if it matters
	fields       fields // of the body, those that matter
}

// play sends the request of an example and compares the response. The caller can be a guest.
func (e example) play(t *testing.T, as *caller) reply {
	t.Helper()
	for name, value := range e.header {
		as = as.with(name, value.(string))
	}
	got := as.call(e.method, e.path, e.body)
	require.Equal(t, e.status, got.status, "%s", got.body)
	if e.kind != "" {
		require.Equal(t, e.kind, got.field("type"))
	}
	if e.message != "" {
		require.Equal(t, e.message, got.field("message"))
	}
	for name, value := range e.fields {
		require.Equal(t, value, got.json[name], name)
	}
	return got
}

// everyVersion runs a test on a service of each version, in a project called "main". The clock
// moves when it is told to.
func everyVersion(t *testing.T, test func(t *testing.T, srv *accounttest.Server)) {
	t.Parallel()
	for _, number := range accounttest.ServerVersions() {
		t.Run(number, func(t *testing.T) {
			t.Parallel()
			at := time.Date(2026, 11, 24, 4, 39, 44, 865e6, time.UTC)
			test(t, accounttest.New(t, accounttest.WithServerVersion(number), accounttest.WithProject("main-id", "main"),
				accounttest.WithoutRateLimits(), accounttest.WithFrozenTime(at)))
		})
	}
}
