package conformance

import (
	"slices"
	"strings"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/query"
)

var logs = []Scenario{
	{"what happens to an account is in its log, the newest first", func(s *S) {
		me := s.user()
		must(me.UpdateName(s, account.UpdateNameParams{Name: "Bob"}))
		list := s.logs(me, func(list *account.LogList) bool { return list.Total >= 3 })
		var events []string
		for _, log := range list.Logs {
			events = append(events, log.Event)
			equal("the user", log.UserID, me.id)
			check(!log.Time.IsZero(), "it is dated")
		}
		if s.env.Live {
			slices.SortFunc(events, func(a, b string) int { return strings.Compare(b, a) }) // times are whole seconds
			equal("the events", events, []string{"user.update", "user.create", "session.create"})
			return
		}
		equal("the events", events, []string{"user.update", "session.create", "user.create"})
	}},
	{"a log entry has the user's name at that time", func(s *S) {
		me := s.user()
		must(me.UpdateName(s, account.UpdateNameParams{Name: "Bob"}))
		list := s.logs(me, func(list *account.LogList) bool { return list.Total >= 3 })
		i := slices.IndexFunc(list.Logs, func(log account.Log) bool { return log.Event == "user.update" })
		check(i >= 0, "the change is in the log")
		equal("the name", list.Logs[i].UserName, "Bob")
		equal("the address", list.Logs[i].UserEmail, me.email)
	}},
	{"authenticators and recovery codes leave one entry, when an authenticator is confirmed", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		s.addTOTP(me)
		must(me.CreateMFARecoveryCodes(s))
		must(me.UpdateName(s, account.UpdateNameParams{Name: "Bob"})) // the last to be logged
		list := s.logs(me, func(list *account.LogList) bool { return list.Total >= 4 })
		equal("the number of entries", list.Total, 4)
	}},
	{"limit and offset choose a part of the log, and the total counts all", func(s *S) {
		me := s.user()
		must(me.UpdateName(s, account.UpdateNameParams{Name: "Bob"}))
		s.logs(me, func(list *account.LogList) bool { return list.Total >= 3 })
		page := must(me.ListLogs(s, account.ListLogsParams{Queries: []query.ForLogs{query.Limit(1), query.Offset(1)}}))
		equal("the number of entries", len(page.Logs), 1)
		check(page.Total >= 3, "the total counts all")
	}},
	{"the SDK reads the log page by page", func(s *S) {
		me := s.user()
		must(me.UpdateName(s, account.UpdateNameParams{Name: "Bob"}))
		expected := s.logs(me, func(list *account.LogList) bool { return list.Total >= 3 }).Total
		got := 0
		for _, err := range me.AllLogs(s, account.ListLogsParams{Queries: []query.ForLogs{query.Limit(2)}}) {
			noError(err)
			got++
		}
		equal("the number of entries", got, expected)
	}},
	{"the log of somebody else is not visible", func(s *S) {
		me, other := s.user(), s.user()
		for _, log := range s.logs(me, func(list *account.LogList) bool { return list.Total >= 2 }).Logs {
			check(log.UserID != other.id, "every entry is about the caller")
		}
	}},
	{"a JWT reads the log, too", func(s *S) {
		me := s.user()
		s.logs(me, func(list *account.LogList) bool { return list.Total >= 2 })
		check(must(s.jwt(s.token(me)).ListLogs(s, account.ListLogsParams{})).Total >= 2, "the log is the user's")
	}},
	{"queries are an array, and the name needs brackets", func(s *S) {
		me := s.user()
		for _, encoded := range []string{`queries={"method":"limit","values":[1]}`, "queries=", "queries=a&queries=b"} {
			for _, path := range []string{"/account/logs", "/account/identities"} {
				s.raw().as(me).get(path+"?"+escape(encoded)).rejected(400, "general_argument_invalid").
					saying("Invalid `queries` param: Queries must be an array")
			}
		}
	}},
	{"brackets may be empty, numbered, named and percent-encoded", func(s *S) {
		me := s.user()
		s.logs(me, func(list *account.LogList) bool { return list.Total >= 2 })
		for _, name := range []string{"queries[]", "queries[0]", "queries[a]", "queries%5B%5D", "queries%5B0%5D"} {
			response := s.raw().careless().as(me).get("/account/logs?" + name + "=" + escape(`{"method":"limit","values":[1]}`)).ok(200)
			equal("the number of entries with "+name, len(response.json["logs"].([]any)), 1)
		}
	}},
	{"queries of the log are limit and offset only", func(s *S) {
		me := s.user()
		for _, method := range []string{"equal", "orderDesc", "select", "cursorAfter"} {
			s.badQuery(me, `{"method":"`+method+`","attribute":"event","values":["x"]}`, "Invalid query method: "+method)
		}
	}},
	{"a query is JSON", func(s *S) {
		me := s.user()
		s.badQuery(me, "limit(1)", "Invalid query: Invalid query: Syntax error")
		s.badQuery(me, "", "Invalid query: Invalid query: Syntax error")
		s.badQuery(me, "{}", "Invalid query: Invalid query method: ")
		s.badQuery(me, `"x"`, "Invalid query: Invalid query. Must be an array, got string")
	}},
	{"a limit is a number of at least one", func(s *S) {
		me := s.user()
		s.badQuery(me, `{"method":"limit","values":[0]}`, "Invalid query: Invalid limit: Value must be a valid range between 1 and 9,223,372,036,854,775,807")
		s.badQuery(me, `{"method":"limit","values":["x"]}`, "Invalid query: Invalid limit: Value must be a valid number")
		s.badQuery(me, `{"method":"limit","values":[2.0]}`, "Invalid query: Invalid limit: Value must be a valid range between 1 and 9,223,372,036,854,775,807")
		must(me.ListLogs(s, account.ListLogsParams{Queries: []query.ForLogs{query.Limit(1_000_000)}}))
	}},
	{"an offset that is no number is called a limit", func(s *S) {
		s.seenUntil(v17)
		s.badQuery(s.user(), `{"method":"offset","values":["x"]}`, "Invalid query: Invalid limit: Value must be a valid number")
	}},
	{"the total can be left out", func(s *S) {
		s.from(v18, "the parameter total is ignored")
		me := s.user()
		s.logs(me, func(list *account.LogList) bool { return list.Total >= 2 })
		for _, path := range []string{"/account/logs", "/account/identities"} {
			equal("the total", s.raw().careless().as(me).get(path + "?total=0").ok(200).json["total"], 0.0)
		}
		list := s.raw().careless().as(me).get("/account/logs?total=0").ok(200)
		check(len(list.json["logs"].([]any)) >= 2, "the entries are there nevertheless")
	}},
	{"only 0 leaves the total out: the word false counts as true", func(s *S) {
		s.from(v18, "the parameter total is ignored")
		me := s.user()
		s.logs(me, func(list *account.LogList) bool { return list.Total >= 2 })
		for _, word := range []string{"true", "1", "false"} {
			total := s.raw().careless().as(me).get("/account/logs?total=" + word).ok(200).json["total"].(float64)
			check(total >= 2, "the total is there for %s", word)
		}
	}},
	{"a total that is no boolean is a bad request", func(s *S) {
		s.from(v18, "the parameter total is ignored")
		me := s.user()
		for _, path := range []string{"/account/logs", "/account/identities"} {
			for _, word := range []string{"", "no", "TRUE", "False"} {
				response := s.raw().as(me).get(path+"?total="+word).rejected(400, "general_argument_invalid")
				contains("the message", response.at("message"), "Value must be a valid boolean")
			}
		}
	}},
	{"the parameter total is ignored", func(s *S) {
		s.until(v17, "the total can be left out")
		me := s.user()
		s.logs(me, func(list *account.LogList) bool { return list.Total >= 2 })
		for _, word := range []string{"0", "false", "no", ""} {
			total := s.raw().careless().as(me).get("/account/logs?total=" + word).ok(200).json["total"].(float64)
			check(total >= 2, "the total is there for %q", word)
			s.raw().careless().as(me).get("/account/identities?total=" + word).ok(200)
		}
	}},
	{"an entry of the log has the type of who acted, from server 1.9 on", func(s *S) {
		me := s.user()
		s.logs(me, func(list *account.LogList) bool { return list.Total >= 2 })
		for _, entry := range s.raw().as(me).get("/account/logs").ok(200).json["logs"].([]any) {
			kind, present := entry.(fields)["userType"]
			equal("userType is there", present, s.env.release >= v19)
			check(!present || kind == "user", "it is a user")
		}
	}},
	{"queries in the body of GET are ignored", func(s *S) {
		me := s.user()
		body := `{"queries":["nonsense"]}`
		s.raw().careless().as(me).with("Content-Type", "application/json").sendBody("GET", "/account/logs", body).ok(200)
	}},
}

// logs returns the log as soon as it is complete.
func (s *S) logs(p *person, complete func(*account.LogList) bool) (list *account.LogList) {
	s.eventually("the log is complete", func() bool {
		list = must(p.ListLogs(s, account.ListLogsParams{}))
		return complete(list)
	})
	return list
}

// badQuery ends the scenario unless the log rejects a query with this reason.
func (s *S) badQuery(p *person, query, reason string) {
	s.raw().as(p).get("/account/logs?queries[]="+escape(query)).rejected(400, "general_argument_invalid").
		saying("Invalid `queries` param: " + reason)
}

// escape percent-encodes what a URL cannot contain.
func escape(query string) string {
	return strings.NewReplacer(`"`, "%22", "{", "%7B", "}", "%7D", "[", "%5B", "]", "%5D", " ", "%20").Replace(query)
}
