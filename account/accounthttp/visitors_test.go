package accounthttp_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounthttp"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestVisitors_LimitsCountForEachOfThem(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.service.Clock().Freeze()
	user := shop.user(accounttest.Seed{})
	shop.handler = shop.site.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := shop.site.Client(r).UpdatePassword(r.Context(), account.UpdatePasswordParams{Password: password, OldPassword: password})
		if err != nil {
			shop.site.ServeError(w, r, err)
		}
	}))
	for i := range 12 {
		shop.signedIn(user.ID).from(fmt.Sprintf("203.0.113.%d", i)).post("/").shows(200, "")
	}
	b := shop.signedIn(user.ID).from("203.0.113.99")
	for range 10 {
		b.post("/").shows(200, "")
	}
	b.post("/").shows(429, "Too many attempts").keepsSession()
	shop.signedIn(user.ID).from("203.0.113.100").post("/").shows(200, "")
}

func TestVisitors_TheHundredAndFirstSignOutOfAnHourWorks(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	shop.service.Clock().Freeze()
	user := shop.user(accounttest.Seed{})
	for i := range 101 {
		b := shop.signedIn(user.ID).from(fmt.Sprintf("203.0.113.%d", i))
		require.Equal(t, "signed out", b.post("/sign-out").body)
	}
}

func TestVisitors_OnlyNamedProxiesSayWhoTheyAre(t *testing.T) {
	t.Parallel()
	proxies := accounthttp.WithTrustedProxies(netip.MustParsePrefix("10.0.0.0/8"))
	for _, c := range []struct {
		options       []accounthttp.Option
		from, forward string
		want          string
	}{
		{nil, "10.0.0.1", "203.0.113.7", "10.0.0.1"},
		{[]accounthttp.Option{proxies}, "10.0.0.1", "203.0.113.7", "203.0.113.7"},
		{[]accounthttp.Option{proxies}, "10.0.0.1", "6.6.6.6, 203.0.113.7", "203.0.113.7"},
		{[]accounthttp.Option{proxies}, "192.0.2.9", "203.0.113.7", "192.0.2.9"},
	} {
		shop := newShop(t, c.options...)
		shop.user(accounttest.Seed{})
		shop.browser().from(c.from).with("X-Forwarded-For", c.forward).signIn().redirects("/")
		for _, request := range shop.service.Requests() {
			require.Equal(t, c.want, request.Header.Get("X-Forwarded-For"))
		}
	}
}

func TestVisitors_SessionsAndTheActivityLogShowTheirBrowsers(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	user := shop.user(accounttest.Seed{})
	b := shop.browser().from("203.0.113.7")
	b.signIn()
	b.post("/name", "name", "Anna").redirects("/account/")
	client := shop.service.GuestClient().WithSession(b.session())
	sessions, err := client.ListSessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, "Firefox", sessions.Sessions[0].ClientName)
	require.Equal(t, "203.0.113.7", sessions.Sessions[0].IP)
	logs, err := client.ListLogs(t.Context(), account.ListLogsParams{})
	require.NoError(t, err)
	require.Len(t, logs.Logs, 2)
	for _, entry := range logs.Logs {
		require.Equal(t, "Firefox", entry.ClientName, entry.Event)
		require.Equal(t, "203.0.113.7", entry.IP, entry.Event)
	}
	require.Equal(t, user.ID, sessions.Sessions[0].UserID)
}
