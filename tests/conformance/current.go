package conformance

import (
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

const noSession = "The current user session could not be found."

var currentSessions = []Scenario{
	{"sessions are listed with the oldest first, and the current one is marked", func(s *S) {
		first := s.user()
		second := s.again(first)
		list := must(second.ListSessions(s))
		equal("the total", list.Total, 2)
		equal("the first", list.Sessions[0].ID, first.sessionID)
		equal("the second", list.Sessions[1].ID, second.sessionID)
		check(!list.Sessions[0].Current && list.Sessions[1].Current, "the second is the current one")
	}},
	{"the word current stands for the session of the request", func(s *S) {
		me := s.user()
		session := must(me.GetSession(s, account.CurrentSession))
		equal("the session", session.ID, me.sessionID)
		check(session.Current, "it is the current one")
		equal("its secret", session.Secret, "")
	}},
	{"a session can be read by its id, by another one, too", func(s *S) {
		first := s.user()
		second := s.again(first)
		equal("the session", must(second.GetSession(s, first.sessionID)).ID, first.sessionID)
	}},
	{"a session of somebody else does not exist", func(s *S) {
		me, other := s.user(), s.user()
		rejected(me.GetSession(s, other.sessionID)).as(404, account.ErrUserSessionNotFound).saying(noSession)
		rejected(me.UpdateSession(s, other.sessionID)).as(404, account.ErrUserSessionNotFound)
		rejectedDelete(me.DeleteSession(s, other.sessionID)).as(404, account.ErrUserSessionNotFound)
		must(other.Get(s))
	}},
	{"an unknown session does not exist", func(s *S) {
		me := s.user()
		rejected(me.GetSession(s, "unknownid")).as(404, account.ErrUserSessionNotFound)
		rejected(me.UpdateSession(s, "unknownid")).as(404, account.ErrUserSessionNotFound)
		rejectedDelete(me.DeleteSession(s, "unknownid")).as(404, account.ErrUserSessionNotFound)
	}},
	{"a session id with a slash is one segment, and rejected", func(s *S) {
		me := s.user()
		rejected(me.GetSession(s, "a/b")).as(400, account.ErrGeneralArgumentInvalid).
			saying("Invalid `sessionId` param: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore")
	}},
	{"extending a session keeps it and its secret", func(s *S) {
		me := s.user()
		session := must(me.UpdateSession(s, account.CurrentSession))
		equal("the session", session.ID, me.sessionID)
		check(session.Expire.After(session.CreatedAt), "the date is decoded although its format differs from others")
		must(me.Get(s))
	}},
	{"extending a session formats the date with a space and without a zone", func(s *S) {
		me := s.user()
		response := s.raw().as(me).patch("/account/sessions/current", nil).ok(200)
		matches("expire", response.at("expire"), dateWithSpace)
		matches("$createdAt", response.at("$createdAt"), dateWithZone)
		equal("current", response.json["current"], false)
		equal("countryName", response.at("countryName"), "")
	}},
	{"every other date has a T and a zone, or is empty", func(s *S) {
		me := s.user()
		response := s.raw().as(me).get("/account/sessions/current").ok(200)
		for _, name := range []string{"expire", "$createdAt", "$updatedAt"} {
			matches(name, response.at(name), dateWithZone)
		}
		equal("mfaUpdatedAt", response.at("mfaUpdatedAt"), "")
		equal("providerAccessTokenExpiry", response.at("providerAccessTokenExpiry"), "")
	}},
	{"extending a session restarts its duration", func(s *S) {
		s.needsClock()
		me := s.user()
		before := must(me.GetSession(s, account.CurrentSession)).Expire
		s.advance(30 * 24 * time.Hour)
		after := must(me.UpdateSession(s, account.CurrentSession)).Expire
		check(after.Sub(before) > 29*24*time.Hour, "it lasts thirty days longer")
	}},
	{"signing out ends the session and clears both cookies", func(s *S) {
		me := s.user()
		response := s.raw().as(me).delete("/account/sessions/current").ok(204)
		s.clearsCookies(response)
		rejected(me.Get(s)).as(401, account.ErrGeneralUnauthorizedScope).saying(s.guestMayNot())
	}},
	{"ending another session clears no cookies", func(s *S) {
		first := s.user()
		second := s.again(first)
		response := s.raw().as(second).delete("/account/sessions/" + first.sessionID).ok(204)
		setsNoCookies(response)
		equal("X-Fallback-Cookies", response.header.Get("X-Fallback-Cookies"), "")
		rejected(first.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		must(second.Get(s))
	}},
	{"ending a session by its id is signing out, too, if it is the current one", func(s *S) {
		me := s.user()
		s.clearsCookies(s.raw().as(me).delete("/account/sessions/" + me.sessionID).ok(204))
	}},
	{"ending all sessions ends this one and clears the cookies", func(s *S) {
		first := s.user()
		second := s.again(first)
		s.clearsCookies(s.raw().as(second).delete("/account/sessions").ok(204))
		rejected(first.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		rejected(second.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
		equal("sessions after signing in again", must(s.again(first).ListSessions(s)).Total, 1)
	}},
	{"ending all sessions over the SDK ends them", func(s *S) {
		me := s.user()
		noError(me.DeleteSessions(s))
		rejected(me.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
	}},
	{"blocking oneself clears the cookies", func(s *S) {
		me := s.user()
		s.clearsCookies(s.raw().as(me).patch("/account/status", nil).ok(200))
	}},
	{"deleting the account sets no cookies", func(s *S) {
		me := s.user()
		response := s.raw().as(me).delete("/account").ok(204)
		setsNoCookies(response)
	}},
	{"a request to delete the session with an empty id deletes all sessions", func(s *S) {
		first := s.user()
		second := s.again(first)
		s.raw().as(second).delete("/account/sessions/").ok(204)
		rejected(first.Get(s)).as(401, account.ErrGeneralUnauthorizedScope)
	}},
	{"a request to delete the session with the id .. deletes the account", func(s *S) {
		me := s.user()
		s.raw().as(me).delete("/account/").ok(204)
		rejected(s.key().CreateEmailPasswordSession(s, passwordParams(me.email, password))).as(401, account.ErrUserInvalidCredentials)
	}},
	{"the SDK sends no empty and no dotted session id", func(s *S) {
		first := s.user()
		second := s.again(first)
		for _, id := range []string{"", ".", ".."} {
			err := second.DeleteSession(s, id)
			check(err != nil && typeOf(err) == "", "the id %q is rejected before anything is sent", id)
		}
		must(first.Get(s))
	}},
}

// setsNoCookies ends the scenario unless a response leaves a browser's cookies as they
// are.
func setsNoCookies(response reply) {
	equal("cookies", len(response.header.Values("Set-Cookie")), 0)
}

// clearsCookies ends the scenario unless a response deletes the session cookies.
func (s *S) clearsCookies(response reply) {
	lines := response.header.Values("Set-Cookie")
	equal("the number of cookies", len(lines), 2)
	for _, line := range lines {
		check(strings.HasPrefix(line, s.cookieName()), "it is a session cookie")
		check(strings.Contains(line, "=deleted;") && strings.Contains(line, "Max-Age=0"), "it is deleted")
	}
	equal("X-Fallback-Cookies", response.header.Get("X-Fallback-Cookies"), "[]")
}
