package accounttest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestBodies_AScalarCrashesTheService(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		caller.lenient = true
		json := caller.with("Content-Type", "application/json")
		json.lenient = true
		for body, kind := range map[string]string{"5": "int", `"text"`: "string", "1.5": "float", "true": "true"} {
			for method, path := range map[string]string{"PATCH": "/account/email", "DELETE": "/account/sessions/current"} {
				got := json.call(method, path, body).ok(500)
				require.Equal(t, "text/html", got.header.Get("Content-Type"))
				require.Contains(t, got.field("message"), `Error: Error handler had an error: Utopia\Swoole\Request::generateInput(): Return value must be of type array, `+kind)
				require.NotContains(t, got.json, "type")
				require.EqualValues(t, 500, got.json["code"])
			}
		}
		for _, body := range []string{"0", `""`, `"0"`, "null", "false", "[]"} {
			json.call("PATCH", "/account/email", body).rejected(400, "general_argument_invalid")
		}
		sensible := accounttest.New(t, accounttest.WithServerVersion(srv.Version()), accounttest.WithoutServerBugs())
		got := guest(t, sensible).call("POST", "/account", "5").rejected(400, "general_argument_invalid")
		require.Equal(t, `Param "userId" is not optional.`, got.field("message"))
	})
}

func TestBodies_WhatPHPCannotReadIsNone(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		valid := `{"userId":"unique()","email":"a@example.test","password":"` + password + `","name":"%s"}`
		missing := example{method: "POST", path: "/account", status: 400, kind: "general_argument_invalid", message: `Param "userId" is not optional.`}
		for _, name := range []string{`\ud800`, `\udc00`, `\ud800\ud800`, "\xff"} {
			missing.body = fmt.Sprintf(valid, name)
			missing.play(t, guest(t, srv))
		}
		missing.body = fmt.Sprintf(valid, "Ann")
		missing.play(t, guest(t, srv).with("Content-Type", "APPLICATION/JSON"))
		guest(t, srv).call("POST", "/account", fmt.Sprintf(valid, `\ud83d\ude00`)).ok(201)
	})
}

func TestAddresses_AreTakenAsPHPDoes(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		for address, accepted := range map[string]bool{
			"a@[127.0.0.1]": true, `"ab"@example.test`: true, `"a@ b"@example.test`: false, `"a@b".c@example.test`: true, "a@[IPv6:::1]": true,
			"a@127.0.0.1": false, "a@example.123": false, "a@[127.0.0.300]": false, "a@[::1]": false, `"ab@example.test`: false, `a"b"@example.test`: false,
			"a@example.t1": true,
		} {
			got := guest(t, srv).call("POST", "/account", fields{"userId": "unique()", "email": address, "password": password})
			require.Equal(t, accepted, got.status == 201, "%s: %s", address, got.body)
			if !accepted {
				require.Equal(t, "Invalid `email` param: Value must be a valid email address", got.field("message"))
			}
		}
	})
}

func TestNumbers_MayHaveANewlineAtTheEnd(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4915112345678\n"}).ok(201)
		guest(t, srv).call("POST", "/account/tokens/phone", fields{"userId": "unique()", "phone": "+4915112345678\n\n"}).rejected(400, "general_argument_invalid")
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
		caller.call("PATCH", "/account/phone", fields{"phone": "+4915112345679\n", "password": password}).ok(200)
	})
}

func TestPages_HaveAPortUpTo65535(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		for port, status := range map[string]int{"65535": 201, "99999": 400} {
			require.Equal(t, status, caller.call("POST", "/account/verification", fields{"url": "http://localhost:" + port + "/x"}).status)
		}
		for _, name := range []string{"success", "failure"} {
			guest(t, srv).call("GET", "/account/tokens/oauth2/github?"+name+"="+url.QueryEscape("http://localhost:99999/x"), nil).ok(400)
		}
	})
}

func TestPrefs_NumbersAreFormattedAsPHPDoes(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		updated := caller.call("PATCH", "/account/prefs", `{"prefs":{"i":1,"f":1.5,"z":1.0,"e":1e3,"big":12345678901234567890,"n":-0.0,"s":1e-7}}`).ok(200)
		expected := `{"i":1,"f":1.5,"z":1,"e":1000,"big":1.2345678901234567e+19,"n":0,"s":1.0e-7}`
		require.Contains(t, string(updated.body), `"prefs":`+expected)
		require.Equal(t, expected, string(caller.call("GET", "/account/prefs", nil).ok(200).body))
	})
}

func TestTimestamps_CanBeWords(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		for _, value := range []string{"tomorrow", "next monday", "+1 day", "Mon, 23 Nov 2026 09:12:09 GMT"} {
			caller.with("X-Appwrite-Timestamp", value).call("PATCH", "/account/name", fields{"name": "Bob"}).ok(200)
		}
		caller.with("X-Appwrite-Timestamp", "soon").call("PATCH", "/account/name", fields{"name": "Bob"}).rejected(400, "general_argument_invalid")
	})
}

func TestMode_TheConsolesHasNoSessionsOfUsers(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		caller.with("X-Appwrite-Mode", "admin").call("GET", "/account", nil).rejected(401, "general_unauthorized_scope")
		caller.with("X-Appwrite-Mode", "default").call("GET", "/account", nil).ok(200)
	})
}

func TestJWT_IsWrittenAndRejectedAsTheServerDoes(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		token := caller.call("POST", "/account/jwts", nil).ok(201).field("jwt")
		require.True(t, strings.HasPrefix(token, "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9."), "the header has typ before alg")
		guest(t, srv).jwt(token).call("GET", "/account", nil).ok(200)
		_, rest, _ := strings.Cut(token, ".")
		for header, problem := range map[string]string{
			"eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0":  "Invalid token: Unsupported header algo", // none
			"eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9": "Invalid token: Signature failed",        // HS512
			"e30":                                  "Invalid token: Missing header algo",
			"YWJj":                                 "JSON failed: Syntax error",
		} {
			got := guest(t, srv).jwt(header+"."+rest).call("GET", "/account", nil).rejected(401, "user_jwt_invalid")
			require.Equal(t, "Failed to verify JWT. "+problem, got.field("message"))
		}
	})
}

func TestLinks_AreMadeAsPHPDoes(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		escapes := srv.Version() != "1.9.6" // pages as HTML, before it adds to their query
		links := map[string]string{"http://localhost/x?a.b=1": "http://localhost/x?a_b=1&userId=…"}
		if escapes {
			links["http://localhost/x?a[]=1&a[]=2"] = "http://localhost/x?a%5B0%5D=1&amp%3Ba%5B0%5D=2&userId=…"
			links[`http://localhost/"x'`] = `http://localhost/&quot;x&?userId=…#039;`
		} else {
			links["http://localhost/x?a[]=1&a[]=2"] = "http://localhost/x?a%5B0%5D=1&a%5B1%5D=2&userId=…"
		}
		srv.CreateUser(accounttest.Seed{Email: ann})
		for page, expected := range links {
			guest(t, srv).call("POST", "/account/recovery", fields{"email": ann, "url": page}).ok(201)
			link := srv.LastMail(ann).Link
			before, after, _ := strings.Cut(expected, "…")
			require.True(t, strings.HasPrefix(link, before), link)
			require.True(t, strings.HasSuffix(link, after), link)
		}
	})
}

func TestRequests_TheHTTPLibraryRejectsSome(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		for _, line := range []string{"TRACE /v1/account", "GET /v1/account/sessions/ä"} {
			method, path, _ := strings.Cut(line, " ")
			request, err := http.NewRequest(method, srv.Endpoint(), nil)
			require.NoError(t, err)
			request.URL.Opaque = path
			request.Header.Set("X-Appwrite-Project", srv.ProjectID())
			response, err := direct(t).Do(request)
			require.NoError(t, err)
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, 400, response.StatusCode, line)
			require.Empty(t, body, line)
		}
	})
}
