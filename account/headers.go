package account

import (
	"maps"
	"net/http"
	"net/textproto"
	"strings"
)

// setHeaders gives a request the headers of the client, of the request's body, of the
// caller, and the credential, each in place of the ones before.
func (c *call) setHeaders(req *http.Request) {
	built := req.Header
	req.Header = maps.Clone(c.client.header.get())
	maps.Copy(req.Header, built)
	maps.Copy(req.Header, c.header)
	if name, value := c.client.credential(); name != "" {
		req.Header[name] = []string{value}
	}
}

// owned are the headers that have an option of their own or that the client needs for
// itself.
var owned = map[string]string{
	"X-Appwrite-Project":         "it is an argument of New",
	"X-Appwrite-Key":             "use WithKey",
	"X-Appwrite-Session":         "use WithSession",
	"X-Appwrite-Jwt":             "use WithJWT",
	"X-Appwrite-Response-Format": "it belongs to the types of this version of the SDK",
	"Content-Type":               "bodies are always JSON",
	"Content-Length":             "it follows from the body",
	"Transfer-Encoding":          "it follows from the body",
	"Connection":                 "connections are a matter of WithHTTPClient",
	"Host":                       "it follows from the endpoint",
	"Accept-Encoding":            "net/http asks for what it decompresses",
	"Upgrade":                    "the service speaks nothing but HTTP",
	"Cookie":                     "it would be a second credential; use WithSession",
	"X-Fallback-Cookies":         "it would be a second credential; use WithSession",
	"Idempotency-Key":            "the service does not know it, and net/http would send changes twice on account of it",
	"X-Idempotency-Key":          "the service does not know it, and net/http would send changes twice on account of it",
}

func checkHeader(option, name, value string) error {
	if !validName(name) {
		return &OptionError{Option: option, Reason: "the name is empty or has characters that a header name cannot have"}
	}
	if reason, ok := owned[textproto.CanonicalMIMEHeaderKey(name)]; ok {
		return &OptionError{Option: option, Reason: name + " cannot be set here: " + reason}
	}
	if !validValue(value) {
		return &OptionError{Option: option, Reason: "the value of " + name + " has a line break or another control character"}
	}
	return nil
}

// validValue reports whether a header can carry a value: no line breaks, no other
// control characters but the tab.
func validValue(value string) bool {
	for i := range len(value) {
		if b := value[i]; b < ' ' && b != '\t' || b == 0x7f {
			return false
		}
	}
	return true
}

// validName reports whether a name is one that a header can have.
func validName(name string) bool {
	const token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	return name != "" && strings.Trim(name, token) == ""
}
