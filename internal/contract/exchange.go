package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Exchange is a request and its response. The path is relative to the endpoint.
type Exchange struct {
	Method         string
	Path           string // escaped, with its query
	Header         http.Header
	Body           []byte
	Status         int
	ResponseHeader http.Header
	ResponseBody   []byte
}

// route finds the operation of an exchange, and returns it with the input that the
// validator expects.
func (c *Contract) route(e Exchange) (*openapi3filter.RequestValidationInput, *Operation, error) {
	req, err := http.NewRequest(e.Method, "http://service.test"+e.Path, bytes.NewReader(e.Body))
	if err != nil {
		return nil, nil, err
	}
	req.Header = e.Header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	op, values, ok := c.Match(e.Method, req.URL.EscapedPath())
	if !ok {
		return nil, nil, fmt.Errorf("the document has no %s %s", e.Method, req.URL.EscapedPath())
	}
	return &openapi3filter.RequestValidationInput{
		Request:    req,
		PathParams: values,
		Route:      &routers.Route{Spec: c.Document, Path: op.Path, PathItem: op.Item, Method: op.Method, Operation: op.Spec},
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true,
			MultiError:            true,
			AuthenticationFunc:    func(context.Context, *openapi3filter.AuthenticationInput) error { return nil },
		},
	}, op, nil
}

// CheckRequest returns an error if the document does not allow the request: its
// parameters, body, content type, or combination of credentials.
func (c *Contract) CheckRequest(e Exchange) error {
	input, op, err := c.route(e)
	if err != nil {
		return err
	}
	if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
		return fmt.Errorf("%s: request: %w", op.ID, err)
	}
	for name := range input.Request.URL.Query() {
		if !slices.ContainsFunc(op.Params, func(p Param) bool { return p.In == "query" && p.Name == name }) {
			return fmt.Errorf("%s: request: the document has no query parameter %q", op.ID, name)
		}
	}
	var body map[string]any
	if !op.takesAnyObject() && len(e.Body) > 0 && json.Unmarshal(e.Body, &body) == nil {
		for name := range body {
			if !slices.ContainsFunc(op.Params, func(p Param) bool { return p.In == "body" && p.Name == name }) {
				return fmt.Errorf("%s: request: the document has no parameter %q in the body", op.ID, name)
			}
		}
	}
	return c.checkCredentials(op, input.Request.Header)
}

// takesAnyObject reports whether a body can have any properties.
func (op *Operation) takesAnyObject() bool {
	if op.Spec.RequestBody == nil {
		return false
	}
	additional := op.Spec.RequestBody.Value.Content.Get("application/json").Schema.Value.AdditionalProperties.Has
	return additional != nil && *additional
}

// checkCredentials requires exactly one of the combinations that the operation lists.
func (c *Contract) checkCredentials(op *Operation, header http.Header) error {
	if op.Spec.Security == nil {
		return nil // nothing is required that the validator does not know
	}
	var sent []string
	for name, scheme := range c.Document.Components.SecuritySchemes {
		if header.Get(scheme.Value.Name) != "" {
			sent = append(sent, name)
		}
	}
	slices.Sort(sent)
	for _, combination := range *op.Spec.Security {
		var required []string
		for name := range combination {
			required = append(required, name)
		}
		slices.Sort(required)
		if slices.Equal(sent, required) {
			return nil
		}
	}
	return fmt.Errorf("%s: request: credentials %s are not a combination that the document lists", op.ID, strings.Join(sent, "+"))
}

// CheckResponse returns an error if the document does not declare the response: its
// status, content type, headers, or the shape of its body.
func (c *Contract) CheckResponse(e Exchange) error {
	input, op, err := c.route(e)
	if err != nil {
		return err
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input,
		Status:                 e.Status,
		Header:                 e.ResponseHeader,
		Body:                   io.NopCloser(bytes.NewReader(e.ResponseBody)),
		Options:                input.Options,
	})
	if err == nil && e.Status >= 300 && e.Status < 400 {
		err = op.checkRedirect(e)
	}
	if err != nil {
		return fmt.Errorf("%s: response %d: %w", op.ID, e.Status, err)
	}
	return nil
}

// checkRedirect checks redirects, which the validator does not.
func (op *Operation) checkRedirect(e Exchange) error {
	declared := op.Spec.Responses.Status(e.Status)
	if declared == nil {
		return errors.New("the document has no such redirect")
	}
	for name, header := range declared.Value.Headers {
		if header.Value.Required && e.ResponseHeader.Get(name) == "" {
			return fmt.Errorf("the header %s is missing", name)
		}
	}
	return nil
}

// Declared reports whether the operation lists a status; the default response does not
// count.
func (op *Operation) Declared(status int) bool { return op.Spec.Responses.Status(status) != nil }

func init() {
	// kin-openapi has no decoder for these: error pages, events, and fixtures, whose YAML is a
	// string to the document.
	for _, kind := range []string{"text/html", "text/event-stream", "application/yaml"} {
		openapi3filter.RegisterBodyDecoder(kind, func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
			data, err := io.ReadAll(body)
			return string(data), err
		})
	}
}
