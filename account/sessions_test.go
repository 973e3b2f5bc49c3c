package account_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
)

func TestGetSession_CurrentSessionIsTheOneOfTheClient(t *testing.T) {
	t.Parallel()
	service := newStub(t, jsonResponse(200, sessionJSON))
	_, err := service.client(t, account.WithSession("s")).GetSession(t.Context(), account.CurrentSession)
	require.NoError(t, err)
	assert.Equal(t, "/account/sessions/current", service.request(t).Path)
}

func TestDeleteSession_AWebPageIsNotASuccess(t *testing.T) {
	t.Parallel()
	client := newStub(t, pageResponse(200, "<html><title>Welcome</title></html>")).allowAnyResponse().client(t, noRetries, account.WithSession("s"))
	err := client.DeleteSession(t.Context(), account.CurrentSession)
	assert.Equal(t, 200, requireError(t, err).StatusCode)
	assert.ErrorContains(t, err, `a web page ("Welcome")`)

	for _, status := range []int{200, 201, 202, 205} {
		client := newStub(t, stubResponse{Status: status}).allowAnyResponse().client(t, noRetries, account.WithSession("s"))
		assert.Equal(t, status, requireError(t, client.DeleteSession(t.Context(), account.CurrentSession)).StatusCode, "only 204 is a deletion")
	}
	require.NoError(t, newStub(t, stubResponse{Status: 204}).client(t, account.WithSession("s")).DeleteSession(t.Context(), account.CurrentSession))
}

func TestSessionSecret_ComesFromTheCookieOfTheProject(t *testing.T) {
	t.Parallel()
	const secret = "eyJpZCI6InUxIiwic2VjcmV0IjoiYSJ9" // two signs of padding follow
	withSecret := strings.Replace(guestSessionJSON, `"secret": ""`, `"secret": "in-the-body"`, 1)
	require.NotEqual(t, guestSessionJSON, withSecret)
	for name, test := range map[string]struct {
		project, body string
		cookies       []string
		expected      string
	}{
		"encoded padding":        {"library", guestSessionJSON, []string{"a_session_library=" + secret + "%3D%3D; path=/; httponly"}, secret + "=="},
		"padding in lower case":  {"library", guestSessionJSON, []string{"a_session_library=" + secret + "%3d%3d"}, secret + "=="},
		"without padding":        {"library", guestSessionJSON, []string{"a_session_library=" + secret}, secret},
		"a plus sign is kept":    {"library", guestSessionJSON, []string{"a_session_library=a+b%2Bc"}, "a+b+c"},
		"beside a legacy cookie": {"library", guestSessionJSON, []string{"a_session_library_legacy=old", "a_session_library=" + secret, "other=x"}, secret},
		"the name in lower case": {"LiBrary", guestSessionJSON, []string{"a_session_library=" + secret}, secret},
		"the body has a secret":  {"library", withSecret, []string{"a_session_library=" + secret}, "in-the-body"},
		"of another project":     {"library", guestSessionJSON, []string{"a_session_museum=" + secret}, ""},
		"only a legacy cookie":   {"library", guestSessionJSON, []string{"a_session_library_legacy=" + secret}, ""},
		"another name":           {"library", guestSessionJSON, []string{"session=" + secret}, ""},
		"no cookie":              {"library", guestSessionJSON, nil, ""},
		"an invalid encoding":    {"library", guestSessionJSON, []string{"a_session_library=%zz"}, ""},
	} {
		for _, operation := range []string{"createAnonymousSession", "createEmailPasswordSession", "createSession", "updateMagicURLSession", "updatePhoneSession"} {
			response := jsonResponse(201, test.body)
			for _, cookie := range test.cookies {
				response = response.withHeader("Set-Cookie", cookie)
			}
			service := newStub(t, response)
			client, err := account.New(stubEndpoint, test.project, account.WithHTTPClient(&http.Client{Transport: service}))
			require.NoError(t, err)
			got, err := invoke(t.Context(), t, client, operation, rowOf(t, operation).Args)
			require.NoError(t, err, name)
			assert.Equal(t, test.expected, got.(*account.Session).Secret, "%s: %s", operation, name)
		}
	}
}

func TestSessionSecret_OfGetSessionDoesNotComeFromACookie(t *testing.T) {
	t.Parallel()
	response := jsonResponse(200, guestSessionJSON).withHeader("Set-Cookie", "a_session_library=secret")
	session, err := newStub(t, response).client(t, account.WithSession("s")).GetSession(t.Context(), account.CurrentSession)
	require.NoError(t, err)
	assert.Empty(t, session.Secret)
}
