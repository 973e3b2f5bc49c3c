package accounttest

import (
	"cmp"
	"net"
	"net/http"
	"strconv"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
)

// Damage is what happens to a response on its way.
type Damage string

// The ways a response can be damaged.
const (
	// Intact responses arrive as they were sent.
	Intact Damage = ""
	// Reset closes the connection before a byte of the response was sent.
	Reset Damage = "reset"
	// Truncated sends half of the response's body and closes the connection.
	Truncated Damage = "truncated"
	// HTMLPage sends a page as proxies do, with the status of the fault, or 502.
	HTMLPage Damage = "htmlPage"
	// Empty sends the status of the fault, or 502, and no body.
	Empty Damage = "empty"
)

// replace returns what is sent in place of a response: that of a proxy, if the damage is one.
func (f *activeFault) replace(w *exchange.Response) *exchange.Response {
	if f == nil || (f.Damage != HTMLPage && f.Damage != Empty) {
		return w
	}
	return f.proxyResponse()
}

// deliver sends a response, with the damage of the fault.
func (f *activeFault) deliver(w *exchange.Response, out http.ResponseWriter, request *http.Request) {
	switch {
	case f != nil && f.Damage == Reset:
		resetConnection(out)
	case f != nil && f.Damage == Truncated:
		writeHalf(w, out)
	default:
		w.Write(out, request)
	}
}

// proxyResponse is what a proxy sends that cannot reach the service.
func (f *activeFault) proxyResponse() *exchange.Response {
	status := cmp.Or(f.Status, http.StatusBadGateway)
	page := &exchange.Response{Status: status, Header: http.Header{"Content-Type": {"text/html"}, "Server": {"proxy"}}}
	if f.Damage == HTMLPage {
		title := strconv.Itoa(status) + " " + http.StatusText(status)
		page.Body = []byte("<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n")
	}
	return page
}

// resetConnection closes a connection before anything was sent.
func resetConnection(out http.ResponseWriter) {
	connection, _, err := http.NewResponseController(out).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the closest to it without a connection
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // close with a reset instead of an orderly end
	}
	_ = connection.Close()
}

// writeHalf announces a whole body and breaks off in the middle.
func writeHalf(w *exchange.Response, out http.ResponseWriter) {
	for name, values := range w.Header {
		out.Header()[name] = values
	}
	out.Header().Set("Content-Length", strconv.Itoa(max(len(w.Body), 2)))
	out.WriteHeader(w.Status)
	_, _ = out.Write(w.Body[:len(w.Body)/2])
	_ = http.NewResponseController(out).Flush()
	panic(http.ErrAbortHandler)
}
