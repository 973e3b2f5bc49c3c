package accounttest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/recordings"
)

// scene is what was on a live server when its exchanges were recorded.
type scene struct {
	version          string
	project          string
	key, scopeless   string // beginnings of the API keys
	user             string // the first that was recorded
	earlier, address string // a user of before
	targets          []string
	time             time.Time
}

var scenes = []scene{
	{
		version: "1.7", project: "6b0400e41074213cdbe3", key: "standard_e124381831fd38e", scopeless: "standard_ae39498a455e12d",
		user: "6b040369cc66242b4395", earlier: "6b04037144efb806ef6a", address: "t17954251371501@example.test",
		targets: []string{"tok3", "tokj"}, time: time.Date(2026, 11, 23, 9, 12, 9, 837e6, time.UTC),
	},
	{
		version: "1.8", project: "6b0413c6da0e696bc1b3", key: "standard_06db8ae6224cb73", scopeless: "standard_ef75278ac846605",
		user: "6b0413f19ca5c8bb1ed3", earlier: "6b0413f793fb8681b92b", address: "t17954293674851@example.test",
		time: time.Date(2026, 11, 23, 10, 22, 41, 644e6, time.UTC),
	},
	{
		version: "1.9", project: "6b0413622e84433a8f74", key: "standard_2d35a54bffc8ca7", scopeless: "standard_8378f750c926b0c",
		user: "6b0413773e26816bb590", earlier: "6b04137d50dae8ed8c00", address: "t17954292452151@example.test",
		time: time.Date(2026, 11, 23, 10, 20, 39, 256e6, time.UTC),
	},
}

// replay sends recorded requests to a service, translating what was generated.
type replay struct {
	scene
	t        *testing.T
	srv      *accounttest.Server
	names    map[string]string         // recorded id or secret -> the service's
	sessions map[sessionOwner][]string // secrets, the newest last
	jwt      string
	narrow   string // a key without scopes
}

// sessionOwner is whose session was created while replaying, and whether a back end did it.
type sessionOwner struct {
	userID string // as recorded
	byKey  bool
}

func newReplay(t *testing.T, scene scene) *replay {
	srv := accounttest.New(t, accounttest.WithServerVersion(scene.version),
		accounttest.WithProject(scene.project, "SDK Project"), accounttest.WithoutRateLimits(),
		accounttest.WithPlatforms("127.0.0.1", "appwrite.io", "*.appwrite.io"),
		accounttest.WithFrozenTime(scene.time))
	srv.CreateUser(accounttest.Seed{ID: scene.earlier, Email: scene.address, Password: "Passw0rd!x"})
	other := srv.CreateUser(accounttest.Seed{})
	for _, target := range scene.targets {
		srv.CreateTarget(other.ID, accounttest.TargetSeed{Type: "push", Identifier: target})
	}
	return &replay{
		scene: scene, t: t, srv: srv, names: map[string]string{}, sessions: map[sessionOwner][]string{},
		narrow: srv.CreateKey("no scopes", time.Time{}),
	}
}

// The exchanges of live servers are replayed against the service as that version, and status, headers and bodies compared: keys
// in their order, types, formats of dates, and all values that are not generated.
//
// All exchanges can be replayed, and all agree but those in differing. Three things are not compared, since they cannot be the
// same: Content-Length of 204, which net/http does not send; the port of this service,
// which the live server's OAuth2 addresses lack; and ids, secrets, times and phrases, of
// which only the kind is compared.
func TestReplay_TheServiceRespondsAsLiveServersOfItsVersionDid(t *testing.T) {
	for _, scene := range scenes {
		t.Run(scene.version, func(t *testing.T) { newReplay(t, scene).all() })
	}
	require.Len(t, scenes, len(recordings.Files), "some recordings are not replayed")
}

func (r *replay) all() {
	all := recordings.Load(r.t, r.version)
	good, listed := 0, differing[r.version]
	for i, recorded := range all {
		response := r.send(recorded)
		differences := r.compare(recorded, response)
		r.learn(recorded, response)
		name := recorded.Name()
		if len(differences) == 0 {
			good++
			require.NotContains(r.t, listed, name, "it agrees now: take it from the list")
			continue
		}
		if explained := listed[name]; explained != nil {
			require.Empty(r.t, r.compare(explained(r.t, recorded), response), name)
			continue
		}
		r.t.Logf("%d %s / %s: %s %s\n    %s\n    %s", i, recorded.Section, recorded.Label, recorded.Method, recorded.Path,
			strings.Join(differences, "\n    "), response.body)
	}
	fmt.Printf("replay of %s as %s: %d of %d agree\n", recordings.Files[r.version], r.srv.Version(), good, len(all))
	require.Equal(r.t, recordings.PerFile-len(listed), good)
}

// differing are the exchanges of each version that cannot agree, and what of the recorded
// response has to agree nevertheless.
var differing = map[string]map[string]func(*testing.T, recordings.Recording) recordings.Recording{
	"1.9": {
		"logs: logs": withoutStrangers, "logs: logs jwt": withoutStrangers, "logs: logs limit 5001": withoutStrangers,
		"logs: logs limit in body on GET": withoutStrangers, "logs: logs queries[]=": withoutStrangers,
		"logs: logs queries%5B%5D=": withoutStrangers, "logs: logs queries[0]=&[1]=": withoutStrangers,
		"logs: logs queries%5B0%5D=&%5B1%5D": withoutStrangers, "logs: logs queries[]=x2": withoutStrangers,
		`logs: logs limit with attribute ""`: withoutStrangers, "logs: logs 3 sets": withoutStrangers,
	},
}

// withoutStrangers takes from a log what is not the user's: the server mixed eleven entries of
// another one into it, the administrator who had set the project up in the console, and who
// has the same number in another table.
func withoutStrangers(t *testing.T, recorded recordings.Recording) recordings.Recording {
	var body struct {
		Total int               `json:"total"`
		Logs  []json.RawMessage `json:"logs"`
	}
	require.NoError(t, json.Unmarshal(recorded.RawBody, &body))
	body.Total -= 11
	body.Logs = slices.DeleteFunc(body.Logs, func(entry json.RawMessage) bool {
		return bytes.Contains(entry, []byte(`"root@example.test"`))
	})
	var err error
	recorded.RawBody, err = json.Marshal(body)
	require.NoError(t, err)
	return recorded
}

func (r *replay) send(recorded recordings.Recording) reply {
	as := &caller{t: r.t, srv: r.srv, header: r.headers(recorded)}
	var body any
	if raw := string(recorded.RequestBody); raw != "null" {
		var notJSON string
		if json.Unmarshal(recorded.RequestBody, &notJSON) == nil {
			raw = notJSON // a body that was no JSON is kept as a string
		}
		body = r.translateBody(recorded, raw)
	}
	return as.call(recorded.Method, r.translate(recorded.Path), body)
}

func (r *replay) headers(recorded recordings.Recording) http.Header {
	header := http.Header{"User-Agent": {"recorder"}} // a program that no server knows
	switch {
	case recorded.Label == "no project" || strings.Contains(recorded.Path, "project="):
	case recorded.Label == "unknown project":
		header.Set("X-Appwrite-Project", "unknown")
	default:
		header.Set("X-Appwrite-Project", r.srv.ProjectID())
	}
	if strings.Contains(recorded.Label, "no content-type") {
		header.Set("Content-Type", "application/octet-stream")
	}
	for name, value := range recorded.RequestHeaders {
		header.Set(name, r.credential(recorded, name, value))
	}
	return header
}

// credential returns what to send for a recorded credential, of which only the
// beginning was kept.
func (r *replay) credential(recorded recordings.Recording, name, value string) string {
	switch name {
	case "X-Appwrite-Key":
		switch {
		case strings.HasPrefix(value, r.key):
			return r.srv.APIKey()
		case strings.HasPrefix(value, r.scene.scopeless):
			return r.narrow
		}
	case "X-Appwrite-JWT":
		if strings.HasPrefix(value, "eyJ") {
			return r.jwt
		}
	case "X-Appwrite-Session":
		if strings.HasPrefix(value, "eyJ") {
			return r.session(recorded, value)
		}
	case "Cookie":
		suffix := ""
		if strings.Contains(recorded.Label, "legacy") {
			suffix = "_legacy"
		}
		return "a_session_" + r.srv.ProjectID() + suffix + "=" + url.QueryEscape(r.session(recorded, ""))
	case "X-Fallback-Cookies":
		return `{"a_session_` + r.srv.ProjectID() + `":"` + r.session(recorded, "") + `"}`
	}
	return value
}

// session returns the secret of the session that a request was made with: the
// newest one of its user that was not made for a back end, unless the label
// says otherwise.
func (r *replay) session(recorded recordings.Recording, truncated string) string {
	own := r.sessions[sessionOwner{r.userBehind(truncated), strings.Contains(recorded.Label, "from key session")}]
	require.NotEmpty(r.t, own, "no session for %s", recorded.Label)
	back := 1
	if recorded.Section == "mfa" && afterPassedChallenge[recorded.Label] {
		back = 2
	}
	return own[len(own)-back]
}

// afterPassedChallenge are the requests at the end of the section on MFA that
// were made with the session before the newest, which has passed a challenge.
var afterPassedChallenge = map[string]bool{"delete authenticator": true, "delete authenticator again": true, "disable mfa": true}

// userBehind finds the recorded user id that a truncated session begins with.
func (r *replay) userBehind(truncated string) string {
	if truncated == "" {
		return r.user
	}
	prefix := strings.TrimSuffix(truncated, "…")
	for owner := range r.sessions {
		if strings.HasPrefix(encodedSession(owner.userID), prefix[:len(prefix)/4*4]) {
			return owner.userID
		}
	}
	return ""
}

func encodedSession(userID string) string {
	raw, _ := json.Marshal(map[string]string{"id": userID})
	return base64.StdEncoding.EncodeToString(raw)
}

func (r *replay) translate(raw string) string {
	for recorded, live := range r.names {
		raw = strings.ReplaceAll(raw, recorded, live)
	}
	return raw
}

// translateBody puts the service's ids into a recorded body, and the secrets
// that were sent by mail or SMS.
func (r *replay) translateBody(recorded recordings.Recording, raw string) any {
	var body map[string]any
	if json.Unmarshal([]byte(raw), &body) != nil {
		return raw
	}
	for _, name := range []string{"secret", "otp"} {
		value, isString := body[name].(string)
		if isString && !r.known(value) {
			r.names[value] = r.sent(recorded, body)
		}
	}
	return r.translate(raw)
}

// known reports whether a secret is one that is wrong on purpose, or translated
// already.
func (r *replay) known(secret string) bool {
	return slices.Contains([]string{"000000", "bad"}, secret) || r.names[secret] != ""
}

// sent returns what the service sent for a request to be completed with.
func (r *replay) sent(recorded recordings.Recording, body map[string]any) string {
	kinds := map[string]accounttest.MessageKind{
		"/account/sessions/token": accounttest.EmailCode, "/account/sessions/magic-url": accounttest.MagicURL,
		"/account/sessions/phone": accounttest.PhoneCode, "/account/verification": accounttest.EmailVerification,
		"/account/verification/phone": accounttest.PhoneVerification, "/account/recovery": accounttest.Recovery,
		"/account/mfa/challenge": accounttest.MFACode,
	}
	user, _ := body["userId"].(string)
	if user == "" {
		user = r.userBehind(recorded.RequestHeaders["X-Appwrite-Session"])
	}
	user = r.translate(user)
	if strings.HasSuffix(recorded.Path, "/totp") {
		return r.srv.TOTP(user)
	}
	for _, message := range slices.Backward(r.srv.Messages()) {
		if message.Kind == kinds[recorded.Path] && message.UserID == user {
			return message.Secret
		}
	}
	require.Fail(r.t, "nothing was sent", "%s %v", recorded.Label, body)
	return ""
}

// learn pairs the ids and secrets of a recorded response with the service's.
func (r *replay) learn(recorded recordings.Recording, response reply) {
	var live any
	_ = json.Unmarshal(response.body, &live)
	var body map[string]any
	_ = json.Unmarshal(recorded.RawBody, &body)
	r.pair("", body, live)
	if token, ok := response.json["jwt"].(string); ok {
		r.jwt = token
	}
	user, _ := body["userId"].(string)
	var fallback map[string]string
	if json.Unmarshal([]byte(response.header.Get("X-Fallback-Cookies")), &fallback) == nil && user != "" {
		_, byKey := recorded.RequestHeaders["X-Appwrite-Key"]
		owner := sessionOwner{user, byKey}
		r.sessions[owner] = append(r.sessions[owner], fallback["a_session_"+r.srv.ProjectID()])
	}
}

func (r *replay) pair(name string, recorded, live any) {
	switch was := recorded.(type) {
	case map[string]any:
		is, _ := live.(map[string]any)
		for key, value := range was {
			r.pair(key, value, is[key])
		}
	case []any:
		is, _ := live.([]any)
		for i := range min(len(was), len(is)) {
			r.pair(name, was[i], is[i])
		}
	case string:
		is, _ := live.(string)
		if is != "" && was != "" && was != is && slices.Contains([]string{"$id", "userId", "secret", "recoveryCodes"}, name) {
			r.names[was] = is
		}
	}
}

// compare lists in what a response differs from the recorded one.
func (r *replay) compare(recorded recordings.Recording, response reply) []string {
	var differences []string
	differ := func(what string, was, is any) {
		if fmt.Sprint(was) != fmt.Sprint(is) {
			differences = append(differences, fmt.Sprintf("%s was %v, is %v", what, was, is))
		}
	}
	differ("status", recorded.Status, response.status)
	differ("headers", recordedHeaders(recorded), liveHeaders(response.header))
	var page string
	switch {
	case json.Unmarshal(recorded.RawBody, &page) != nil:
		differ("body", shape(r.t, []byte(r.translate(string(recorded.RawBody)))), shape(r.t, response.body))
	case page == "":
		differ("body", "", string(response.body))
	default:
		differ("page", true, bytes.HasPrefix(response.body, []byte("<!DOCTYPE html>")))
	}
	return differences
}

// comparedHeaders are the headers that the recordings kept.
var comparedHeaders = []string{
	"Access-Control-Allow-Origin", "Cache-Control", "Content-Length", "Content-Type", "Location", "Set-Cookie",
	"X-Fallback-Cookies", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset",
}

func recordedHeaders(recorded recordings.Recording) []string {
	header := http.Header{}
	for _, pair := range recorded.Headers {
		// net/http sends no Content-Length with 204, as HTTP demands; the live
		// server's is therefore the one header that is not reproduced.
		if recorded.Status != http.StatusNoContent || pair[0] != "Content-Length" {
			header.Add(pair[0], pair[1])
		}
	}
	return liveHeaders(header)
}

// liveHeaders formats what can be compared of headers: which there are, and the
// values that have nothing generated in them.
func liveHeaders(header http.Header) []string {
	var lines []string
	for _, name := range comparedHeaders {
		for _, value := range header.Values(name) {
			lines = append(lines, name+": "+generated(name, value))
		}
	}
	sort.Strings(lines)
	return lines
}

var (
	cookieValue   = regexp.MustCompile(`=eyJ[^;]*`)
	cookieDate    = regexp.MustCompile(`expires=[^;]*(2027)[^;]*`)
	sessionSecret = regexp.MustCompile(`eyJ[^"]*`)
)

// generated replaces what differs from run to run.
func generated(name, value string) string {
	switch name {
	case "Content-Length":
		return "…"
	case "Set-Cookie":
		return cookieDate.ReplaceAllString(cookieValue.ReplaceAllString(value, "=…"), "expires=$1")
	case "X-Fallback-Cookies":
		return sessionSecret.ReplaceAllString(value, "…")
	case "Location":
		parsed, err := url.Parse(value)
		if err != nil {
			return value
		}
		query := parsed.Query()
		query.Del("redirect_uri") // the live server drops the port, which this service must keep
		query.Set("state", consoleHost.ReplaceAllString(query.Get("state"), `localhost\/console`))
		return parsed.Path + "?" + query.Encode()
	}
	return value
}

var consoleHost = regexp.MustCompile(`(127\.0\.0\.1|localhost)(:\d+)?\\/console`)

var (
	isoDate      = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$`)
	hexString    = regexp.MustCompile(`^[0-9a-f]{10,256}$|^\d{6}$`)
	base32String = regexp.MustCompile(`^[A-Z2-7]{103}$`)
	phrase       = regexp.MustCompile(`^[A-Z][a-z]+( [a-z]+)+$`)
	storageDate  = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$`)
)

// shape lists keys in their order, JSON types and date formats of a value.
func shape(t *testing.T, raw []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var words []string
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return strings.Join(words, " ")
		}
		require.NoError(t, err, "%s", raw)
		words = append(words, word(token))
	}
}

// word describes one token. What is generated differs from run to run, so only its kind
// counts.
func word(token json.Token) string {
	switch value := token.(type) {
	case string:
		switch {
		case isoDate.MatchString(value):
			return "date"
		case storageDate.MatchString(value):
			return "storage-date"
		case hexString.MatchString(value), strings.HasPrefix(value, "eyJ"), strings.HasPrefix(value, "otpauth:"), base32String.MatchString(value):
			return "generated"
		case phrase.MatchString(value):
			return "phrase"
		}
		return fmt.Sprintf("%q", value)
	case json.Delim, json.Number, bool:
		return fmt.Sprint(value)
	}
	return "null"
}
