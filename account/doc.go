// Package account is a client for the account service of Appwrite: signing people up and
// in, multi-factor authentication, sessions, recovery, verification, preferences, the
// activity log and identities.
//
//	client, err := account.New("https://cloud.appwrite.io/v1", "my-project")
//	signIn, err := client.SignIn(ctx, account.CreateEmailPasswordSessionParams{Email: email, Password: password})
//	user := signIn.User         // nil while a second factor is pending
//	me := signIn.Client         // acts as the user
//	err = me.DeleteSession(ctx, account.CurrentSession)
//
// Recipes, from a verified address to a web server behind a proxy, are in the folder docs of
// the module.
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
// Some methods make several calls, for what people mean by one thing: SignIn, EnableMFA,
// DeleteOtherSessions, MergePrefs, AllLogs and AllIdentities.
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
// SignIn takes a password, the code of an email or SMS, a magic URL, the end of an OAuth2
// sign-in, nobody in particular, or a session that exists. It returns the session, the user
// and a client that acts as that user, or a Challenge that says which second factors are
// open. Session.Secret is what to keep, like a password; WithSession makes a client of it.
//
// People sign in as guests, which SignIn sees to: of an API key the service does not limit
// how often passwords can be guessed. AsGuest derives such a client for other calls.
//
// # Who is calling
//
// The service counts most limits by address, and shows people the browsers they are signed in
// with. A web server derives a client for each request, so that both are the visitor's:
//
//	me := client.ForRequest(r).WithSession(secret)
//
// Package accounthttp does all of this for web servers, and package accountcli signs people
// in from a terminal.
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
