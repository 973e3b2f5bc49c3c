// Package contender has the compared clients behind one interface, each with the best
// configuration that a program in production can have.
package contender

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"
)

// Account is one client with one credential. Results have the types of the contender.
type Account interface {
	Get() (any, error)
	UpdateEmail(email, password string) (any, error)
	CreateEmailPasswordSession(email, password string) (any, error)
	UpdatePrefs(prefs map[string]any) (any, error)
	// StorePrefs is UpdatePrefs for a caller who reads the preferences in the response.
	StorePrefs(prefs map[string]any) (map[string]any, error)
	ListLogs(limit, offset int) (any, error)
	// As is the client that a web server creates for one end user.
	As(session string) Account
}

// Network says how the service is reached.
type Network struct {
	Endpoint string
	// Memory replaces the network; nil for a real one.
	Memory http.RoundTripper
	// Roots are the certificates to trust; nil for the system's.
	Roots *x509.CertPool
}

// Contender creates clients.
type Contender struct {
	Name string
	// Setting says how it is configured, for the report.
	Setting string
	// Open creates a client with a session.
	Open func(net Network, session string) Account
}

// The contenders. OfficialTuned is the official SDK once more, with a transport that
// its documentation does not mention.
var (
	SDK = Contender{"this SDK",
		"account.New with its own transport (512 idle connections to the host), 30 s time limit, 2 retries; for an end user WithSession.", openSDK}
	Official = Contender{"official",
		"sdk-for-go v0.9.0, NewClient as in its README. Its clients share http.DefaultTransport, which keeps 2 idle connections to a host; no option changes that. 10 s time limit. In memory and for certificates its exported Client field is replaced, without the cookie jar, which costs time and belongs to one end user. For an end user a new client, because a client cannot be derived.", openOfficial}
	OfficialTuned = Contender{"official, tuned",
		"as official, with its exported Client field set to an http.Client that keeps 512 idle connections. The documentation does not mention this; it shows the difference without the connection pool.", openOfficialTuned}
	ByHand = Contender{"by hand",
		"net/http and encoding/json, a struct for each response with dates as strings, status checked, errors decoded, bodies limited; an http.Transport that keeps 512 idle connections, 30 s time limit, no retries; for an end user a copy of a struct.", openByHand}
	Floor = Contender{"floor",
		"http.Client.Do with the same request and headers, JSON bodies encoded beforehand; the body is read and discarded, the same transport as by hand, no time limit.", openFloor}
)

// All are the contenders of every comparison.
var All = []Contender{SDK, Official, OfficialTuned, ByHand, Floor}

// transport is the transport of all but the official SDK: http.DefaultTransport with
// more idle connections. With idle 0 it is http.DefaultTransport as it is.
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
