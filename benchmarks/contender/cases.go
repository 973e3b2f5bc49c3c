package contender

import "github.com/appwrite-go/appwrite/benchmarks/service"

// What the calls send.
const (
	Email    = "ann@example.com"
	Password = "correct-horse-9"
	// SessionSecret is the credential of a signed-in client.
	SessionSecret = "eyJpZCI6IjZiMDQwMzY5Y2M2NjI0MmI0Mzk1In0="
	// ExpiredSession is one that the service rejects.
	ExpiredSession = "expired"
)

// Case is a call that is measured.
type Case struct {
	Name    string
	Session string
	Call    func(Account) (any, error)
	// Fails says that the call must fail with an error of the service.
	Fails bool
}

// Cases are the calls that are measured.
var Cases = []Case{
	{Name: "Get", Session: SessionSecret, Call: Account.Get},
	{Name: "UpdateEmail", Session: SessionSecret, Call: func(a Account) (any, error) { return a.UpdateEmail(Email, Password) }},
	{Name: "CreateEmailPasswordSession", Session: SessionSecret, Call: func(a Account) (any, error) { return a.CreateEmailPasswordSession(Email, Password) }},
	{Name: "UpdatePrefs, 4 KiB", Session: SessionSecret, Call: func(a Account) (any, error) { return a.UpdatePrefs(service.NewPrefs) }},
	{Name: "UpdatePrefs, and read them", Session: SessionSecret, Call: func(a Account) (any, error) { return a.StorePrefs(service.NewPrefs) }},
	{Name: "ListLogs, 100 rows", Session: SessionSecret, Call: func(a Account) (any, error) { return a.ListLogs(service.PageSize, 0) }},
	{Name: "an error response", Session: ExpiredSession, Call: Account.Get, Fails: true},
}
