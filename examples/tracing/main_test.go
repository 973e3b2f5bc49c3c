package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestTracing_PrintsItsSpans(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	expected := `  HTTP POST Unset
account.create Unset
  HTTP POST Unset
account.createEmailPasswordSession Unset
  HTTP GET Error
  HTTP GET Unset
account.get Unset
  HTTP GET Error
account.getSession Error
`
	if out.String() != expected {
		t.Errorf("printed\n%sexpected\n%s", out.String(), expected)
	}
}

func TestTracing_ACallIsASpanWithItsRequestsBelow(t *testing.T) {
	service := accounttest.New(t)
	service.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com", Password: "correct-horse-9"})
	session := service.CreateSession("ann")
	service.AddFault(accounttest.Fault{Operation: "get", Status: http.StatusServiceUnavailable, Times: 1})
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	client := service.GuestClient(tracing(provider)...).WithSession(session.Secret)
	defer client.CloseIdleConnections()

	if _, err := client.Get(t.Context()); err != nil {
		t.Fatal(err)
	}

	spans := exporter.GetSpans()
	if len(spans) != 3 {
		t.Fatalf("%d spans, expected the call and two requests", len(spans))
	}
	call := spans[2]
	if call.Name != "account.get" || call.Status.Code != codes.Unset {
		t.Errorf("the call is %s, %v", call.Name, call.Status)
	}
	attributes := attribute.NewSet(call.Attributes...)
	if attempts, _ := attributes.Value("account.attempts"); attempts.AsInt64() != 2 {
		t.Errorf("account.attempts is %d, expected 2", attempts.AsInt64())
	}
	for _, request := range spans[:2] {
		if request.Parent.SpanID() != call.SpanContext.SpanID() {
			t.Errorf("%s is not below the call", request.Name)
		}
	}
	arrived := service.Requests("get")
	if len(arrived) != 2 || !strings.Contains(arrived[0].Header.Get("Traceparent"), call.SpanContext.TraceID().String()) {
		t.Error("the service did not get the trace id")
	}
}

func TestTracing_NoSpanHoldsASecret(t *testing.T) {
	service := accounttest.New(t)
	service.CreateUser(accounttest.Seed{ID: "ann", Email: "ann@example.com", Password: "correct-horse-9"})
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	client := service.KeyClient(tracing(provider)...)
	defer client.CloseIdleConnections()

	session, err := client.CreateEmailPasswordSession(t.Context(), account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "correct-horse-9"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.WithSession(session.Secret).UpdatePassword(t.Context(), account.UpdatePasswordParams{Password: "battery-staple-7", OldPassword: "wrong-guess-1"}); err == nil {
		t.Fatal("a wrong password was accepted")
	}
	printed := fmt.Sprintf("%+v", exporter.GetSpans())
	for _, secret := range []string{"correct-horse-9", "battery-staple-7", "wrong-guess-1", session.Secret, service.APIKey()} {
		if strings.Contains(printed, secret) {
			t.Errorf("a span holds %q", secret)
		}
	}
}
