package conformance

import (
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

const noObject = "Invalid `prefs` param: Value must be a valid object."

func prefsParams(prefs map[string]any) account.UpdatePrefsParams {
	return account.UpdatePrefsParams{Prefs: prefs}
}

var prefs = []Scenario{
	{"preferences are returned as they were set", func(s *S) {
		me := s.user()
		expected := map[string]any{"theme": "dark", "n": 1.5, "on": true, "nothing": nil, "nest": map[string]any{"a": []any{1.0, "two"}}}
		equal("the preferences in the response", must(me.UpdatePrefs(s, prefsParams(expected))).Prefs.Map(), expected)
		equal("the preferences", must(me.GetPrefs(s)).Map(), expected)
	}},
	{"preferences are replaced as a whole", func(s *S) {
		me := s.user()
		must(me.UpdatePrefs(s, prefsParams(map[string]any{"a": "1", "b": "2"})))
		must(me.UpdatePrefs(s, prefsParams(map[string]any{"b": "3"})))
		equal("the preferences", must(me.GetPrefs(s)).Map(), map[string]any{"b": "3"})
	}},
	{"preferences can be emptied", func(s *S) {
		me := s.user()
		must(me.UpdatePrefs(s, prefsParams(map[string]any{"a": "1"})))
		must(me.UpdatePrefs(s, prefsParams(map[string]any{})))
		equal("the body", string(s.raw().as(me).get("/account/prefs").ok(200).body), "{}")
	}},
	{"without preferences there is an empty object", func(s *S) {
		me := s.user()
		equal("the body", string(s.raw().as(me).get("/account/prefs").ok(200).body), "{}")
		equal("the map", must(me.GetPrefs(s)).Map(), map[string]any{})
	}},
	{"updating preferences returns the whole account", func(s *S) {
		me := s.user()
		user := must(me.UpdatePrefs(s, prefsParams(map[string]any{"a": "1"})))
		equal("the user", user.ID, me.id)
		equal("the address", user.Email, me.email)
	}},
	{"an empty list is treated as no preferences", func(s *S) {
		me := s.user()
		s.raw().careless().as(me).patch("/account/prefs", fields{"prefs": []any{}}).ok(200)
		equal("the body", string(s.raw().as(me).get("/account/prefs").ok(200).body), "{}")
	}},
	{"preferences are an object and nothing else", func(s *S) {
		me := s.user()
		for _, value := range []any{[]any{1, 2}, "x", `{"a":1}`, 5, true, nil} {
			s.raw().as(me).patch("/account/prefs", fields{"prefs": value}).rejected(400, "general_argument_invalid").saying(noObject)
		}
	}},
	{"preferences cannot be left out", func(s *S) {
		s.raw().as(s.user()).patch("/account/prefs", fields{}).rejected(400, "general_argument_invalid").saying(`Param "prefs" is not optional.`)
	}},
	{"preferences have at most 64 KiB", func(s *S) {
		me := s.user()
		must(me.UpdatePrefs(s, prefsParams(map[string]any{"a": strings.Repeat("x", 60_000)})))
		rejected(me.UpdatePrefs(s, prefsParams(map[string]any{"a": strings.Repeat("x", 70_000)}))).as(400, account.ErrGeneralArgumentInvalid).saying(noObject)
	}},
	{"preferences keep non-Latin letters", func(s *S) {
		me := s.user()
		expected := map[string]any{"ключ/": "значение \"&<>\" 🦊"}
		must(me.UpdatePrefs(s, prefsParams(expected)))
		equal("the preferences", must(me.GetPrefs(s)).Map(), expected)
	}},
	{"preferences keep 17 digits of a number, and no zeros behind the point", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		s.raw().as(me).with("Content-Type", "application/json").
			sendBody("PATCH", "/account/prefs", `{"prefs":{"z":1.0,"e":1e3,"big":12345678901234567890,"s":1e-7}}`).ok(200)
		equal("the body", string(s.raw().as(me).get("/account/prefs").ok(200).body), `{"z":1,"e":1000,"big":1.2345678901234567e+19,"s":1.0e-7}`)
	}},
	{"everybody has preferences of their own", func(s *S) {
		me, other := s.user(), s.user()
		must(me.UpdatePrefs(s, prefsParams(map[string]any{"a": "1"})))
		equal("those of somebody else", must(other.GetPrefs(s)).Map(), map[string]any{})
	}},
	{"the preferences of the account are those of getPrefs", func(s *S) {
		me := s.user()
		must(me.UpdatePrefs(s, prefsParams(map[string]any{"a": "1"})))
		equal("the preferences", must(me.Get(s)).Prefs.Map(), must(me.GetPrefs(s)).Map())
	}},
}
