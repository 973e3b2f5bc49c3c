// Package accounttest is a complete Appwrite account service inside the test process. It
// needs no Docker, no database and no network beyond the loopback interface, and starts in
// well under a millisecond:
//
//	srv := accounttest.New(t)
//	ann := srv.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9"})
//	session := srv.CreateSession(ann.ID)
//
// Any client of the service works with Endpoint, ProjectID and, for a back end, APIKey. It
// gets the responses of a live server: the same checks in the same order, the same statuses,
// error types, messages, headers, cookies and bodies. Passwords are
// hashed with argon2id, JWTs are signed with HS256, authenticator codes are those of a
// phone's app.
//
// # For tests
//
//   - [Server.GuestClient], [Server.KeyClient] and [Server.UserClient] are clients of package
//     account: of nobody, of a back end, and of a user who is signed in.
//   - [Server.LastMail], [Server.LastSMS] and [Server.Messages] return what was sent, with
//     code, link, user id and secret in fields of their own. [Server.TOTP] is the code an
//     authenticator app shows. [Server.AuditTrail] is what a user did.
//   - [Server.Clock] moves time: tokens, sessions, challenges and the windows of rate
//     limits expire without anyone waiting.
//   - [Server.CreateUser], [Server.CreateSession], [Server.CreateIdentity] and the other
//     Create methods put things in place in a line each.
//   - [Server.AddFault] makes requests fail: error responses, rate limits, delays, reset
//     connections, truncated bodies and the pages of proxies, for the first calls or at
//     random with a seed.
//   - [Server.Requests] returns what arrived. How much of it is kept is bounded in bytes; see
//     [WithRequestLog].
//   - [Server.SignInAtProvider] plays the browser in an OAuth2 sign-in. A person can do the
//     same at the provider's page with a real browser.
//   - [Server.Export] and [Server.Import] save and load everything as JSON.
//
// # Server versions
//
// The service plays server 1.7.4, or with [WithServerVersion] 1.8.1 or 1.9.6, in everything
// that a caller can see. A program that has to work with several is tested with each:
//
//	for _, version := range accounttest.ServerVersions() {
//		t.Run(version, func(t *testing.T) {
//			srv := accounttest.New(t, accounttest.WithServerVersion(version))
//			// …
//		})
//	}
//
// What differs most for programs: from 1.8 on a new password ends the user's other sessions,
// and verifications and challenges have a second path. From 1.9 on a recovery ends all
// sessions, a user can have any number of them, blocked users get 403, a key or a JWT beside a
// session is treated otherwise, an unknown route is a web page, the secret of an OAuth2 sign-in
// is good for a minute, and the factor for recovery codes is written recoveryCode.
//
// # As on the real service
//
// Rate limits are on: the eleventh sign-in with one address within a clock hour is
// rejected, as it would be in production; in 1.9 one that succeeds starts the count again.
// [Server.ResetRateLimits], the clock and
// [WithoutRateLimits] help tests that need more.
//
// The server's bugs are there, too, because a client must survive them: null for an
// optional parameter (but in 1.8), a JWT where a session is needed and, in 1.7, switching MFA
// on after confirming an authenticator all end in status 500, a request for the session with the empty id ends
// all sessions, and one for the session ".." deletes the account if the client builds its
// path carelessly. [WithoutServerBugs] turns the 500s into other errors.
//
// # Not as on the real service
//
// OAuth2 addresses keep the port of the request also in 1.7, since the service listens on a
// free one. Of 1.9 the project's policies for passwords and addresses, which are off in new
// projects, are missing, and the keys of console accounts; no version has consents, which only
// the hosted service knows. Of the domains of free and disposable addresses only a few are
// known, and canonical addresses are those of Google and Microsoft.
// The audit log is written at once, and sessions over the limit end at once. Of the
// dictionary of common passwords and of the geographic database only a few entries exist.
// Device detection knows the common browsers and names fewer details. JSON of more than
// 131,072 values counts as malformed, and a body has to arrive within 30 seconds.
package accounttest
