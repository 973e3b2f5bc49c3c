package contender

import (
	"net/http"
	"time"

	officialaccount "github.com/appwrite/sdk-for-go/account"
	"github.com/appwrite/sdk-for-go/appwrite"
	officialclient "github.com/appwrite/sdk-for-go/client"
	officialquery "github.com/appwrite/sdk-for-go/query"

	"github.com/appwrite-go/appwrite/benchmarks/service"
)

type official struct {
	endpoint string
	account  *officialaccount.Account
	http     *http.Client // nil for the client of the SDK
}

// officialTimeout is the default of the SDK.
const officialTimeout = 10 * time.Second

func openOfficial(net Network, session string) Account {
	var client *http.Client
	if net.Memory != nil || net.Roots != nil {
		client = &http.Client{Transport: net.transport(0), Timeout: officialTimeout}
	}
	return newOfficial(net.Endpoint, client, session)
}

func openOfficialTuned(net Network, session string) Account {
	return newOfficial(net.Endpoint, &http.Client{Transport: net.transport(manyIdle), Timeout: officialTimeout}, session)
}

func newOfficial(endpoint string, shared *http.Client, session string) official {
	options := []officialclient.ClientOption{
		appwrite.WithEndpoint(endpoint), appwrite.WithProject(service.Project), appwrite.WithSession(session),
	}
	client := appwrite.NewClient(options...)
	if shared != nil {
		client.Client = shared
	}
	return official{endpoint, appwrite.NewAccount(client), shared}
}

func (o official) As(session string) Account { return newOfficial(o.endpoint, o.http, session) }

func (o official) Get() (any, error) { return o.account.Get() }

func (o official) UpdateEmail(email, password string) (any, error) {
	return o.account.UpdateEmail(email, password)
}

func (o official) CreateEmailPasswordSession(email, password string) (any, error) {
	return o.account.CreateEmailPasswordSession(email, password)
}

func (o official) UpdatePrefs(prefs map[string]any) (any, error) {
	return o.account.UpdatePrefs(prefs)
}

// StorePrefs decodes the response once more, as callers of the SDK must: its struct for a
// user has no field for preferences.
func (o official) StorePrefs(prefs map[string]any) (map[string]any, error) {
	user, err := o.account.UpdatePrefs(prefs)
	if err != nil {
		return nil, err
	}
	var stored struct {
		Prefs map[string]any `json:"prefs"`
	}
	err = user.Decode(&stored)
	return stored.Prefs, err
}

func (o official) ListLogs(limit, offset int) (any, error) {
	return o.account.ListLogs(o.account.WithListLogsQueries([]string{officialquery.Limit(limit), officialquery.Offset(offset)}))
}
