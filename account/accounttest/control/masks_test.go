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
	assert.Equal(t, "[redacted]", hidden.param("secret", "abc"))
	assert.Equal(t, "abc", mask(false).param("secret", "abc"))
}
