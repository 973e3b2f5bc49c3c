package main

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// How many entries the page shows at once. The API still has the older ones.
const (
	usersShown    = 50
	messagesShown = 30
	requestsShown = 50
	pathShown     = 120 // bytes
)

// refreshEvery is the interval in which the page reloads itself, in seconds.
const refreshEvery = "5"

// overview is the data of the page at /.
type overview struct {
	Style    any
	Endpoint string
	Project  string
	Version  string // of the server that the service plays
	Notice   string
	Find     string
	Refresh  string // content of the refresh tag: seconds and URL; "" to not reload
	Clock    clockView
	Users    []userView
	Messages []messageView
	Requests []requestView

	UsersFound, MessagesFound, RequestsFound int
}

// clockView is the clock of the service.
type clockView struct {
	Now    time.Time
	Zone   string
	Offset string // distance from the current time, "" for none
	Steps  any
}

// userView is a user as the page shows one.
type userView struct {
	accounttest.User
	Title    string
	Factors  []string
	TOTPCode string // the current code of the authenticator app, "" without one
	Sessions []sessionView
}

// sessionView is a session as the page shows it.
type sessionView struct {
	ID      string
	How     string
	From    string // the browser
	IP      string
	Since   time.Time
	Until   time.Time
	Expired bool
}

// messageView is a mail or SMS as the page shows it.
type messageView struct {
	accounttest.Message
	Title    string
	LinkText string // the link without its secrets
	Clicks   bool   // whether a browser can follow the link
	Open     bool   // whether code or link is still valid
	Button   string // label of what the emulator can do with it, "" for nothing
	Known    bool   // whether the user still exists
}

// requestView is a request as the page shows it, without secrets.
type requestView struct {
	Time      time.Time
	Method    string
	Path      string
	Operation string
	Caller    string
	Status    int
	Failed    bool
	ErrorType string
}

func (e *emulator) showOverview(w http.ResponseWriter, r *http.Request) {
	render(w, http.StatusOK, "overview", e.overview(r.URL.Query()))
}

func (e *emulator) overview(query url.Values) overview {
	page := overview{
		Style: style, Endpoint: e.service.Endpoint(), Project: e.service.ProjectID(), Version: e.service.Version(),
		Notice: noticeText(query.Get("notice")), Find: strings.TrimSpace(query.Get("find")), Clock: e.clock(),
	}
	if query.Get("refresh") != "" {
		page.Refresh = refreshOf(query)
	}
	e.fillUsers(&page)
	e.fillMessages(&page)
	e.fillRequests(&page)
	return page
}

// refreshOf makes the page reload, without its notice if it has one. A reload of the
// same URL keeps the scroll position.
func refreshOf(query url.Values) string {
	if query.Get("notice") == "" {
		return refreshEvery
	}
	next := url.Values{"refresh": {"1"}}
	if find := query.Get("find"); find != "" {
		next.Set("find", find)
	}
	return refreshEvery + ";url=/?" + next.Encode()
}

func (e *emulator) clock() clockView {
	now := e.service.Clock().Now()
	zone, _ := now.Local().Zone()
	return clockView{Now: now, Zone: zone, Offset: describeOffset(time.Until(now)), Steps: clockSteps}
}

// describeOffset formats how far the clock is from the current time.
func describeOffset(offset time.Duration) string {
	direction := "ahead"
	if offset < 0 {
		offset, direction = -offset, "behind"
	}
	offset = offset.Round(time.Second)
	if offset < 2*time.Second {
		return ""
	}
	var parts []string
	for _, unit := range []struct {
		length time.Duration
		noun   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := int(offset / unit.length); n > 0 && len(parts) < 2 {
			parts = append(parts, plural(n, unit.noun))
		}
		offset %= unit.length
	}
	return strings.Join(parts, " ") + " " + direction
}

func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

// fillUsers adds the newest users that match the search.
func (e *emulator) fillUsers(page *overview) {
	for _, user := range slices.Backward(e.service.Users()) {
		if !matches(page.Find, user.ID, user.Name, user.Email, user.Phone) {
			continue
		}
		if page.UsersFound++; page.UsersFound <= usersShown {
			page.Users = append(page.Users, viewUser(user, page.Clock.Now))
		}
	}
}

// matches reports whether one of the values contains the search string.
func matches(search string, values ...string) bool {
	return slices.ContainsFunc(values, func(value string) bool {
		return strings.Contains(strings.ToLower(value), strings.ToLower(search))
	})
}

func viewUser(user accounttest.User, now time.Time) userView {
	view := userView{User: user, Title: displayName(user), Factors: factorsOf(user)}
	if user.TOTPSecret != "" {
		view.TOTPCode, _ = totp.GenerateCode(user.TOTPSecret, now)
	}
	for _, session := range slices.Backward(user.Sessions) {
		view.Sessions = append(view.Sessions, sessionView{
			ID: session.ID, How: strings.Join(session.Factors, " and "), From: firstOf(session.Browser, "a program"), IP: session.IP,
			Since: session.CreatedAt, Until: session.Expire, Expired: !session.Expire.After(now),
		})
	}
	return view
}

// factorsOf lists the factors with which a user can pass a challenge.
func factorsOf(user accounttest.User) []string {
	var factors []string
	for _, factor := range []struct {
		has  bool
		name string
	}{
		{user.TOTPConfirmed, "authenticator app"},
		{user.TOTPSecret != "" && !user.TOTPConfirmed, "authenticator app, not confirmed yet"},
		{user.Email != "" && user.EmailVerified, "email"},
		{user.Phone != "" && user.PhoneVerified, "phone"},
		{len(user.RecoveryCodes) > 0, plural(len(user.RecoveryCodes), "recovery code")},
	} {
		if factor.has {
			factors = append(factors, factor.name)
		}
	}
	return factors
}

// fillMessages adds the newest messages that match the search.
func (e *emulator) fillMessages(page *overview) {
	users := e.userIDs()
	for _, message := range slices.Backward(e.service.Messages()) {
		if !matches(page.Find, message.UserID, message.To, message.Name) {
			continue
		}
		if page.MessagesFound++; page.MessagesFound <= messagesShown {
			page.Messages = append(page.Messages, e.viewMessage(message, users))
		}
	}
}

// buttons are the labels of what the page can do with a message.
var buttons = map[accounttest.MessageKind]string{
	accounttest.EmailVerification: "Verify the address",
	accounttest.PhoneVerification: "Verify the number",
	accounttest.MagicURL:          "Sign in with it",
	accounttest.EmailCode:         "Sign in with it",
	accounttest.PhoneCode:         "Sign in with it",
	accounttest.Recovery:          "Set a new password…",
}

func (e *emulator) viewMessage(message accounttest.Message, users map[string]bool) messageView {
	view := messageView{
		Message: message, Title: capitalised(kindName(message.Kind)), Known: users[message.UserID],
		Open: e.service.Redeemable(message), Button: buttons[message.Kind],
	}
	if link, err := url.Parse(message.Link); err == nil && message.Link != "" {
		view.LinkText = link.Scheme + "://" + link.Host + link.EscapedPath()
		view.Clicks = link.Scheme == "http" || link.Scheme == "https"
	}
	return view
}

func capitalised(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

func (e *emulator) fillRequests(page *overview) {
	requests := e.service.Requests()
	page.RequestsFound = len(requests)
	for _, request := range slices.Backward(requests) {
		if len(page.Requests) == requestsShown {
			return
		}
		page.Requests = append(page.Requests, viewRequest(request))
	}
}

// viewRequest copies the parts of a request that may be shown: no query, headers or body.
func viewRequest(request accounttest.Request) requestView {
	path := request.Path
	if len(path) > pathShown {
		path = path[:pathShown] + "…"
	}
	return requestView{
		Time: request.Time, Method: request.Method, Path: path, Operation: request.Operation, Caller: callerOf(request.Header),
		Status: request.Status, Failed: request.Status >= 400, ErrorType: string(request.ErrorType),
	}
}

// callerOf returns the kind of credential of a request, not its value.
func callerOf(header http.Header) string {
	switch {
	case header.Get("X-Appwrite-Key") != "":
		return "key"
	case header.Get("X-Appwrite-JWT") != "":
		return "JWT"
	case header.Get("X-Appwrite-Session") != "" || strings.Contains(header.Get("Cookie"), "a_session_"):
		return "session"
	}
	return "guest"
}
