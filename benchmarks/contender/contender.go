// Package contender has the clients that are compared behind one interface, each at its
// best setting that a program in production could have.
package contender

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"
)

// Account is one client with one credential. Answers come in the contender's own types.
type Account interface {
	Get() (any, error)
	UpdateEmail(email, password string) (any, error)
	CreateEmailPasswordSession(email, password string) (any, error)
	UpdatePrefs(prefs map[string]any) (any, error)
	// StorePrefs is UpdatePrefs for a caller who reads the preferences in the answer.
	StorePrefs(prefs map[string]any) (map[string]any, error)
	ListLogs(limit, offset int) (any, error)
	// As is the client that a web server makes for one visitor.
	As(session string) Account
}

// Network says where the service is and how to get there.
type Network struct {
	Endpoint string
	// Memory replaces the network; nil for a real one.
	Memory http.RoundTripper
	// Roots are the certificates to trust; nil for the system's.
	Roots *x509.CertPool
}

// Contender makes clients.
type Contender struct {
	Name string
	// Setting says how it is configured, for the report.
	Setting string
	// Open makes a client with a session.
	Open func(net Network, session string) Account
}

// The contenders. OfficialTuned is the official SDK once more, with a transport that
// its documentation does not mention.
var (
	SDK = Contender{"this SDK",
		"account.New with its own transport (512 idle connections to the host), 30 s time limit, 2 retries; for a visitor WithSession.", openSDK}
	Official = Contender{"official",
		"sdk-for-go v0.9.0, NewClient as its README has it. Its clients share http.DefaultTransport, which keeps 2 idle connections to a host; no option changes that. 10 s time limit. In memory and for certificates its exported Client field is replaced, without the cookie jar, which costs time and belongs to one visitor. For a visitor a new client, since there is nothing to derive one from.", openOfficial}
	OfficialTuned = Contender{"official, tuned",
		"as official, with its exported Client field set to an http.Client that keeps 512 idle connections. Nothing in the documentation leads there; it shows what is left when the pool is taken out of the comparison.", openOfficialTuned}
	ByHand = Contender{"by hand",
		"net/http and encoding/json, a struct for each answer with dates left as text, status checked, errors decoded, bodies limited; an http.Transport that keeps 512 idle connections, 30 s time limit, no retries; for a visitor a copy of a struct.", openByHand}
	Floor = Contender{"floor",
		"http.Client.Do with the same request and headers, JSON bodies encoded beforehand; the body is read and discarded, the transport is that of by hand, no time limit.", openFloor}
)

// All are the contenders of every comparison.
var All = []Contender{SDK, Official, OfficialTuned, ByHand, Floor}

// transport is what everybody but the official SDK gets: http.DefaultTransport with
// room for idle connections. With few it is http.DefaultTransport as it is.
func (n Network) transport(idle int) http.RoundTripper {
	if n.Memory != nil {
		return n.Memory
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	if idle > 0 {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 2*idle, idle
	}
	if n.Roots != nil {
		t.TLSClientConfig = &tls.Config{RootCAs: n.Roots}
	}
	return t
}

const (
	manyIdle  = 512
	timeLimit = 30 * time.Second
)
