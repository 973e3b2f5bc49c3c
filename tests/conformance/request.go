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

// raw sends plain HTTP, so that scenarios say what is on the wire.
type raw struct {
	s        *S
	endpoint string
	header   http.Header
	// careless requests may break the document and still be accepted.
	carelessly bool
	// otherShape is for answers that the document does not describe.
	otherShape bool
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

// raw sends requests with nothing but the project.
func (s *S) raw() *raw {
	env := s.environment()
	return &raw{s: s, endpoint: env.Endpoint, header: http.Header{"X-Appwrite-Project": {env.ProjectID}}}
}

// with answers a copy that sends one more header; an empty value takes one away.
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

// careless is for requests that the document does not allow, but the service does.
func (r *raw) careless() *raw {
	c := *r
	c.carelessly = true
	return &c
}

// text sends a body as it is, with a content type if one is set.
func (r *raw) text(method, path, body string) reply {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	request := must(http.NewRequestWithContext(r.s, method, r.endpoint+path, reader))
	request.Header = r.header.Clone()
	base := &watch{s: r.s, base: r.s.env.transport, careless: r.carelessly, otherShape: r.otherShape}
	response, err := base.RoundTrip(request)
	if err != nil {
		fail("%s %s got no answer: %v", method, bare(path), err)
	}
	defer response.Body.Close()
	answer := reply{status: response.StatusCode, header: response.Header, body: must(io.ReadAll(response.Body))}
	_ = json.Unmarshal(answer.body, &answer.json)
	return answer
}

// send sends a body as JSON; nil is no body.
func (r *raw) send(method, path string, body fields) reply {
	if body == nil {
		return r.text(method, path, "")
	}
	return r.with("Content-Type", "application/json").text(method, path, string(must(json.Marshal(body))))
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
		failSeeing(r.kind(), "expected status %d, got %s", status, r)
	}
	return r
}

// refused ends the scenario unless the error has this status and type.
func (r reply) refused(status int, kind string) reply {
	if r.status != status || r.kind() != kind {
		failSeeing(r.kind(), "expected a refusal with %d %s, got %s", status, kind, r)
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

// at answers a text in the body.
func (r reply) at(name string) string {
	text, _ := r.json[name].(string)
	return text
}

func (r reply) kind() string { return r.at("type") }

// String describes an answer without its secrets.
func (r reply) String() string {
	if kind := r.kind(); kind != "" {
		return fmt.Sprintf("%d %s: %s", r.status, kind, r.at("message"))
	}
	return fmt.Sprintf("status %d with %d bytes of %s", r.status, len(r.body), r.header.Get("Content-Type"))
}

// watch is a transport that holds everything that passes against the document.
type watch struct {
	s    *S
	base http.RoundTripper
	// careless requests are not held against the document even when accepted.
	careless bool
	// otherShape is for answers of another version.
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
	answer, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(answer))
	w.examine(request, body, response, answer)
	return response, nil
}

func (w *watch) examine(request *http.Request, body []byte, response *http.Response, answer []byte) {
	endpoint := must(url.Parse(w.s.env.Endpoint))
	path := strings.TrimPrefix(request.URL.EscapedPath(), endpoint.EscapedPath())
	document := contract.Default()
	op, _, documented := document.Match(request.Method, path)
	w.s.coverage.met(op, response.StatusCode, answer)
	if !documented || w.otherShape {
		return
	}
	if request.URL.RawQuery != "" {
		path += "?" + request.URL.RawQuery
	}
	path = strings.Replace(path, "/oauth2/"+mock, "/oauth2/github", 1)
	exchange := contract.Exchange{
		Method: request.Method, Path: path, Header: request.Header, Body: body,
		Status: response.StatusCode, ResponseHeader: response.Header, ResponseBody: answer,
	}
	if response.Header.Get("Content-Encoding") == "gzip" {
		exchange.ResponseBody = unpacked(answer)
	}
	if err := document.CheckResponse(exchange); err != nil {
		w.s.problem("the answer is not in the document: " + firstLine(err))
	}
	if response.StatusCode >= 400 || w.careless {
		return // what is refused may be wrong
	}
	if err := document.CheckRequest(exchange); err != nil {
		w.s.problem("the service accepts what the document does not allow: " + firstLine(err))
	}
}

// unpacked undoes gzip.
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

// firstLine keeps the values out that the validator prints below.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// getAny reads an answer whose shape is that of another version.
func (r *raw) getAny(path string) reply {
	c := *r
	c.otherShape = true
	return c.get(path)
}
