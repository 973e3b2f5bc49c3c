// Package account is a client for the account service of Appwrite: signing people up and
// in, multi-factor authentication, sessions, recovery, verification, preferences, the
// activity log and identities.
//
//	client, err := account.New("https://cloud.appwrite.io/v1", "my-project", account.WithKey(key))
//	session, err := client.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
//	me := client.WithSession(session.Secret)
//	user, err := me.Get(ctx)
//
// # Calls
//
// Each operation is a method of Client with the operation's name. A parameter of
// the path is an argument, everything else is in a struct, and CallOptions change one call.
// Required parameters are checked before anything is sent, and so are path ids that would
// make another call of this one. Optional parameters are sent when they are set: a string or
// list that is not empty, a pointer that is not nil.
//
// Options of a client begin with With; options of one call do not.
//
// # Credentials
//
// A client is a guest, a user (WithSession, WithJWT) or a back end with an API key
// (WithKey). The credential goes to the endpoint's host in a header and nowhere else: no
// redirect is followed, no cookie kept, no plain-HTTP proxy used, and no error, log record
// or printed value shows it. Whether somebody is still signed in is one question:
// IsSignedOut(err).
//
// # Signing in
//
// The methods that create a session are the calls of the API. SignIn is the flow around them:
// any way of signing in, and the second factor where one is required.
//
// # Web servers
//
// ForRequest derives a client for the person who sent a request, so that the service limits
// and shows them and not the web server. Package accounthttp has cookies, middleware and the
// callbacks; package accountcli what a program in a terminal needs.
//
// # Errors
//
// See Client for the types of errors. The Err constants are the kinds of errors of the
// service, for errors.Is.
//
// # Responses
//
// Dates are time.Time, zero where the service has none. Fields that a server leaves out or
// sends as null are zero as well. The strings of a response share its memory, about a
// kilobyte for a user: a program that keeps one field for long can strings.Clone it. Structs
// that hold secrets are printed and logged without them.
//
// # Retries
//
// A call that reads is retried after a lost connection and after status 408, 429, 500, 502,
// 503 and 504. A call that changes something is retried only where it is certain that the
// server did not act: when no connection was established, and after 429; AllowReplay treats
// one call as a read. A call that spends a one-time secret is retried only when no
// connection was established. There are two retries at most, after about 200 ms and 400 ms,
// or as long as the server asks, up to 10 s. All of it happens within the time limit of the
// call, 30 s. WithRetries, WithRetryWait, WithBackoff, WithTimeout and NoRetry change that.
//
// # Testing
//
// Package accounttest is the service itself, in the test process.
package account
