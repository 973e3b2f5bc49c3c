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
// Each of the 43 operations is a method of Client with the operation's name. What is part
// of the path is an argument, everything else is in a struct, and CallOptions change one
// call. Required parameters are checked before anything is sent, and so are path ids that
// would make another call of this one. Optional parameters are sent when they are set: a
// text that is not empty, a list that is not empty, a pointer that is not nil.
//
// # Credentials
//
// A client is a guest, a user (WithSession, WithJWT) or a back end with an API key
// (WithKey). The credential goes to the endpoint's host in a header and nowhere else: no
// redirect is followed, no cookie kept, no plain-HTTP proxy used, and no error, log record
// or printed value shows it.
//
// # Errors
//
// See Client. The Err constants are the kinds of errors of the service, for errors.Is.
//
// # Repetitions
//
// A call that reads is repeated after a lost connection and after status 408, 429, 500,
// 502, 503 and 504. A call that changes something is repeated only where it is certain
// that the server did not act: when no connection came about, and after 429. A call that
// spends a one-time secret is repeated only when no connection came about. There are two
// repetitions at most, 200 ms and 400 ms apart less a random part, or as long as the
// server asks, up to 10 s. All of it happens within the time limit of the call, 30 s.
// WithRetries, WithRetryWait, WithBackoff, WithTimeout, NoRetry and AllowReplay change
// that.
//
// # Testing
//
// Package accounttest is the service itself, in the test process.
package account
