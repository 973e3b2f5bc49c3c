package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHints_ErrorsNameTheFlagThatAllowsWhatTheyReject(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args   []string
		method string
		path   string
		body   string
		header []string
		says   string
	}{
		"a provider":                     {nil, "GET", "/account/tokens/oauth2/github", "", nil, "Start it with --provider github to switch it on."},
		"a provider, with cookies":       {nil, "GET", "/account/sessions/oauth2/google", "", nil, "--provider google"},
		"a provider, at the end":         {nil, "GET", "/account/sessions/oauth2/github/redirect?code=x", "", nil, "--provider github"},
		"a method":                       {[]string{"--disable-method", "anonymous"}, "POST", "/account/sessions/anonymous", "", nil, "--disable-method"},
		"an origin":                      {nil, "POST", "/account/sessions/anonymous", "", []string{"Origin", "https://app.example.com:8443"}, "--platform app.example.com."},
		"the page before":                {nil, "POST", "/account/sessions/anonymous", "", []string{"Referer", "https://app.example.com/x"}, "--platform app.example.com."},
		"a redirect":                     {nil, "POST", "/account/tokens/magic-url", `{"userId":"a","email":"a@example.com","url":"https://app.example.com"}`, nil, "--platform"},
		"a redirect, in server 1.9":      {[]string{"--server-version", "1.9"}, "POST", "/account/tokens/magic-url", `{"userId":"a","email":"a@example.com","url":"https://app.example.com"}`, nil, "Invalid `url` param: The emulator does not know the host of this URL. Start it with --platform"},
		"mail":                           {[]string{"--no-mail"}, "POST", "/account/tokens/email", `{"userId":"a","email":"a@example.com"}`, nil, "--no-mail"},
		"SMS":                            {[]string{"--no-sms"}, "POST", "/account/tokens/phone", `{"userId":"a","phone":"+491711234567"}`, nil, "--no-sms"},
		"a project":                      {nil, "GET", "/account", "", []string{"X-Appwrite-Project", "nope"}, "--project"},
		"an argument that is no address": {nil, "POST", "/account/tokens/email", `{"userId":"a","email":"nobody"}`, nil, "Invalid `email` param: Value must be a valid email address\""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := told(t, test.args...)
			request := httptest.NewRequest(test.method, "http://127.0.0.1:4080/v1"+test.path, strings.NewReader(test.body))
			request.Header.Set("X-Appwrite-Project", defaultProject)
			if test.body != "" {
				request.Header.Set("Content-Type", "application/json")
			}
			for i := 0; i+1 < len(test.header); i += 2 {
				request.Header.Set(test.header[i], test.header[i+1])
			}
			recorder := httptest.NewRecorder()
			e.handler().ServeHTTP(recorder, request)
			body := recorder.Body.String()
			if recorder.Code < http.StatusBadRequest || !strings.Contains(body, test.says) || strings.Contains(strings.ToLower(body), "console") {
				t.Errorf("status %d, %s", recorder.Code, body)
			}
		})
	}
}

func TestHints_AFullProjectNamesItsLimit(t *testing.T) {
	t.Parallel()
	e := told(t, "--user-limit", "1")
	signedIn(t, e, 1)
	_, err := e.client().CreateAnonymousSession(t.Context())
	if err == nil || !strings.Contains(err.Error(), "--user-limit") {
		t.Errorf("got %v", err)
	}
}
