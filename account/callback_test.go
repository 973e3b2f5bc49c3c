package account_test

import (
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
)

func parse(t *testing.T, link string) *url.URL {
	t.Helper()
	u, err := url.Parse(link)
	require.NoError(t, err)
	return u
}

func TestCallback_AllSpellingsOfTheServiceAreParsed(t *testing.T) {
	t.Parallel()
	november := time.Date(2026, time.November, 23, 10, 12, 9, 837e6, time.UTC)
	for link, expected := range map[string]account.Callback{
		"https://:@shop.example.com/?secret=S&userId=U#":                                                          {UserID: "U", Secret: "S", Query: url.Values{}},
		"https://:@shop.example.com/done?state=x%2By&secret=S&userId=U#":                                          {UserID: "U", Secret: "S", Query: url.Values{"state": {"x+y"}}},
		"https://shop.example.com/reset?userId=U&secret=S&expire=2026-11-23+10%3A12%3A09.837":                     {UserID: "U", Secret: "S", Expire: november, Query: url.Values{}},
		"https://shop.example.com/in?userId=U&secret=S&expire=2026-11-23T10%3A12%3A09.837%2B00%3A00&project=p":    {UserID: "U", Secret: "S", Expire: november, Query: url.Values{"project": {"p"}}},
		"https://shop.example.com/in?a=1&amp%3Bb=2&amp%3Bb=3&userId=U&secret=S&expire=nonsense#part":              {UserID: "U", Secret: "S", Query: url.Values{"a": {"1"}, "b": {"2", "3"}}},
		"https://shop.example.com/in?userId=U&userId=other&secret=S&secret=other&expire=2026-11-23T10:12:09.837Z": {UserID: "U", Secret: "S", Expire: november, Query: url.Values{}},
	} {
		got, err := account.ParseCallback(parse(t, link))
		require.NoError(t, err, link)
		assert.Equal(t, expected.UserID, got.UserID, link)
		assert.Equal(t, expected.Secret, got.Secret, link)
		assert.True(t, expected.Expire.Equal(got.Expire), "%s: %s", link, got.Expire)
		assert.Equal(t, expected.Query, got.Query, link)
	}
}

func TestCallback_AnErrorOfTheServiceIsTyped(t *testing.T) {
	t.Parallel()
	_, err := account.ParseCallback(parse(t, "https://shop.example.com/failed?error="+url.QueryEscape(`{"message":"Blocked.\nSecond line","type":"user_blocked","code":401}`)))
	require.ErrorIs(t, err, account.ErrUserBlocked)
	var failure *account.Error
	require.ErrorAs(t, err, &failure)
	require.Equal(t, 401, failure.StatusCode)
	require.Equal(t, "account: createOAuth2Token: 401 user_blocked: Blocked. Second line", err.Error())

	for _, hostile := range []string{"x", "{}", "[]", "null", `"quoted"`, `{"message":5}`, `{"code":"401"}`, "<script>", strings.Repeat("a", 1<<20), "\xff"} {
		_, err := account.ParseCallback(&url.URL{RawQuery: "userId=U&secret=S&error=" + url.QueryEscape(hostile)})
		require.ErrorAs(t, err, &failure, hostile)
		require.NotContains(t, err.Error(), "<script>")
		require.Less(t, len(err.Error()), 200)
	}
}

func TestCallback_WhatTheServiceDidNotAddIsMissing(t *testing.T) {
	t.Parallel()
	for query, missing := range map[string][]string{
		"": {"userId", "secret"}, "userId=U": {"secret"}, "secret=S": {"userId"}, "userId=&secret=": {"userId", "secret"}, "%zz": {"userId", "secret"},
		"userId=U;secret=S": {"userId", "secret"},
	} {
		_, err := account.ParseCallback(&url.URL{RawQuery: query})
		var failure *account.MissingParameterError
		require.ErrorAs(t, err, &failure, query)
		require.Equal(t, missing, failure.Parameters, query)
	}
	_, err := account.ParseCallback(nil)
	require.Error(t, err)
}

func TestCallback_OfARequestIsItsQueryOrItsForm(t *testing.T) {
	t.Parallel()
	got, err := account.CallbackOf(httptest.NewRequest(http.MethodGet, "/in?userId=U&secret=S", nil))
	require.NoError(t, err)
	require.Equal(t, "S", got.Secret)

	post := httptest.NewRequest(http.MethodPost, "/in?userId=other", strings.NewReader("userId=U&secret=S"))
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, err = account.CallbackOf(post)
	require.NoError(t, err)
	require.Equal(t, "U", got.UserID)

	broken := httptest.NewRequest(http.MethodGet, "/in", nil)
	broken.URL.RawQuery = "secret=%zz"
	_, err = account.CallbackOf(broken)
	var failure *account.InvalidParameterError
	require.ErrorAs(t, err, &failure)
	require.NotContains(t, err.Error(), "zz")
}

// The links and redirects of the service itself, its oddities included.
func TestCallback_SignsInFromMailsAndProviders(t *testing.T) {
	t.Parallel()
	service := accounttest.New(t)
	client := service.GuestClient()
	_, err := client.CreateMagicURLToken(t.Context(), account.CreateMagicURLTokenParams{UserID: account.UniqueID, Email: "ann@example.com", URL: "http://localhost/in?from=mail&next=/cart"})
	require.NoError(t, err)
	callback, err := account.ParseCallback(parse(t, service.LastMail("ann@example.com").Link))
	require.NoError(t, err)
	require.Equal(t, "mail", callback.Query.Get("from"))
	require.Equal(t, "/cart", callback.Query.Get("next"))
	require.WithinRange(t, callback.Expire, service.Clock().Now(), service.Clock().Now().Add(61*time.Minute))
	signIn, err := client.SignIn(t.Context(), callback)
	require.NoError(t, err)
	require.Equal(t, "ann@example.com", signIn.User.Email)

	location, err := client.CreateOAuth2Token(t.Context(), account.OAuthProviderMock, account.CreateOAuth2TokenParams{Success: "http://localhost/done?state=a%2Fb", Failure: "http://localhost/failed"})
	require.NoError(t, err)
	result := service.SignInAtProvider(location.String(), accounttest.ProviderAccount{ID: "1", Email: "bob@example.com", Name: "Bob"})
	callback, err = account.ParseCallback(parse(t, result.URL))
	require.NoError(t, err)
	require.Equal(t, "a/b", callback.Query.Get("state"))
	signIn, err = client.SignIn(t.Context(), callback)
	require.NoError(t, err)
	require.Equal(t, "bob@example.com", signIn.User.Email)

	_, err = account.ParseCallback(parse(t, service.DenyAtProvider(location.String()).URL))
	var failure *account.Error
	require.ErrorAs(t, err, &failure)
	require.NotEmpty(t, failure.Type)
}
