package contender

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"runtime"

	"github.com/appwrite-go/appwrite/benchmarks/service"
)

// floor sends the requests and decodes nothing of the responses.
type floor struct {
	endpoint, session string
	http              *http.Client
}

var (
	floorCredentials = encode(handCredentials{Email, Password})
	floorPrefs       = encode(handPrefs{service.NewPrefs})
)

func encode(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return data
}

func openFloor(net Network, session string) Account {
	return &floor{net.Endpoint, session, &http.Client{Transport: net.transport(manyIdle)}}
}

func (f *floor) As(session string) Account { return &floor{f.endpoint, session, f.http} }

func (f *floor) Get() (any, error) { return f.do(http.MethodGet, "/account", nil) }

func (f *floor) UpdateEmail(string, string) (any, error) {
	return f.do(http.MethodPatch, "/account/email", floorCredentials)
}

func (f *floor) CreateEmailPasswordSession(string, string) (any, error) {
	return f.do(http.MethodPost, "/account/sessions/email", floorCredentials)
}

func (f *floor) UpdatePrefs(map[string]any) (any, error) {
	return f.do(http.MethodPatch, "/account/prefs", floorPrefs)
}

func (f *floor) StorePrefs(map[string]any) (map[string]any, error) {
	_, err := f.do(http.MethodPatch, "/account/prefs", floorPrefs)
	return nil, err
}

func (f *floor) ListLogs(limit, offset int) (any, error) {
	return f.do(http.MethodGet, logsPath(limit, offset), nil)
}

var floorAgent = "AppwriteGoAccountSDK/0.1.0 (" + runtime.GOOS + "; " + runtime.GOARCH + ")"

func (f *floor) do(method, path string, data []byte) (any, error) {
	var body io.Reader
	if data != nil {
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, f.endpoint+path, body)
	if err != nil {
		return nil, err
	}
	req.Header = http.Header{
		"Accept":                     {"application/json"},
		"User-Agent":                 {floorAgent},
		"X-Appwrite-Project":         {service.Project},
		"X-Appwrite-Session":         {f.session},
		"X-Appwrite-Response-Format": {"1.7.0"},
		"X-Sdk-Name":                 {"Go"},
		"X-Sdk-Platform":             {"server"},
		"X-Sdk-Language":             {"go"},
		"X-Sdk-Version":              {"0.1.0"},
	}
	if data != nil {
		req.Header["Content-Type"] = []string{"application/json"}
	}
	res, err := f.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return nil, err
}
