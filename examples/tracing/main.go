// Command tracing traces the calls of a client with OpenTelemetry: a span for each call,
// named after the operation, and below it one for each request that was sent. The SDK
// does not depend on OpenTelemetry; WithHTTPClient and WithCallHook are enough.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// tracing returns the options that trace a client. WithHTTPClient replaces the transport
// of the SDK, so the one that OpenTelemetry wraps needs enough idle connections for a
// busy server.
func tracing(provider trace.TracerProvider) []account.Option {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 512
	traced := otelhttp.NewTransport(transport,
		otelhttp.WithTracerProvider(provider),
		otelhttp.WithPropagators(propagation.TraceContext{}),
	)
	tracer := provider.Tracer("example.com/shop")
	return []account.Option{
		account.WithHTTPClient(&http.Client{Transport: traced}),
		account.WithCallHook(func(ctx context.Context, call account.CallStart) (context.Context, func(account.CallEnd)) {
			ctx, span := tracer.Start(ctx, "account."+call.Operation, trace.WithSpanKind(trace.SpanKindClient))
			return ctx, func(end account.CallEnd) {
				defer span.End()
				span.SetAttributes(
					attribute.Int("http.response.status_code", end.StatusCode),
					attribute.Int("account.attempts", end.Attempts),
				)
				if end.Err != nil {
					span.SetStatus(codes.Error, end.Err.Error())
				}
			}
		}),
	}
}

// run signs a user up and in on the embedded service, which fails once, and prints the
// spans. A real program would export them.
func run(ctx context.Context, out io.Writer) error {
	service, err := accounttest.NewServer()
	if err != nil {
		return err
	}
	defer service.Close()
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	defer provider.Shutdown(ctx)

	client, err := account.New(service.Endpoint(), service.ProjectID(), tracing(provider)...)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	if err := use(ctx, service, client); err != nil {
		return err
	}
	for _, span := range spans.GetSpans() {
		indent := ""
		if span.Parent.IsValid() {
			indent = "  "
		}
		fmt.Fprintf(out, "%s%s %v\n", indent, span.Name, span.Status.Code)
	}
	return nil
}

func use(ctx context.Context, service *accounttest.Server, client *account.Client) error {
	_, err := client.Create(ctx, account.CreateParams{UserID: "ann", Email: "ann@example.com", Password: "correct-horse-9"})
	if err != nil {
		return err
	}
	session, err := client.CreateEmailPasswordSession(ctx, account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "correct-horse-9"})
	if err != nil {
		return err
	}
	service.AddFault(accounttest.Fault{Operation: "get", Status: http.StatusServiceUnavailable, Times: 1})
	me := client.WithSession(session.Secret)
	if _, err = me.Get(ctx); err != nil {
		return err
	}
	if _, err = me.GetSession(ctx, "unknown"); err == nil {
		return fmt.Errorf("an unknown session was found")
	}
	return nil
}
