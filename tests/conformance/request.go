package conformance

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// fields is a body.
type fields = map[string]any

// raw sends plain HTTP requests, for scenarios about the wire.
type raw struct {
	watch
	endpoint string
	header   http.Header
}

// The formats of dates in responses and links.
const (
	dateWithZone  = `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$`
	dateWithSpace = `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$`
)

// reply is a response with its whole body.
type reply struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

// raw returns a sender of requests with no header but the project.
func (s *S) raw() *raw {
	env := s.environment()
	return &raw{watch: watch{s: s, base: env.transport}, endpoint: env.Endpoint, header: http.Header{"X-Appwrite-Project": {env.ProjectID}}}
}

// with returns a copy that sends one more header; an empty value removes one.
func (r *raw) with(name, value string) *raw {
	c := *r
	c.header = r.header.Clone()
	c.header.Set(name, value)
	if value == "" {
		c.header.Del(name)
	}
	return &c
}

func (r *raw) as(p *person) *raw          { return r.with("X-Appwrite-Session", p.secret) }
func (r *raw) jwt(token string) *raw      { return r.with("X-Appwrite-JWT", token) }
func (r *raw) key() *raw                  { return r.with("X-Appwrite-Key", r.s.env.APIKey) }
func (r *raw) cookie(name, v string) *raw { return r.careless().with("Cookie", name+"="+v) }
func (r *raw) signedInByCookie(p *person) *raw {
	return r.cookie(r.s.cookieName(), url.QueryEscape(p.secret))
}

// careless is for requests that the service accepts although the document does not
// allow them.
func (r *raw) careless() *raw {
	c := *r
	c.unchecked = true
	return &c
}

// sendBody sends a body as it is, with a content type if one is set.
func (r *raw) sendBody(method, path, body string) reply {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	request := must(http.NewRequestWithContext(r.s, method, r.endpoint+path, reader))
	request.Header = r.header.Clone()
	response, err := r.RoundTrip(request)
	if err != nil {
		fail("%s %s got no response: %v", method, bare(path), err)
	}
	defer response.Body.Close()
	read := reply{status: response.StatusCode, header: response.Header, body: must(io.ReadAll(response.Body))}
	_ = json.Unmarshal(read.body, &read.json)
	return read
}

// send sends a body as JSON; nil is no body.
func (r *raw) send(method, path string, body fields) reply {
	if body == nil {
		return r.sendBody(method, path, "")
	}
	return r.with("Content-Type", "application/json").sendBody(method, path, string(must(json.Marshal(body))))
}

func (r *raw) get(path string) reply                { return r.send("GET", path, nil) }
func (r *raw) delete(path string) reply             { return r.send("DELETE", path, nil) }
func (r *raw) post(path string, body fields) reply  { return r.send("POST", path, body) }
func (r *raw) put(path string, body fields) reply   { return r.send("PUT", path, body) }
func (r *raw) patch(path string, body fields) reply { return r.send("PATCH", path, body) }

func bare(path string) string {
	before, _, _ := strings.Cut(path, "?")
	return before
}

// ok ends the scenario unless the status is this.
func (r reply) ok(status int) reply {
	if r.status != status {
		failWithType(r.kind(), "expected status %d, got %s", status, r)
	}
	return r
}

// rejected ends the scenario unless the error has this status and type.
func (r reply) rejected(status int, kind string) reply {
	if r.status != status || r.kind() != kind {
		failWithType(r.kind(), "expected the error %d %s, got %s", status, kind, r)
	}
	equal("code in the error", r.json["code"], float64(status))
	check(r.at("version") != "", "an error names the version of the server")
	return r
}

// saying ends the scenario unless the message is this.
func (r reply) saying(message string) reply {
	equal("the message", r.at("message"), message)
	return r
}

// at returns a string of the body, by its name.
func (r reply) at(name string) string {
	value, _ := r.json[name].(string)
	return value
}

func (r reply) kind() string { return r.at("type") }

// String describes a response without its secrets.
func (r reply) String() string {
	if kind := r.kind(); kind != "" {
		return fmt.Sprintf("%d %s: %s", r.status, kind, r.at("message"))
	}
	return fmt.Sprintf("status %d with %d bytes of %s", r.status, len(r.body), r.header.Get("Content-Type"))
}

// watch is a transport that checks requests and responses against the document.
type watch struct {
	s    *S
	base http.RoundTripper
	// unchecked requests are not checked against the document even when accepted.
	unchecked bool
	// otherShape is for responses in the format of another version.
	otherShape bool
}

func (w *watch) RoundTrip(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
		_ = request.Body.Close()
		request = request.Clone(request.Context())
		request.Body = io.NopCloser(bytes.NewReader(body))
	}
	response, err := w.base.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(content))
	w.examine(request, body, response, content)
	return response, nil
}

func (w *watch) examine(request *http.Request, body []byte, response *http.Response, content []byte) {
	endpoint := must(url.Parse(w.s.env.Endpoint))
	path := strings.TrimPrefix(request.URL.EscapedPath(), endpoint.EscapedPath())
	document := contract.Default()
	op, _, documented := document.Match(request.Method, path)
	w.s.coverage.met(op, response.StatusCode, content)
	if !documented || w.otherShape {
		return
	}
	if request.URL.RawQuery != "" {
		path += "?" + request.URL.RawQuery
	}
	path = strings.Replace(path, "/oauth2/"+mock, "/oauth2/github", 1)
	exchange := contract.Exchange{
		Method: request.Method, Path: path, Header: request.Header, Body: body,
		Status: response.StatusCode, ResponseHeader: response.Header, ResponseBody: content,
	}
	if response.Header.Get("Content-Encoding") == "gzip" {
		exchange.ResponseBody = unpacked(content)
	}
	if err := document.CheckResponse(exchange); err != nil {
		w.s.problem("the response does not match the document: " + firstLine(err))
	}
	if response.StatusCode >= 400 || w.unchecked {
		return // a request that is rejected may be invalid
	}
	if err := document.CheckRequest(exchange); err != nil {
		w.s.problem("the service accepts what the document does not allow: " + firstLine(err))
	}
}

// unpacked decompresses gzip.
func unpacked(body []byte) []byte {
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		return nil
	}
	return content
}

// firstLine leaves out the values, which the validator prints on the lines below.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// getAny gets a response in the format of another version.
func (r *raw) getAny(path string) reply { return r.ofAnyShape().get(path) }

// ofAnyShape is for responses that need not match the document.
func (r *raw) ofAnyShape() *raw {
	c := *r
	c.otherShape = true
	return &c
}
