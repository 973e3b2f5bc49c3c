package contender

import (
	"context"
	"net/http"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/query"
	"github.com/appwrite-go/appwrite/benchmarks/service"
)

type sdk struct{ client *account.Client }

func openSDK(net Network, session string) Account {
	var options []account.Option
	if net.Memory != nil {
		options = append(options, account.WithHTTPClient(&http.Client{Transport: net.Memory}))
	}
	if net.Roots != nil {
		options = append(options, account.WithRootCAs(net.Roots))
	}
	client, err := account.New(net.Endpoint, service.Project, options...)
	if err != nil {
		panic(err)
	}
	return sdk{client.WithSession(session)}
}

func (s sdk) As(session string) Account { return sdk{s.client.WithSession(session)} }

func (s sdk) Get() (any, error) { return s.client.Get(context.Background()) }

func (s sdk) UpdateEmail(email, password string) (any, error) {
	return s.client.UpdateEmail(context.Background(), account.UpdateEmailParams{Email: email, Password: password})
}

func (s sdk) CreateEmailPasswordSession(email, password string) (any, error) {
	return s.client.CreateEmailPasswordSession(context.Background(), account.CreateEmailPasswordSessionParams{Email: email, Password: password})
}

func (s sdk) UpdatePrefs(prefs map[string]any) (any, error) {
	return s.client.UpdatePrefs(context.Background(), account.UpdatePrefsParams{Prefs: prefs})
}

func (s sdk) StorePrefs(prefs map[string]any) (map[string]any, error) {
	user, err := s.client.UpdatePrefs(context.Background(), account.UpdatePrefsParams{Prefs: prefs})
	if err != nil {
		return nil, err
	}
	return user.Prefs.Map(), nil
}

func (s sdk) ListLogs(limit, offset int) (any, error) {
	return s.client.ListLogs(context.Background(), account.ListLogsParams{Queries: []query.ForLogs{query.Limit(limit), query.Offset(offset)}})
}

// EachLog reads all logs through the iterator of a client from Open, and calls visit
// after each row.
func EachLog(a Account, visit func()) (int, error) {
	rows := 0
	for log, err := range a.(sdk).client.AllLogs(context.Background(), account.ListLogsParams{}) {
		if err != nil {
			return rows, err
		}
		if log.Event != "" {
			rows++
		}
		visit()
	}
	return rows, nil
}
