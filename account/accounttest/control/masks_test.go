package control

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMask_HidesSecretsInBodies(t *testing.T) {
	for name, test := range map[string]struct{ body, expected string }{
		"keeps the order":                {`{"z":1,"password":"hunter22","a":2}`, `{"z":1,"password":"[redacted]","a":2}`},
		"at any depth":                   {`{"sessions":[{"secret":"s3cret","n":null}]}`, `{"sessions":[{"secret":"[redacted]","n":null}]}`},
		"whole lists":                    {`{"recoveryCodes":["a","b"]}`, `{"recoveryCodes":"[redacted]"}`},
		"but not that there is none":     {`{"secret":"","otp":null}`, `{"secret":"","otp":null}`},
		"in links":                       {`{"url":"http://localhost/?secret=abc&userId=u"}`, `{"url":"http://localhost/?secret=%5Bredacted%5D&userId=u"}`},
		"but not the status of an error": {`{"message":"No","code":404}`, `{"message":"No","code":404}`},
		"numbers keep digits":            {`{"n":12345678901234567890.10}`, `{"n":12345678901234567890.10}`},
		"a name in any case":             {`{"PassWord":"x"}`, `{"PassWord":"[redacted]"}`},
		"all of what is no JSON":         {`password=hunter22`, `[redacted]`},
		"all of broken JSON":             {`{"password":"hunter`, `[redacted]`},
		"all of what follows an object":  {`{"a":1} ["hunter22"]`, `[redacted]`},
		"all of a string":                {`"aHVudGVyMjI="`, `[redacted]`},
		"all of a list":                  {`["password","hunter22"]`, `[redacted]`},
		"but not that a list is empty":   {`[]`, `[]`},
		"lists as forms have them":       {`{"password[0]":"x"}`, `{"password[0]":"[redacted]"}`},
		"in fragments of links":          {`{"url":"http://localhost/#access_token=abc"}`, `{"url":"http://localhost/#%5Bredacted%5D"}`},
		"but not the pages of an app":    {`{"url":"http://localhost/#/verify"}`, `{"url":"http://localhost/#/verify"}`},
		"but not what only has a number": {`{"name":"Who? #1"}`, `{"name":"Who? #1"}`},
		"all of blanks":                  {` `, `[redacted]`},
		"nothing of nothing":             {``, ``},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.expected, mask(true).body([]byte(test.body)))
			assert.Equal(t, test.body, mask(false).body([]byte(test.body)))
		})
	}
}

func TestMask_HidesSecretsInHeadersAndAddresses(t *testing.T) {
	hidden := mask(true)
	assert.Equal(t, "[redacted]", hidden.header("x-appwrite-key", "standard_abc"))
	assert.Equal(t, "[redacted]", hidden.header("Set-Cookie", "a_session_p=abc"))
	assert.Equal(t, "application/json", hidden.header("Content-Type", "application/json"))
	assert.Equal(t, "http://localhost/ok?userId=u&secret=%5Bredacted%5D#%5Bredacted%5D", hidden.header("Location", "http://localhost/ok?userId=u&secret=abc#abc"))
	for _, name := range []string{
		"Proxy-Authorization", "X-APPWRITE-JWT", "X-Appwrite-Session", "X-Appwrite-Dev-Key", "X-Fallback-Cookies", "Cookie",
		"X-Appwrite-Impersonate-User-Id", "X-Appwrite-Impersonate-User-Email", "X-Api-Key", "X-Auth-Token",
	} {
		assert.Equal(t, "[redacted]", hidden.header(name, "abc"), name)
	}
	for _, name := range []string{"X-Appwrite-Project", "User-Agent", "X-Ratelimit-Reset", "Access-Control-Expose-Headers"} {
		assert.Equal(t, "abc", hidden.header(name, "abc"), name)
	}
	assert.Equal(t, "http://localhost/#%5Bredacted%5D", hidden.header("Location", "http://localhost/#abc"))
	assert.Equal(t, "http://%5Bredacted%5D@localhost/", hidden.header("Referer", "http://ann:abc@localhost/"))
	for _, name := range []string{"secret[0]", "password[a][b]", " secret", "access_token", "session", "key"} {
		assert.Equal(t, "[redacted]", hidden.param(name, "abc"), name)
	}
	assert.Equal(t, "[redacted]", hidden.param("secret", "abc"))
	assert.Equal(t, "abc", mask(false).param("secret", "abc"))
}
