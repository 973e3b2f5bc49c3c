// Package accounttest is a complete Appwrite account service inside the test process. It
// needs no Docker, no database and no network beyond the loopback interface, and starts in
// about a millisecond:
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
//     authenticator app shows. [Server.User] is what the service knows of a user, and
//     [Server.Activity] what a user did.
//   - [Server.WaitForMessage] waits for what a program sends later, and [Server.Subscribe]
//     tells of everything that happens.
//   - [Server.Clock] moves time: tokens, sessions, challenges and the windows of rate
//     limits expire without anyone waiting.
//   - [Server.CreateUser] puts a user in place with all that a [Seed] has: sessions with their
//     browsers, identities, targets and an activity log. [Server.CreateSession] and the other
//     Create methods add to that in a line each.
//   - [Server.AddFault] makes requests fail: error responses, rate limits, delays, reset
//     connections, truncated bodies and the pages of proxies, for one user, from one call on,
//     for some calls or at random with a seed. [Server.Faults] counts how often each acted.
//   - [Server.Requests] returns what arrived and what became of it, with the response, the
//     caller and the parameter that was rejected. How much of it is kept is bounded in bytes;
//     see [WithRequestLog].
//   - [Server.ChangeSettings] changes at any time what the options of [New] set at the start.
//     [Server.RateLimits] shows what is counted.
//   - [Server.SignInAtProvider] plays the browser in an OAuth2 sign-in. A person can do the
//     same at the provider's page with a real browser.
//   - [Server.Export] and [Server.Import] save and load everything as JSON,
//     [Server.ImportFixtures] loads what a person wrote, and [Server.Reset] leads back to that.
//
// Where a method takes a user, it takes the id, the e-mail address or the phone number.
//
// # Failures
//
// A method that cannot do what it is asked fails the test that the service was made for, and
// ends the goroutine that called it: there is no error to be checked. It may be called from
// any goroutine. Without a test, in a service made by [NewServer] or [NewDetached], it panics.
// [Server.Try] returns what would fail. Only what reads and writes for the caller, waits for
// something, or makes a service without a test, returns an error by itself.
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
// Hashing a password takes its time, and holds no other request up.
//
// The server's bugs are there, too, because a client must survive them: null for an
// optional parameter (but in 1.8), a JWT where a session is needed and, in 1.7, switching MFA
// on after confirming an authenticator all end in status 500, a request for the session with the empty id ends
// all sessions, and one for the session ".." deletes the account if the client builds its
// path carelessly. A user who is made while somebody is signed in inherits that one's name,
// labels and recovery codes, and cannot be made if that one has a phone number.
// [WithoutServerBugs] turns the 500s into other errors.
//
// # Not as on the real service
//
// Of the other services of the server there are ping, version, locale, and the initials and QR
// codes of avatars; a call of anything else gets an error that says so. Initials look different.
// OAuth2 addresses keep the port of the request also in 1.7, since the service listens on a
// free one, and the page of the provider is on the host of the request, where a server has it
// on localhost always. Of 1.9 the project's policies for passwords and addresses, which are off in new
// projects, are missing, and the keys of console accounts; no version has consents, which only
// the hosted service knows. Of the domains of free and disposable addresses only a few are
// known, and canonical addresses are those of Google and Microsoft.
// The audit log is written at once, and sessions over the limit end at once. Of the
// dictionary of common passwords and of the geographic database only a few entries exist.
// User agents are read by tables of common systems, browsers, libraries and models. Subjects of
// mails and names of countries are in English or, for the locale "de", German. A path with a
// percent sign that begins no escape is rejected by net/http. JSON of more than 131,072 values
// counts as malformed, and a body has to arrive within 30 seconds. Messages of errors that
// nobody has seen on a server yet are in testdata/unverified.txt.
package accounttest
