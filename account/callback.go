package account

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/internal/gen"
	"github.com/appwrite-go/appwrite/internal/wire"
)

// Callback is what the service adds to a URL of the program: at the end of an OAuth2
// sign-in, and in the links of mails. SignIn takes that of an OAuth2 sign-in or a magic URL;
// for the others, UserID and Secret are what UpdateRecovery and UpdateVerification expect.
//
// Its secret and its query are left out when it is printed, logged or encoded as JSON.
type Callback struct {
	// UserID is the user that the secret is for.
	UserID string `json:"userId"`
	// Secret works once.
	Secret string `json:"secret"`
	// Expire is when the secret ends; zero for OAuth2, which does not say.
	Expire time.Time `json:"expire,omitzero"`
	// Query has the parameters that the URL had before, such as a state. Servers before 1.9
	// can name the second and later ones "amp;name"; here they have their names again.
	Query url.Values `json:"-"`
}

// ParseCallback returns what the service added to a URL.
//
// An OAuth2 sign-in that failed is an *Error with the type, status and message that the
// service gave, such as ErrUserBlocked. Anybody can make up such a URL, so decide by the type
// and do not show the message to people. Where the service added nothing at all, the error is
// a *MissingParameterError.
func ParseCallback(u *url.URL) (*Callback, error) {
	if u == nil {
		return nil, &MissingParameterError{Operation: callbackName, Parameters: []string{"url"}}
	}
	return newCallback(u.Query())
}

// CallbackOf returns what ParseCallback does, from the query of a request and, for one that
// posts a form, from the form, which wins.
func CallbackOf(r *http.Request) (*Callback, error) {
	if err := r.ParseForm(); err != nil {
		return nil, &InvalidParameterError{Operation: callbackName, Reason: "the query or form of the request cannot be parsed"}
	}
	return newCallback(r.Form)
}

// callbackName stands for an operation in the errors of callbacks.
const callbackName = "callback"

func newCallback(values url.Values) (*Callback, error) {
	callback := &Callback{Query: url.Values{}}
	var failure string
	for name, all := range values {
		switch name {
		case "userId":
			callback.UserID = all[0]
		case "secret":
			callback.Secret = all[0]
		case "expire":
			callback.Expire, _ = wire.ParseTime(all[0])
		case "error":
			failure = all[0]
		default:
			name = strings.TrimPrefix(name, "amp;")
			callback.Query[name] = append(callback.Query[name], all...)
		}
	}
	if failure != "" {
		return nil, callbackError(failure)
	}
	return callback, callback.check()
}

// check returns the error of a callback that lacks something; nil if it does not.
func (c *Callback) check() error {
	var missing []string
	if c == nil || c.UserID == "" {
		missing = append(missing, "userId")
	}
	if c == nil || c.Secret == "" {
		missing = append(missing, "secret")
	}
	if missing == nil {
		return nil
	}
	return &MissingParameterError{Operation: callbackName, Parameters: missing}
}

// callbackError is the error of an OAuth2 sign-in. What is not the JSON of the service could
// be anything that somebody put into a link, and is not quoted.
func callbackError(failure string) *Error {
	e := &Error{Operation: gen.CreateOAuth2Token.ID, Header: http.Header{}}
	var body struct {
		Message string
		Type    ErrorType
		Code    int
	}
	if json.Unmarshal([]byte(failure), &body) != nil {
		e.Message = "the sign-in failed, and the URL does not say why"
		return e
	}
	e.Message, e.Type, e.StatusCode = body.Message, body.Type, body.Code
	return e
}

type bareCallback Callback

func (c Callback) redacted() bareCallback {
	c.Secret = wire.Redact(c.Secret)
	c.Query = nil // a state is as good as a secret
	return bareCallback(c)
}

// Format prints the callback without its secret, whatever the verb.
func (c Callback) Format(s fmt.State, verb rune) {
	wire.Format(s, verb, "account.Callback", c.redacted())
}

// LogValue returns the callback without its secret.
func (c Callback) LogValue() slog.Value { return slog.AnyValue(c.redacted()) }

// MarshalJSON encodes the callback without its secret.
func (c Callback) MarshalJSON() ([]byte, error) { return json.Marshal(c.redacted()) }
