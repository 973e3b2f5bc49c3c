package page

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"golang.org/x/net/html"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// site is the page with a service behind it.
type site struct {
	t       testing.TB
	service *accounttest.Server
	page    *http.ServeMux
	calls   *calls
}

// controlToken is what the control API of a site expects.
const controlToken = "t0ken"

func newSite(t testing.TB, options ...accounttest.Option) *site {
	t.Helper()
	service := accounttest.New(t, options...)
	calls := newCalls(t, control.NewHandler(service, control.WithToken(controlToken)))
	return &site{t, service, New(calls, controlToken, service.Handler()).(*http.ServeMux), calls}
}

// calls is a control API that notes which operations are called.
type calls struct {
	t          testing.TB
	next       http.Handler
	operations *http.ServeMux    // has a pattern for each operation
	ids        map[string]string // of the operations, by pattern

	mu     sync.Mutex
	called []string
}

var methodNames = []string{"get", "put", "post", "patch", "delete"}

func newCalls(t testing.TB, next http.Handler) *calls {
	t.Helper()
	c := &calls{t: t, next: next, operations: http.NewServeMux(), ids: map[string]string{}}
	document, err := os.ReadFile("../../../../openapi/emulator.yaml")
	require.NoError(t, err)
	var api struct {
		Paths map[string]map[string]yaml.Node
	}
	require.NoError(t, yaml.Unmarshal(document, &api))
	for path, item := range api.Paths {
		for _, method := range methodNames {
			node, found := item[method]
			if !found {
				continue
			}
			var operation struct {
				ID string `yaml:"operationId"`
			}
			require.NoError(t, node.Decode(&operation))
			pattern := strings.ToUpper(method) + " " + control.Path + path
			c.operations.Handle(pattern, next)
			c.ids[pattern] = operation.ID
		}
	}
	return c
}

func (c *calls) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, pattern := c.operations.Handler(r)
	if c.ids[pattern] == "" {
		c.t.Errorf("the page calls %s %s, which the document does not have", r.Method, r.URL.Path)
	}
	c.mu.Lock()
	c.called = append(c.called, c.ids[pattern])
	c.mu.Unlock()
	c.next.ServeHTTP(w, r)
}

// during returns the operations that are called by a function.
func (c *calls) during(do func()) []string {
	c.mu.Lock()
	before := len(c.called)
	c.mu.Unlock()
	do()
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.called[before:])
}

func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	w := httptest.NewRecorder()
	s.page.ServeHTTP(w, r)
	return w
}

// get returns the page at an address, which can be a whole URL.
func (s *site) get(address string) *httptest.ResponseRecorder {
	s.t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(s.t, err)
	return s.do(httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+parsed.RequestURI(), nil))
}

// shown returns the text of the page at an address, which has to be there.
func (s *site) shown(address string) string {
	s.t.Helper()
	w := s.get(address)
	require.Equal(s.t, http.StatusOK, w.Code, w.Body.String())
	return w.Body.String()
}

// send sends a form.
func (s *site) send(path string, values url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}

// sendFile sends a form with a file.
func (s *site) sendFile(path, name, content string) *httptest.ResponseRecorder {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(name, "file")
	require.NoError(s.t, err)
	_, err = io.WriteString(part, content)
	require.NoError(s.t, err)
	require.NoError(s.t, form.Close())
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.do(r)
}

// follow returns the page that a form leads to.
func (s *site) follow(w *httptest.ResponseRecorder) string {
	s.t.Helper()
	require.Equal(s.t, http.StatusSeeOther, w.Code, w.Body.String())
	return s.shown(w.Header().Get("Location"))
}

const ann, password = "ann@example.com", "correct-horse-9"

// seed puts a user in place who has something of everything, and sends every kind of message.
func (s *site) seed() (session accounttest.Session) {
	s.t.Helper()
	s.service.CreateUser(accounttest.Seed{
		ID: "ann", Email: ann, Phone: "+491711234567", Name: "Ann Example", Password: password, TOTP: true, RecoveryCodes: true,
		Labels: []string{"vip"}, Prefs: map[string]any{"theme": "dark"}, Identities: []accounttest.IdentitySeed{{Provider: "github", ProviderUID: "7"}},
		Targets: []accounttest.TargetSeed{{Type: "push", Identifier: "device-1"}}, Activity: []accounttest.ActivitySeed{{Event: "user.create"}},
	})
	session = s.service.CreateSession("ann")
	me, guest, ctx := s.service.GuestClient().WithSession(session.Secret), s.service.GuestClient(), s.t.Context()
	_, err := me.CreateVerification(ctx, account.CreateVerificationParams{URL: "http://localhost/verify"})
	require.NoError(s.t, err)
	_, err = guest.CreateRecovery(ctx, account.CreateRecoveryParams{Email: ann, URL: "http://localhost/recover"})
	require.NoError(s.t, err)
	_, err = guest.CreatePhoneToken(ctx, account.CreatePhoneTokenParams{UserID: "ann", Phone: "+491711234567"})
	require.NoError(s.t, err)
	s.service.AddFault(accounttest.Fault{ID: "slow", Operation: "listLogs", Status: 503})
	return session
}

// message is the newest one of a kind.
func (s *site) message(kind accounttest.MessageKind) accounttest.Message {
	s.t.Helper()
	for _, message := range slices.Backward(s.service.Messages()) {
		if message.Kind == kind {
			return message
		}
	}
	s.t.Fatalf("there is no message of the kind %s", kind)
	return accounttest.Message{}
}

// control is a form of a page with one of its buttons: what a person can press.
type pressed struct {
	method string
	action string
	values url.Values // that the form has without a person, and those of the button
}

// forms returns everything that can be pressed on a page.
func formsOf(t testing.TB, page string) []pressed {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var found []pressed
	for node := range root.Descendants() {
		if node.Type != html.ElementNode || node.Data != "form" {
			continue
		}
		values := url.Values{}
		var buttons []*html.Node
		for field := range node.Descendants() {
			name, value := attribute(field, "name"), attribute(field, "value")
			switch {
			case field.Data == "button":
				buttons = append(buttons, field)
			case name == "" || field.Type != html.ElementNode:
			case field.Data == "textarea":
				values.Set(name, textOf(field))
			case field.Data == "select":
				values.Set(name, selected(field))
			case attribute(field, "type") == "checkbox" && !has(field, "checked"):
			default:
				values.Add(name, value)
			}
		}
		require.NotEmpty(t, buttons, "a form has no button")
		for _, button := range buttons {
			one := pressed{strings.ToUpper(attribute(node, "method")), attribute(node, "action"), url.Values{}}
			for name, list := range values {
				one.values[name] = slices.Clone(list)
			}
			if name := attribute(button, "name"); name != "" {
				one.values.Set(name, attribute(button, "value"))
			}
			found = append(found, one)
		}
	}
	return found
}

func attribute(node *html.Node, name string) string {
	for _, one := range node.Attr {
		if one.Key == name {
			return one.Val
		}
	}
	return ""
}

func has(node *html.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func textOf(node *html.Node) string {
	var text strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			text.WriteString(child.Data)
		}
	}
	return text.String()
}

func selected(list *html.Node) string {
	first := ""
	for option := range list.Descendants() {
		if option.Data != "option" {
			continue
		}
		if has(option, "selected") {
			return attribute(option, "value")
		}
		if first == "" {
			first = attribute(option, "value")
		}
	}
	return first
}
