package exchange

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
	"github.com/appwrite-go/appwrite/internal/look"
)

// Response is complete before its first byte is sent. What handlers respond with returns
// nil, so that it can be their last line.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	Actor  *state.User // whom the audit log names
	Error  *Error      // why the request was rejected, nil if it was not

	format string // the version that the client was made for, "" for any
}

const (
	jsonType = "application/json; charset=UTF-8"
	htmlType = "text/html; charset=UTF-8"
)

// JSON responds with a body.
func (w *Response) JSON(status int, body any) error {
	w.Status = status
	w.Header.Set("Content-Type", jsonType)
	w.Body = php.Encode(body)
	return nil
}

// Text responds with plain text.
func (w *Response) Text(body string) error {
	w.Header.Set("Content-Type", "text/plain; charset=UTF-8")
	w.Body = []byte(body)
	return nil
}

// Image responds with a picture.
func (w *Response) Image(contentType string, picture []byte) error {
	w.Header.Set("Content-Type", contentType)
	w.Body = picture
	return nil
}

// User responds with the body of a user.
func (w *Response) User(r *Request, status int, user *state.User) error {
	body := user.Body(r.Version)
	if r.Version.HasImpersonation {
		var behind any
		if r.Behind != nil {
			behind = r.Behind.ID
		}
		body.Append("impersonator", user.Impersonator, "impersonatorUserId", behind)
	}
	if w.isForClientsBefore("1.9.0") {
		body.Remove("impersonator", "impersonatorUserId")
	}
	return w.JSON(status, body)
}

// Session responds with the body of a session.
func (w *Response) Session(status int, body *php.Array) error {
	w.adaptSession(body)
	return w.JSON(status, body)
}

// Sessions responds with a list of sessions.
func (w *Response) Sessions(bodies []*php.Array) error {
	for _, body := range bodies {
		w.adaptSession(body)
	}
	return w.JSON(http.StatusOK, php.NewArray("total", len(bodies), "sessions", bodies))
}

func (w *Response) adaptSession(body *php.Array) {
	if w.isForClientsBefore("1.5.0") {
		body.Remove("factors", "secret")
	}
}

// Token responds with the body of a token.
func (w *Response) Token(status int, body *php.Array) error {
	if w.isForClientsBefore("1.5.0") {
		body.Remove("phrase")
	}
	return w.JSON(status, body)
}

// isForClientsBefore reports whether the client was made for a version before this one.
func (w *Response) isForClientsBefore(number string) bool {
	return w.format != "" && compareVersions(w.format, number) < 0
}

// NoContent responds with 204. The service declares HTML even then.
func (w *Response) NoContent() error {
	w.Status = http.StatusNoContent
	w.Header.Set("Content-Type", "text/html")
	w.Header.Set("Content-Length", "0")
	return nil
}

// Page responds with a web page.
func (w *Response) Page(page []byte) error {
	w.Header.Set("Content-Type", htmlType)
	w.Header.Set("Cache-Control", "no-store")
	w.Body = page
	return nil
}

// Redirect sends a browser on, permanently, but not for caches.
func (w *Response) Redirect(location string) error {
	w.Header.Set("Cache-Control", "no-store, no-cache, must-revalidate, max-age=0")
	w.Header.Set("Pragma", "no-cache")
	return w.RedirectPlainly(location)
}

// RedirectPlainly is Redirect without the headers for caches, which the service forgets in
// places.
func (w *Response) RedirectPlainly(location string) error {
	w.Header.Set("Location", location)
	w.Header.Set("Content-Type", "text/html")
	w.Status = http.StatusMovedPermanently
	return nil
}

// Reject responds with an error, as JSON or as a page.
func (w *Response) Reject(r *Request, err *Error) {
	w.Error, w.Status = err, err.Status
	w.Header.Set("Cache-Control", "no-cache, no-store, must-revalidate")
	w.Header.Set("Expires", "0")
	w.Header.Set("Pragma", "no-cache")
	if r.Operation.ErrorsArePages {
		w.Header.Set("Content-Type", htmlType)
		w.Body = errorPage(r.Project, err)
		return
	}
	_ = w.JSON(err.Status, php.NewArray("message", err.Message, "code", err.Status, "type", err.Type, "version", r.Version.Number))
}

// crash is the response to a body that the service does not survive. It fails before it sets
// any header, and again while it responds with the error, which therefore has no type.
func (w *Response) crash(r *Request) {
	var kind php.Scalar
	_ = errors.As(r.unreadable, &kind)
	message := "Error: Error handler had an error: Utopia\\Swoole\\Request::generateInput(): Return value must be of type array, " + // unverified
		string(kind) + " returned"
	w.Status, w.Error = http.StatusInternalServerError, &Error{Status: http.StatusInternalServerError, Message: message}
	w.Header = http.Header{"Content-Type": {"text/html"}}
	w.Body = php.EncodeASCII(php.NewArray("message", message, "code", w.Status, "version", r.Version.Number))
}

// Bare leaves only what every response of the service's HTTP library has.
func (w *Response) Bare() {
	for name := range w.Header {
		if strings.HasPrefix(name, "Access-Control-") || name == "X-Content-Type-Options" || name == "X-Debug-Fallback" {
			w.Header.Del(name)
		}
	}
}

// errorPage is what the browser routes show instead of an error body.
func errorPage(project *state.Project, err *Error) []byte {
	name := ""
	if project != nil {
		name = project.Name
	}
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>%s - Error</title>
<style>%s</style></head>
<body class="small"><main><section class="panel card bad"><h1>Error %d</h1><p>%s</p><p><code>%s</code></p></section></main></body>
</html>
`, html.EscapeString(name), look.Style, err.Status, html.EscapeString(err.Message), html.EscapeString(err.Type))
}

// minCompressed is the size from which the service compresses what is no picture.
const minCompressed = 1024

func (w *Response) isCompressible() bool {
	return len(w.Body) > minCompressed && !strings.HasPrefix(w.Header.Get("Content-Type"), "image/")
}

// Write sends the response.
func (w *Response) Write(out http.ResponseWriter, request *http.Request) {
	if w.isCompressible() && strings.Contains(request.Header.Get("Accept-Encoding"), "gzip") {
		w.compress()
	}
	for name, values := range w.Header {
		out.Header()[name] = values
	}
	if w.Status != http.StatusNoContent {
		out.Header().Set("Content-Length", strconv.Itoa(len(w.Body)))
	}
	out.WriteHeader(w.Status)
	if request.Method != http.MethodHead {
		_, _ = out.Write(w.Body)
	}
}

// packers are writers to be used again: making one takes more than packing does.
var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

func (w *Response) compress() {
	var packed bytes.Buffer
	writer, _ := packers.Get().(*gzip.Writer)
	defer packers.Put(writer)
	writer.Reset(&packed)
	_, _ = writer.Write(w.Body) // a buffer takes everything
	_ = writer.Close()
	w.Body = packed.Bytes()
	w.Header.Set("Content-Encoding", "gzip")
	w.Header.Set("X-Utopia-Compression", "true")
	w.Header.Set("Vary", "Accept-Encoding")
}
