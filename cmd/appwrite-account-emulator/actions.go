package main

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// userAction is the action of one button of a user.
type userAction struct {
	run  func(service *accounttest.Server, userID string)
	done string // the notice on the page afterwards
}

var userActions = map[string]userAction{
	"sign-out":        {(*accounttest.Server).SignOut, "All sessions ended."},
	"expire-sessions": {(*accounttest.Server).ExpireSessions, "All sessions have expired."},
	"expire-tokens":   {(*accounttest.Server).ExpireTokens, "All links and codes have expired."},
	"delete":          {(*accounttest.Server).DeleteUser, "User deleted."},
	"block":           {changing(accounttest.UserChange{Blocked: new(true)}), "User blocked."},
	"unblock":         {changing(accounttest.UserChange{Blocked: new(false)}), "User may sign in again."},
	"verify-email":    {changing(accounttest.UserChange{EmailVerified: new(true)}), "Address marked as verified."},
	"unverify-email":  {changing(accounttest.UserChange{EmailVerified: new(false)}), "Address marked as unverified."},
	"verify-phone":    {changing(accounttest.UserChange{PhoneVerified: new(true)}), "Number marked as verified."},
	"unverify-phone":  {changing(accounttest.UserChange{PhoneVerified: new(false)}), "Number marked as unverified."},
}

func changing(change accounttest.UserChange) func(*accounttest.Server, string) {
	return func(service *accounttest.Server, userID string) { service.UpdateUser(userID, change) }
}

// otherNotices are the notices after buttons that do not belong to a user. The URL of
// the page holds only the name of a notice, so that a link cannot show any other text.
var otherNotices = map[string]string{
	"session-ended":    "Session ended.",
	"user-gone":        "That user no longer exists.",
	"clock-moved":      "The clock was moved.",
	"clock-back":       "The clock was reset to the current time.",
	"limits-reset":     "All rate limits were reset.",
	"requests-cleared": "The list of requests was cleared.",
	"messages-cleared": "The list of messages was cleared.",
}

func noticeText(name string) string {
	if action, known := userActions[name]; known {
		return action.done
	}
	return otherNotices[name]
}

// changeUser runs the action of a button of a user.
func (e *emulator) changeUser(w http.ResponseWriter, r *http.Request) {
	if !parseForm(w, r) {
		return
	}
	userID := r.PathValue("id")
	if sessionID := r.PostForm.Get("end-session"); sessionID != "" {
		user, _ := e.user(userID)
		if !slices.ContainsFunc(user.Sessions, func(s accounttest.Session) bool { return s.ID == sessionID }) {
			e.backToOverview(w, r, "user-gone", "users")
			return
		}
		e.service.DeleteSession(userID, sessionID)
		e.backToOverview(w, r, "session-ended", "user-"+userID)
		return
	}
	name := r.PostForm.Get("do")
	action, known := userActions[name]
	if !known {
		http.Error(w, "There is no such button.", http.StatusBadRequest)
		return
	}
	place := "user-" + userID
	if name == "delete" {
		place = "users"
	}
	if _, exists := e.user(userID); !exists {
		e.backToOverview(w, r, "user-gone", place)
		return
	}
	action.run(e.service, userID)
	e.backToOverview(w, r, name, place)
}

// userIDs has the ids of all users.
func (e *emulator) userIDs() map[string]bool {
	ids := map[string]bool{}
	for _, user := range e.service.Users() {
		ids[user.ID] = true
	}
	return ids
}

// user returns the user with an id.
func (e *emulator) user(id string) (user accounttest.User, exists bool) {
	users := e.service.Users()
	i := slices.IndexFunc(users, func(u accounttest.User) bool { return u.ID == id })
	if i < 0 {
		return user, false
	}
	return users[i], true
}

// clockSteps are how far the clock can be moved at once.
var clockSteps = []struct {
	Name  string
	Label string
	step  time.Duration
}{
	{"1m", "1 minute", time.Minute},
	{"15m", "15 minutes", 15 * time.Minute},
	{"1h", "1 hour", time.Hour},
	{"1d", "1 day", 24 * time.Hour},
	{"30d", "30 days", 30 * 24 * time.Hour},
	{"1y", "1 year", 366 * 24 * time.Hour},
}

func (e *emulator) moveClock(w http.ResponseWriter, r *http.Request) {
	if !parseForm(w, r) {
		return
	}
	if r.PostForm.Get("do") == "present" {
		e.service.Clock().Set(time.Now())
		e.backToOverview(w, r, "clock-back", "")
		return
	}
	for _, step := range clockSteps {
		if step.Name == r.PostForm.Get("by") {
			e.service.Clock().Advance(step.step)
			e.backToOverview(w, r, "clock-moved", "")
			return
		}
	}
	http.Error(w, "The clock cannot be moved by this step.", http.StatusBadRequest)
}

func (e *emulator) resetLimits(w http.ResponseWriter, r *http.Request) {
	if parseForm(w, r) {
		e.service.ResetRateLimits()
		e.backToOverview(w, r, "limits-reset", "requests")
	}
}

func (e *emulator) clearRequests(w http.ResponseWriter, r *http.Request) {
	if parseForm(w, r) {
		e.service.ClearRequests()
		e.backToOverview(w, r, "requests-cleared", "requests")
	}
}

func (e *emulator) clearMessages(w http.ResponseWriter, r *http.Request) {
	if parseForm(w, r) {
		e.announcer.clear()
		e.backToOverview(w, r, "messages-cleared", "messages")
	}
}

// backToOverview redirects to the page with its settings, scrolled to the button.
func (e *emulator) backToOverview(w http.ResponseWriter, r *http.Request, notice, place string) {
	query := url.Values{"notice": {notice}}
	for _, name := range []string{"find", "refresh"} {
		if value := r.PostForm.Get(name); value != "" {
			query.Set(name, value)
		}
	}
	target := url.URL{Path: "/", RawQuery: query.Encode(), Fragment: place}
	http.Redirect(w, r, target.String(), http.StatusSeeOther)
}
