package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
	"github.com/appwrite-go/appwrite/internal/look"
)

//go:embed files
var files embed.FS

var (
	style  = look.Style + mustRead("style.css")
	script = mustRead("live.js")

	// Parsed for the first page: it takes longer than all else at the start.
	templates = sync.OnceValue(parseTemplates)
)

// Policy is the content security policy of the page: its own stylesheet, script and forms,
// mails in frames, the events of the control API, and nothing else.
var Policy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script) + "'; img-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func hash(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func mustRead(name string) string {
	content, err := files.ReadFile("files/" + name)
	if err != nil {
		panic(err) // the file is embedded
	}
	return string(content)
}

func showIcon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write([]byte(mustRead("icon.svg")))
}

// parseTemplates parses each page together with the frame and the parts of pages.
func parseTemplates() map[string]*template.Template {
	shared := template.Must(template.New("frame.html").Funcs(functions).ParseFS(files, "files/frame.html", "files/parts.html"))
	names, err := fs.Glob(files, "files/pages/*.html")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	parsed := map[string]*template.Template{}
	for _, name := range names {
		one := template.Must(template.Must(shared.Clone()).ParseFS(files, name))
		parsed[strings.TrimSuffix(path.Base(name), ".html")] = one
	}
	return parsed
}

var functions = template.FuncMap{
	"style":  func() template.CSS { return template.CSS(style) },
	"script": func() template.JS { return template.JS(script) },

	"clock": func(t time.Time) string { return t.Local().Format("15:04:05") },
	"date":  func(t time.Time) string { return t.Local().Format("2 Jan 2006, 15:04") },
	"iso":   func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"input": func(t time.Time) string { return t.Local().Format("2006-01-02T15:04:05") },
	"zone":  func(t time.Time) string { name, _ := t.Local().Zone(); return name },
	"milli": func(t time.Time) int64 { return t.UnixMilli() },
	"east":  func(t time.Time) int { _, seconds := t.Local().Zone(); return seconds },
	"ended": ended, "offset": describeOffset, "steps": func() []step { return clockSteps },

	"args": args, "field": newField, "check": newCheck, "choice": newChoice,
	"number": number, "plural": plural, "join": strings.Join, "size": size, "milliseconds": milliseconds,

	"origin": func(endpoint string) string { return strings.TrimSuffix(endpoint, "/v1") },

	"kind": func(kind control.MessageKind) string { return kindName(kind) },
	"does": func(kind control.MessageKind) string { return completeButtons[kind] },
	"link": linkText, "clicks": clicks, "name": displayName, "user": userPath, "short": shortened, "same": isParameter, "factors": describeFactors,
	"fault": describeFault, "scope": describeScope,
	"channels":  func() []option { return channels },
	"outcomes":  func() []option { return outcomes },
	"damages":   func() []option { return damages },
	"targets":   func() []option { return targetTypes },
	"providers": func() []option { return sessionProviders },
	"contains":  func(list []string, value string) bool { return slices.Contains(list, value) },
}

// args passes several things to a part of a page: names and values.
func args(namesAndValues ...any) map[string]any {
	values := map[string]any{}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		values[namesAndValues[i].(string)] = namesAndValues[i+1]
	}
	return values
}

// field is one input of a form.
type field struct {
	ID, Name, Type, Label, Hint, Value string
	Wrong                              bool
	Options                            []option
}

// option is one of the values that a field can have.
type option struct{ Value, Label string }

func optionsOf(values []string) []option {
	options := make([]option, 0, len(values))
	for _, value := range values {
		options = append(options, option{value, value})
	}
	return options
}

// fieldID names a field on a page, on which other forms can have one of the same name.
func fieldID(f form, name string) string {
	return strings.Trim(strings.ReplaceAll(f.action, "/", "-"), "-") + "-" + name
}

func newField(f form, kind, name, label string, start any, hint string) field {
	return field{ID: fieldID(f, name), Name: name, Type: kind, Label: label, Hint: hint, Value: f.value(name, number(start)), Wrong: f.wrong(name)}
}

func newChoice(f form, name, label string, start any, options []option, none string) field {
	chosen := newField(f, "", name, label, start, "")
	if none != "" {
		options = append([]option{{"", none}}, options...)
	}
	chosen.Options = options
	return chosen
}

// box is a field that is checked or not.
type box struct {
	ID, Name, Value, Label string
	Checked                bool
}

func newCheck(f form, name, value, label string, start bool) box {
	id := fieldID(f, name)
	if value != "on" {
		id += "-" + value
	}
	return box{id, name, value, label, f.checked(name, value, start)}
}

// number is a value as people write it, and "" for zero.
func number(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case int:
		if value == 0 {
			return ""
		}
		return strconv.Itoa(value)
	case float64:
		if value == 0 {
			return ""
		}
		return strconv.FormatFloat(round(value), 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// round leaves the digits that people read.
func round(value float64) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 12, 64), 64)
	return rounded
}

func milliseconds(seconds float64) string {
	if ms := seconds * 1000; ms < 10 {
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", seconds*1000)
}

func size(bytes int) string {
	if bytes < 2<<10 {
		return plural(bytes, "byte")
	}
	return fmt.Sprintf("%.1f KiB", float64(bytes)/(1<<10))
}

var kindNames = map[control.MessageKind]string{
	control.MessageKindMagicURL: "Sign-in link", control.MessageKindEmailCode: "Sign-in code", control.MessageKindPhoneCode: "Sign-in code by SMS",
	control.MessageKindEmailVerification: "Address verification", control.MessageKindPhoneVerification: "Number verification",
	control.MessageKindRecovery: "Password recovery", control.MessageKindMFACode: "Second-factor code", control.MessageKindSessionAlert: "New session",
}

func kindName(kind control.MessageKind) string {
	if name, known := kindNames[kind]; known {
		return name
	}
	return string(kind)
}

// messageKinds are the kinds that can be asked for, in the order of a sign-in.
var messageKinds = kindOptions(control.MessageKindMagicURL, control.MessageKindEmailCode, control.MessageKindPhoneCode, control.MessageKindEmailVerification,
	control.MessageKindPhoneVerification, control.MessageKindRecovery, control.MessageKindMFACode, control.MessageKindSessionAlert)

func kindOptions(kinds ...control.MessageKind) []option {
	var options []option
	for _, kind := range kinds {
		options = append(options, option{string(kind), kindName(kind)})
	}
	return options
}

// completeButtons are the labels of what can be done with a message. Only the app can go on
// with the others.
var completeButtons = map[control.MessageKind]string{
	control.MessageKindEmailVerification: "Verify the address", control.MessageKindPhoneVerification: "Verify the number",
	control.MessageKindMagicURL: "Sign in with it", control.MessageKindEmailCode: "Sign in with it", control.MessageKindPhoneCode: "Sign in with it",
	control.MessageKindRecovery: "Set a new password",
}

var (
	channels    = []option{{string(control.ChannelMail), "Mail"}, {string(control.ChannelSMS), "SMS"}}
	outcomes    = []option{{"failed", "Rejected"}, {"done", "Successful"}}
	targetTypes = []option{{"push", "Push"}, {"email", "E-mail"}, {"sms", "SMS"}}
	damages     = []option{
		{string(control.DamageReset), "Connection is reset"}, {string(control.DamageTruncated), "Half of the body"},
		{string(control.DamageHTMLPage), "A page instead of JSON"}, {string(control.DamageEmpty), "No body"},
	}
	sessionProviders = []option{
		{"email", "E-mail and password"}, {"magic-url", "Sign-in link"}, {"token", "Token"}, {"phone", "Phone"}, {"anonymous", "Anonymous"}, {"oauth2", "OAuth2"},
	}
	methodOptions = []option{
		{string(control.MethodEmailPassword), "E-mail and password"}, {string(control.MethodMagicURL), "Sign-in link"}, {string(control.MethodEmailOtp), "Code by mail"},
		{string(control.MethodPhone), "Phone"}, {string(control.MethodAnonymous), "Anonymous"}, {string(control.MethodJWT), "JWT"},
	}
)

var factorNames = map[string]string{"totp": "authenticator app", "email": "email", "phone": "phone", "recoveryCode": "recovery codes"}

func describeFactors(factors []string) string {
	var names []string
	for _, factor := range factors {
		if name, known := factorNames[factor]; known {
			factor = name
		}
		names = append(names, factor)
	}
	return strings.Join(names, ", ")
}

// linkText is a link without its secrets.
func linkText(link string) string {
	parsed, err := url.Parse(link)
	if err != nil {
		return link
	}
	return parsed.Scheme + "://" + parsed.Host + parsed.EscapedPath()
}

// clicks reports whether a browser can follow a link. An app can have links of any scheme.
func clicks(link string) bool {
	parsed, err := url.Parse(link)
	return err == nil && (parsed.Scheme == "http" || parsed.Scheme == "https")
}
