package accounttest_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const fixturesInYAML = `# What the tests of the shop need.
settings:
  providers: [github]
  mockNumbers: {+4930901821: 424242}
  sessionDuration: 24h
  disabledMethods:
    - anonymous
users:
  - id: ann
    email: Ann@example.test
    phone: +4930901820
    password: correct-horse-9
    emailVerified: true
    labels: [vip]
    prefs: {theme: dark, sizes: [1, 2.5], none: null, since: 2026-03-01, deep: {yes: true}}
    totp: true
    createdAt: 2026-03-01
    sessions:
      - {ip: 8.8.8.8, createdAt: 2026-03-01T09:00:00+01:00, secret: fixed}
    identities:
      - {provider: github, providerUid: 7}
    targets:
      - {type: push, identifier: device}
    activity:
      - {event: user.update, time: 2026-03-01T09:00:00Z}
  - id: bob
faults:
  - {operation: updateName, user: ann, type: user_blocked, skip: 1}
  - {operation: get, user: bob, damage: truncated, delay: 1ms, probability: 0.5, seed: 7}
`

func TestFixtures_WhatTheySayIsInPlace(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	cid := srv.CreateUser(accounttest.Seed{})
	require.NoError(t, srv.ImportFixtures(strings.NewReader(fixturesInYAML)))

	ann := srv.User("ann@example.test")
	require.Equal(t, map[string]any{"theme": "dark", "sizes": []any{1.0, 2.5}, "none": nil, "since": "2026-03-01", "deep": map[string]any{"yes": true}}, ann.Prefs)
	require.Equal(t, []any{"+4930901820", []string{"vip"}, true, true}, []any{ann.Phone, ann.Labels, ann.EmailVerified, ann.TOTPConfirmed})
	require.Equal(t, time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), ann.Sessions[0].CreatedAt)
	require.Equal(t, "us", ann.Sessions[0].Country)
	require.Equal(t, "7", ann.Identities[0].ProviderUID)
	require.Len(t, ann.Targets, 3)
	require.Equal(t, "user.update", srv.Activity("ann")[0].Event)
	guest(t, srv).call("POST", "/account/sessions/email", fields{"email": ann.Email, "password": password}).ok(201)
	require.Equal(t, []any{24 * time.Hour, true}, []any{srv.Settings().SessionDuration, srv.Settings().Mail}, "what is left out stays")
	require.Equal(t, map[string]string{"+4930901821": "424242"}, srv.Settings().MockNumbers)
	require.Equal(t, []string{"github"}, srv.Settings().Providers)
	require.Equal(t, account.ErrUserBlocked, srv.Faults()[0].Type)
	require.Equal(t, []any{accounttest.Truncated, time.Millisecond, 0.5, uint64(7)}, []any{srv.Faults()[1].Damage, srv.Faults()[1].Delay, srv.Faults()[1].Probability, srv.Faults()[1].Seed})
	require.Equal(t, cid.ID, srv.Users()[0].ID, "those who are there stay")

	srv.DeleteUser("ann")
	srv.Reset()
	require.Len(t, srv.Users(), 3)
	require.Len(t, srv.Faults(), 2)

	var saved bytes.Buffer
	require.NoError(t, srv.Export(&saved))
	require.NotContains(t, saved.String(), password)
}

func TestFixtures_TheyCanBeJSON(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	require.NoError(t, srv.ImportFixtures(strings.NewReader("{\n\t\"users\": [\n\t\t{\"id\": \"ann\", \"prefs\": {\"path\": \"a\\/b\", \"smile\": \"\\ud83d\\ude00\"}}\n\t]\n}\n")))
	require.Equal(t, map[string]any{"path": "a/b", "smile": "😀"}, srv.User("ann").Prefs)
}

func TestFixtures_ABadFileIsAnErrorWithItsLineAndChangesNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, expected string }{
		{"", "it is empty"},
		{"users: [", "it is neither YAML nor JSON"},
		{"users: []\n---\nusers: []", "a second document begins here"},
		{"user: []", "line 1: user: there is no such field; there are settings, users, faults"},
		{"users:\n  - emial: a@example.test", "line 2: users[0].emial: there is no such field; there are id, email, phone"},
		{"users:\n  - id: a\n    id: b", "line 3: users[0].id: it is there twice, first in line 2"},
		{"users:\n  id: a", "line 2: users: it takes a list, not names with values"},
		{"users:\n  - id: [a]", "line 2: users[0].id: it takes a string; put it in quotes, not a list"},
		{"users:\n  - name: true", "line 2: users[0].name: it takes a string; put it in quotes, not true"},
		{"users:\n  - mfa: yes", "line 2: users[0].mfa: it takes true or false, not a string"},
		{"users:\n  - sessions:", "line 2: users[0].sessions: it is empty; give it a value or leave it out"},
		{"users:\n  - createdAt: yesterday", "line 2: users[0].createdAt: it takes a time such as"},
		{"users:\n  - id: a\n    sessions:\n      - ip: here", `line 4: users[0].sessions[0].ip: "here" is no IP address`},
		{"users:\n  - id: a\n    emailVerified: true", "line 3: users[0].emailVerified: there is no email to be verified"},
		{"users:\n  - id: a\n    targets:\n      - type: push", "line 4: users[0].targets[0].identifier: it is required"},
		{"users:\n  - email: a@example.test\n  - email: A@example.test", "line 3: users[1].email: there is a user with the address"},
		{"users:\n  - id: taken", `line 2: users[0].id: there is a user "taken" already`},
		{"users:\n  - prefs: {a: .nan}", "line 2: users[0].prefs.a: JSON has no number"},
		{"users:\n  - &a\n    prefs: {a: *a}", "levels deep"},
		{"settings:\n  sessionLimit: 1.5", "line 2: settings.sessionLimit: it takes a whole number, not the number 1.5"},
		{"settings:\n  sessionDuration: a day", "line 2: settings.sessionDuration: it takes seconds, or hours, minutes and seconds such as 24h or 1h30m, not "},
		{"settings:\n  mail: true\n  providers: [github, nope]", `line 3: settings.providers[1]: there is no OAuth2 provider "nope"`},
		{"settings:\n  mockNumbers:\n    +4930901820: 1", `line 3: settings.mockNumbers.+4930901820: its code has to be`},
		{"faults:\n  - {operation: nope, status: 503}", `line 2: faults[0].operation: there is no operation "nope"`},
		{"faults:\n  - operation: get", "line 2: faults[0]: the fault does nothing"},
		{"users:\n  - id: a\nsettings: {mail: false}\nfaults:\n  - status: 503\n  - {status: 503, user: b}", `line 6: faults[1].user: there is no user "b"`},
		{"faults:\n  - {status: 503, probability: high}", "line 2: faults[0].probability: it takes a number, not a string"},
		{"faults:\n  - {status: 503, seed: -1}", "line 2: faults[0].seed: it takes a whole number that is not negative"},
	} {
		srv := accounttest.New(t)
		srv.CreateUser(accounttest.Seed{ID: "taken"})
		before := srv.Settings()
		err := srv.ImportFixtures(strings.NewReader(c.file))
		require.ErrorContains(t, err, "accounttest: the fixtures cannot be imported: ", c.file)
		require.ErrorContains(t, err, c.expected, c.file)
		require.Len(t, srv.Users(), 1, c.file)
		require.Empty(t, srv.Faults(), c.file)
		require.Equal(t, before, srv.Settings(), c.file)
		srv.Close()
	}
}

func TestFixtures_TheOnesOfTheDocumentationWork(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/testing.md")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	file, _, _ := strings.Cut(rest, "```")
	srv := accounttest.New(t)
	require.NoError(t, srv.ImportFixtures(strings.NewReader(file)))
	require.Equal(t, "github", srv.User("ann@example.com").Identities[0].Provider)
	require.Len(t, srv.Faults(), 1)
}
