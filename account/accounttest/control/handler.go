package control

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/internal/loopback"
)

// Path is where the handler of [NewHandler] expects to be mounted.
const Path = "/emulator/v1"

// Bounds of bodies. Snapshots of thousands of users are below that of files, and what it
// takes to decode the others is a multiple of their size.
const (
	maxBody = 4 << 20
	maxFile = 64 << 20
)

// Option changes who may use the handler of [NewHandler].
type Option func(*guard)

// WithToken expects a token in every request, as a bearer token or as the password of
// HTTP Basic. "" expects none.
func WithToken(token string) Option {
	return func(g *guard) { g.token = token }
}

// WithHosts allows requests whose Host header names further hosts than this machine. It is
// asked without the port. Pages on these hosts can call the API only where they come from it.
func WithHosts(allowed func(host string) bool) Option {
	return func(g *guard) { g.allowed = allowed }
}

// NewHandler returns a handler that serves the control API of a service, below [Path]. Without
// options it takes only requests that name a host of this machine, and none of pages from
// elsewhere.
func NewHandler(service *accounttest.Server, options ...Option) http.Handler {
	// Made for the first request: it would be a part of each start.
	routes := sync.OnceValue(func() http.Handler { return newRoutes(service) })
	g := &guard{
		allowed: func(string) bool { return false },
		next:    http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { routes().ServeHTTP(w, r) }),
	}
	for _, option := range options {
		option(g)
	}
	return g
}

func newRoutes(service *accounttest.Server) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { writeProblem(w, r, noRoute(mux, r)) })
	operations := &server{service: service}
	strict := NewStrictHandlerWithOptions(operations, []StrictMiddlewareFunc{operations.announceChange, rejectUnknownProperties, rejectUnknownParameters},
		StrictHTTPServerOptions{RequestErrorHandlerFunc: writeBadBody, ResponseErrorHandlerFunc: writeProblem})
	return HandlerWithOptions(strict, StdHTTPServerOptions{BaseURL: Path, BaseRouter: mux, ErrorHandlerFunc: writeProblem})
}

var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// noRoute says what is wrong with a request that no operation takes.
func noRoute(mux *http.ServeMux, r *http.Request) *Problem {
	var allowed []string
	for _, method := range methods {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		return problem(ProblemTypeMethodNotAllowed, "%s takes %s", r.URL.Path, strings.Join(allowed, ", "))
	}
	return problem(ProblemTypeNotFound, "the control API has no %s; see openapi/emulator.yaml", r.URL.Path)
}

// guard keeps other machines' names, other sites' pages and callers without the token out.
type guard struct {
	allowed func(host string) bool
	token   string
	next    http.Handler
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Add("Vary", "Origin")
	if err := g.checkOrigin(r); err != nil {
		writeProblem(w, r, err)
		return
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		header.Set("Access-Control-Allow-Origin", origin)
		header.Set("Access-Control-Allow-Methods", strings.Join(methods, ", "))
		header.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	}
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	RequireToken(g.token, http.HandlerFunc(g.accept)).ServeHTTP(w, r)
}

// accept takes a request of somebody who may make it.
func (g *guard) accept(w http.ResponseWriter, r *http.Request) {
	// The router would redirect to the clean path, and "DELETE …/sessions/.." would delete the
	// user.
	if r.URL.Path != path.Clean(r.URL.Path) {
		writeProblem(w, r, problem(ProblemTypeNotFound, "the control API has no %s; names in a path cannot be empty, \".\" or \"..\"", r.URL.Path))
		return
	}
	kind, err := mediaType(r)
	if err != nil {
		writeProblem(w, r, err)
		return
	}
	limit := int64(maxBody)
	if slices.Contains([]string{Path + "/fixtures", Path + "/snapshot"}, r.URL.Path) {
		limit = maxFile
	}
	raw := new(bytes.Buffer)
	r = r.WithContext(context.WithValue(r.Context(), rawBody{}, raw))
	r.Header = r.Header.Clone()
	r.Header.Set("Content-Type", kind) // in the spelling that generated code compares with
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.TeeReader(http.MaxBytesReader(w, r.Body, limit), raw), r.Body}
	g.next.ServeHTTP(w, r)
}

// checkOrigin rejects what a page from elsewhere can cause. Its own domain name can resolve
// to this machine, so the Host header counts as well.
func (g *guard) checkOrigin(r *http.Request) *Problem {
	if !g.serves(r.Host) {
		return problem(ProblemTypeForbidden, "the emulator does not serve the host %q; use localhost or 127.0.0.1", r.Host)
	}
	origins := r.Header.Values("Origin")
	for _, origin := range origins {
		parsed, err := url.Parse(origin)
		if err != nil || (!loopback.IsName(loopback.Hostname(parsed.Host)) && parsed.Host != r.Host) {
			return problem(ProblemTypeForbidden, "pages of %q cannot control the emulator; only those of this machine can", origin)
		}
	}
	if len(origins) == 0 && r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		return problem(ProblemTypeForbidden, "pages of other sites cannot control the emulator")
	}
	return nil
}

func (g *guard) serves(address string) bool {
	host := loopback.Hostname(address)
	return loopback.IsName(host) || host != "" && g.allowed(host)
}

// RequireToken rejects requests without a token, as the handler of [NewHandler] does. It is for
// what is served beside it. With "" nothing is rejected.
func RequireToken(token string, next http.Handler) http.Handler {
	if token == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !bearer {
			_, sent, _ = r.BasicAuth()
		}
		if subtle.ConstantTimeCompare([]byte(sent), []byte(token)) == 1 {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="Appwrite account emulator", charset="UTF-8"`)
		writeProblem(w, r, problem(ProblemTypeUnauthorized, "send the token that the emulator was started with, as Authorization: Bearer"))
	})
}

// mediaType is that of a body. It rejects what a form of any page could send: browsers ask
// first about every request with another media type.
func mediaType(r *http.Request) (string, *Problem) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if !slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, r.Method) {
		return kind, nil
	}
	allowed := []string{"application/json"}
	if r.URL.Path == Path+"/fixtures" {
		allowed = append(allowed, "application/yaml")
	}
	if err == nil && slices.Contains(allowed, kind) {
		return kind, nil
	}
	return "", problem(ProblemTypeUnsupportedMediaType, "send Content-Type: %s, also for an empty object", strings.Join(allowed, " or "))
}

// rejectUnknownProperties rejects a body with a property that the document does not have: a
// misspelled one would do nothing, and a test would not say why.
func rejectUnknownProperties(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		body := reflect.ValueOf(request).FieldByName("Body")
		if body.Kind() != reflect.Pointer || body.Type().Elem().Kind() != reflect.Struct {
			return next(ctx, w, r, request)
		}
		raw, _ := ctx.Value(rawBody{}).(*bytes.Buffer)
		decoder := json.NewDecoder(raw)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(reflect.New(body.Type().Elem()).Interface()); err != nil {
			return nil, badBody(err)
		}
		if _, err := decoder.Token(); err != io.EOF {
			return nil, problem(ProblemTypeInvalid, "the body goes on after the JSON object")
		}
		return next(ctx, w, r, request)
	}
}

// rejectUnknownParameters does the same with the query: without a misspelled filter a list
// would have everything.
func rejectUnknownParameters(next StrictHandlerFunc, operation string) StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		var known []string
		if params := reflect.ValueOf(request).FieldByName("Params"); params.IsValid() {
			for i := range params.NumField() {
				name, _, _ := strings.Cut(params.Type().Field(i).Tag.Get("form"), ",")
				known = append(known, name)
			}
		}
		for name := range r.URL.Query() {
			switch {
			case slices.Contains(known, name):
			case len(known) == 0:
				return nil, invalid(name, "there is no such parameter; %s takes none", operation)
			default:
				return nil, invalid(name, "there is no such parameter; %s takes %s", operation, strings.Join(known, ", "))
			}
		}
		return next(ctx, w, r, request)
	}
}

// rawBody is the key of the body as it was sent.
type rawBody struct{}
