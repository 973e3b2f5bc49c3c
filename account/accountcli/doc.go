// Package accountcli is what a program with a person in front needs around package account:
// signing in from a terminal, in the browser where the service wants it, with the second
// factor, and a session that is still there at the next run.
//
//	client, err := account.New(endpoint, project) // a guest
//	terminal := accountcli.NewTerminal()
//	signIn, err := terminal.SignInWithPassword(ctx, client, "")
//	store, err := accountcli.NewStore("shopctl")
//	where, err := store.Save(ctx, client, signIn.Session.Secret)
//
// and at the next run:
//
//	secret, err := store.Load(ctx, client) // ErrNoSession: sign in first
//	me := client.WithSession(secret)
//
// # Signing in
//
// A Terminal signs people in with a password, a code by mail or text message, a magic link or
// an OAuth2 provider: the SignInWith methods. Each asks for what it is not given, lets a
// person correct what they typed wrong, passes the second factor if there is one, and returns
// a complete account.SignIn. A sign-in that is given up leaves no session at the service.
// PassChallenge does the second factor for a sign-in that the program made itself; EnableMFA
// sets it up, with QR code and recovery codes.
//
// The client can be of any kind: people are signed in as guests.
//
// # The browser
//
// An OAuth2 sign-in and a magic link end in a browser, which has to bring the result back. A
// Loopback waits for it on a port of this machine, and only for the browser that was sent
// there. The address to open is printed as well as opened, and where the browser is on another
// machine the person pastes the address that it ends on. OpenBrowser honors the environment
// variable BROWSER.
//
// # Questions
//
// Ask, AskSecret, Confirm and Choose are the questions of the other methods, for those that a
// program has itself. They are asked on standard error. Passwords and codes are not shown.
// Ctrl+C is ErrInterrupted, the end of the context its error, and the terminal is as it was
// before in every case. Give the context of signal.NotifyContext to all calls.
//
// Where standard input is no terminal there is nobody to ask, and the error is ErrNoTerminal.
// A program that wants to be driven by a pipe says so with WithInput(os.Stdin): each question
// then takes one line, and what is wrong is not asked for again.
//
// # The session
//
// A Store keeps the secret of the session, and nothing else, in the keychain of the system,
// or in a file for the user alone. It does not know whether the session still works: when a
// call says account.IsSignedOut, Delete it and sign in again. End a session with DeleteSession
// before Delete.
//
// # Errors
//
// Explain puts an error into a line for the person: who is not signed in, when to try again,
// that the service is down.
//
// # What it links
//
// Libraries for browsers, terminals, keychains and QR codes. A program that does not import
// this package links none of them. Package accounttest plays the service in tests; WithInput,
// WithOutput and WithBrowser play the person.
package accountcli
