package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/contract"
)

// badInput is a string that no program should pass.
type badInput struct{ name, value string }

var badInputs = []badInput{
	{"empty", ""},
	{"too long", strings.Repeat("x", 5000)},
	{"control", "a\x01\x1b[2Jb\x7f"},
	{"CR LF", "a\r\nX-Appwrite-Key: b"},
	{"NUL", "a\x00b"},
	{"no UTF-8", "a\xff\xc3b"},
	{"path", "../../account?x=1#y/%2e%2e"},
	{"dots", ".."},
	{"4 MiB", strings.Repeat("y", 4<<20)},
}

// inputs is the result of each bad input for each parameter.
type inputs struct {
	rows   []inputRow
	failed []string // results that must not occur
}

type inputRow struct {
	name  string
	cells []string
}

// broken is 0 for a part that was not run.
func (in *inputs) broken() int {
	if in == nil {
		return 0
	}
	return len(in.failed)
}

// validValues are values that the service accepts, by the name of the parameter.
var validValues = map[string]string{
	"phone": "+4930901820", "password": "correct-horse-9", "oldPassword": "correct-horse-9",
	"url": "http://localhost/x", "success": "http://localhost/s", "failure": "http://localhost/f", "userId": "somebody",
	"provider": "github", "type": "totp", "factor": "email", "sessionId": "current", "targetId": "new-target", "name": "Ann",
	"identifier": "device", "otp": "123456", "secret": "0123456789", "challengeId": "challenge", "identityId": "identity",
}

// tryInputs passes each bad input for each parameter that is a string or a list.
func tryInputs(ctx context.Context) (*inputs, error) {
	service, err := accounttest.NewServer(accounttest.WithoutRateLimits(), accounttest.WithProviders("github"), accounttest.WithRequestLog(10))
	if err != nil {
		return nil, err
	}
	defer service.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	tester := &tester{ctx: ctx, service: service, base: service.GuestClient(account.WithHTTPClient(&http.Client{Transport: transport})), found: &inputs{}}
	for _, op := range contract.Default().Operations() {
		for _, parameter := range op.Params {
			if parameter.Schema.Type.Is("string") || parameter.Schema.Type.Is("array") {
				tester.parameter(op, parameter.Name)
			}
		}
	}
	tester.options()
	return tester.found, nil
}

type tester struct {
	ctx     context.Context
	service *accounttest.Server
	base    *account.Client
	found   *inputs
	users   int
}

// parameter adds a row to the table.
func (t *tester) parameter(op *contract.Operation, name string) {
	row := inputRow{name: op.ID + " " + name}
	for _, bad := range badInputs {
		client := t.caller(op)
		t.service.ClearRequests()
		err := withoutPanic(func() error { return t.call(client, op, name, bad.value) })
		row.cells = append(row.cells, t.cell(op, row.name, bad, err))
	}
	t.found.rows = append(t.found.rows, row)
}

// caller is a new user, or a guest where users are rejected.
func (t *tester) caller(op *contract.Operation) *account.Client {
	if op.SignedOut || op.Scope == "sessions.write" {
		return t.base
	}
	t.users++
	id := fmt.Sprintf("tester-%d", t.users)
	t.service.CreateUser(accounttest.Seed{ID: id, Email: id + "@example.com", EmailVerified: true, Password: "correct-horse-9"})
	return t.base.WithSession(t.service.CreateSession(id).Secret)
}

// cell returns the result of a bad input in a word. It records what must not occur: an
// error without a type, and a request of another operation.
func (t *tester) cell(op *contract.Operation, where string, bad badInput, err error) string {
	arrived := t.service.Requests()
	expected := op.ID
	if op.Since == contract.Hosted {
		expected = "" // the service has no such route, like every open-source server
	}
	for _, request := range arrived {
		if request.Operation != expected {
			t.found.failed = append(t.found.failed, fmt.Sprintf("%s, %s: %s %s arrived", where, bad.name, request.Method, request.Path))
		}
		if request.Header.Get("X-Appwrite-Key") != "" {
			t.found.failed = append(t.found.failed, fmt.Sprintf("%s, %s: a header was injected", where, bad.name))
		}
	}
	return t.word(where, bad, err, len(arrived) > 0)
}

func (t *tester) word(where string, bad badInput, err error, sent bool) string {
	var apiError *account.Error
	var transport *account.TransportError
	var missing *account.MissingParameterError
	var invalid *account.InvalidParameterError
	var option *account.OptionError
	switch {
	case err == nil && !sent:
		return "accepted"
	case err == nil:
		return "success"
	case errors.As(err, &apiError):
		return fmt.Sprint(apiError.StatusCode)
	case errors.As(err, &missing) && !sent:
		return "missing"
	case errors.As(err, &invalid) && !sent, errors.As(err, &option) && !sent:
		return "invalid"
	case errors.As(err, &transport):
		return "transport"
	}
	t.found.failed = append(t.found.failed, fmt.Sprintf("%s, %s: %T: %.200v", where, bad.name, err, err))
	return "UNTYPED"
}

// options tries the bad inputs for the strings that are not parameters of calls.
func (t *tester) options() {
	for _, option := range []struct {
		name string
		make func(string) error
	}{
		{"New endpoint", func(v string) error { return newClient(v, "project") }},
		{"New project", func(v string) error { return newClient("http://localhost/v1", v) }},
		{"WithKey", func(v string) error { return newClient("http://localhost/v1", "project", account.WithKey(v)) }},
		{"WithSession", func(v string) error { return newClient("http://localhost/v1", "project", account.WithSession(v)) }},
		{"WithJWT", func(v string) error { return newClient("http://localhost/v1", "project", account.WithJWT(v)) }},
		{"WithLocale", func(v string) error { return newClient("http://localhost/v1", "project", account.WithLocale(v)) }},
		{"WithForwardedUserAgent", func(v string) error {
			return newClient("http://localhost/v1", "project", account.WithForwardedUserAgent(v))
		}},
		{"WithUserAgentSuffix", func(v string) error {
			return newClient("http://localhost/v1", "project", account.WithUserAgentSuffix(v))
		}},
		{"WithHeader name", func(v string) error { return newClient("http://localhost/v1", "project", account.WithHeader(v, "1")) }},
		{"WithHeader value", func(v string) error { return newClient("http://localhost/v1", "project", account.WithHeader("X-A", v)) }},
	} {
		row := inputRow{name: option.name}
		for _, bad := range badInputs {
			row.cells = append(row.cells, t.word(option.name, bad, withoutPanic(func() error { return option.make(bad.value) }), false))
		}
		t.found.rows = append(t.found.rows, row)
	}
}

func newClient(endpoint, project string, options ...account.Option) error {
	_, err := account.New(endpoint, project, options...)
	return err
}

// withoutPanic makes a panic an error, one without a type.
func withoutPanic(call func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return call()
}

// call calls an operation with one bad parameter and valid others.
func (t *tester) call(client *account.Client, op *contract.Operation, name, badValue string) error {
	ctx, cancel := context.WithTimeout(t.ctx, 20*time.Second)
	defer cancel()
	method := reflect.ValueOf(client).MethodByName(strings.ReplaceAll(strings.ToUpper(op.ID[:1])+op.ID[1:], "Mfa", "MFA"))
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < method.Type().NumIn()-1; i++ {
		value := reflect.New(method.Type().In(i)).Elem()
		if value.Kind() == reflect.Struct {
			for j := range value.NumField() {
				field := value.Type().Field(j)
				tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				if tag == "" { // a parameter of the query
					tag = strings.ToLower(field.Name)
				}
				t.fill(value.Field(j), op, tag, strings.TrimSuffix(name, "[]"), badValue)
			}
		} else {
			t.fill(value, op, op.Params[i-1].Name, name, badValue) // an id of the path
		}
		in = append(in, value)
	}
	out := method.Call(in)
	err, _ := out[len(out)-1].Interface().(error)
	return err
}

// fill sets the field of the bad parameter to the bad value, and any other to a valid one.
func (t *tester) fill(field reflect.Value, op *contract.Operation, name, bad, badValue string) {
	value := validValues[name]
	switch {
	case name == "email":
		t.users++
		value = fmt.Sprintf("new-%d@example.com", t.users)
	case name == "userId" && strings.HasPrefix(op.ID, "create") && op.ID != "createSession":
		value = account.UniqueID
	}
	if name == bad {
		value = badValue
	}
	switch {
	case field.Kind() == reflect.String:
		field.SetString(value)
	case field.Kind() == reflect.Slice && name == bad && field.Type().Elem().Kind() == reflect.String:
		field.Set(reflect.ValueOf([]string{value}))
	case field.Kind() == reflect.Map && name != bad:
		field.Set(reflect.ValueOf(map[string]any{"a": 1}))
	}
}

func (in *inputs) print(w io.Writer) {
	if in == nil {
		return
	}
	fmt.Fprintf(w, "\nBad inputs and their results. missing and invalid are errors before anything is sent; a number is the\nstatus of the service's error; success is one of the service, accepted one of an option; transport is\na TransportError.\n\n%-44s", "")
	for _, bad := range badInputs {
		fmt.Fprintf(w, "%-10s", bad.name)
	}
	fmt.Fprintln(w)
	for _, row := range in.rows {
		fmt.Fprintf(w, "%-44s", row.name)
		for _, cell := range row.cells {
			fmt.Fprintf(w, "%-10s", cell)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\n%d bad inputs tried; %d errors without a type or requests of another operation (has to be 0)\n", len(in.rows)*len(badInputs), in.broken())
	for _, line := range in.failed[:min(len(in.failed), 20)] {
		fmt.Fprintln(w, "  "+line)
	}
}
