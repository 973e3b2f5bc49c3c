package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

const mib = 1 << 20

// hostile is a response that is meant to cost memory or time.
type hostile struct {
	name   string
	factor int64                        // of limit, that it may take; 0 is memoryFactor
	limit  int64                        // of WithMaxResponse
	status int                          // 0 is that of a success
	header string                       // more lines of the head
	body   func(target, []byte) []byte  // made of a good response
	gzip   bool                         // compresses the body
	raw    func(io.Writer, func() bool) // everything after the request, as long as the function returns true
	slow   bool                         // it ends with the time limit of the call
	good   func(operation string) bool  // whether it may be a success; nil if it may be
}

// target is an operation that gets hostile responses.
type target struct {
	operation     string
	method, path  string
	list, strings string // keys of a list of objects and of one of strings
	text          string // the key of a string
}

var targets = []target{
	{"Get", http.MethodGet, "/account", "targets", "labels", "name"},
	{"ListSessions", http.MethodGet, "/account/sessions", "sessions", "sessions", "name"},
	{"ListLogs", http.MethodGet, "/account/logs", "logs", "logs", "name"},
	{"ListIdentities", http.MethodGet, "/account/identities", "identities", "identities", "name"},
	{"GetPrefs", http.MethodGet, "/account/prefs", "list", "list", "name"},
	{"CreateEmailPasswordSession", http.MethodPost, "/account/sessions/email", "factors", "factors", "countryName"},
	{"DeleteSession", http.MethodDelete, "/account/sessions/current", "sessions", "sessions", "name"},
}

// goodResponses returns what a service sends for each target.
func goodResponses() (map[string][]byte, error) {
	service, err := accounttest.NewServer()
	if err != nil {
		return nil, err
	}
	defer service.Close()
	user := service.CreateUser(accounttest.Seed{Email: "ann@example.com", Password: "correct-horse-9"})
	session := service.CreateSession(user.ID).Secret
	good := map[string][]byte{}
	for _, target := range targets {
		var body io.Reader
		if target.method == http.MethodPost {
			body, session = strings.NewReader(`{"email":"ann@example.com","password":"correct-horse-9"}`), ""
		}
		request, err := http.NewRequest(target.method, service.Endpoint()+target.path, body)
		if err != nil {
			return nil, err
		}
		request.Header = http.Header{"X-Appwrite-Project": {service.ProjectID()}, "Content-Type": {"application/json"}}
		if session != "" {
			request.Header.Set("X-Appwrite-Session", session)
		} else if target.method == http.MethodDelete {
			good[target.operation] = []byte("{}")
			continue
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		read, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode > 299 {
			return nil, fmt.Errorf("%s: %s %w", target.operation, response.Status, err)
		}
		good[target.operation] = read
	}
	return good, nil
}

// with replaces the value of a key of a good response, or adds it.
func with(good []byte, key, value string) []byte {
	object := map[string]json.RawMessage{}
	_ = json.Unmarshal(good, &object) // that of a deletion is empty
	delete(object, key)
	rest, _ := json.Marshal(object)
	start := strings.TrimSuffix(string(rest), "}")
	if start != "{" {
		start += ","
	}
	return []byte(start + `"` + key + `":` + value + "}")
}

// repeated repeats a unit up to a size, between two ends.
func repeated(start, unit, separator, end string, size int64) string {
	n := max(int(size)-len(start)-len(unit)-len(end), 0) / (len(unit) + len(separator))
	return start + strings.Repeat(unit+separator, n) + unit + end
}

// list is a list of the same element.
func list(element string, size int64) func(target, []byte) []byte {
	return func(t target, good []byte) []byte {
		return with(good, t.list, repeated("[", element, ",", "]", size-int64(len(good))-64))
	}
}

// text is a long value of a string.
func text(start, unit, end string, size int64) func(target, []byte) []byte {
	return func(t target, good []byte) []byte {
		return with(good, t.text, repeated(start, unit, "", end, size-int64(len(good))-64))
	}
}

// nobody says that a response is no success of any operation, prefs that it is one of
// GetPrefs only.
func nobody(string) bool { return false }

func prefs(operation string) bool { return operation == "GetPrefs" }

// zero is an element of the list of a target that is whole and as short as it can be.
func (t target) zero() string {
	var element any
	switch t.list {
	case "targets":
		element = account.Target{}
	case "sessions":
		element = account.Session{}
	case "logs":
		element = account.Log{}
	case "identities":
		element = account.Identity{}
	default:
		element = ""
	}
	encoded, _ := json.Marshal(element)
	return string(encoded)
}

// zeros is a list of such elements.
func zeros(size int64) func(target, []byte) []byte {
	return func(t target, good []byte) []byte { return list(t.zero(), size)(t, good) }
}

func constant(body string) func(target, []byte) []byte {
	return func(target, []byte) []byte { return []byte(body) }
}

func whole(start, unit, separator, end string, size int64) func(target, []byte) []byte {
	return func(target, []byte) []byte { return []byte(repeated(start, unit, separator, end, size)) }
}

// hostiles are the responses that are tried. The sizes are those of the full run; the short
// one divides them.
func hostiles(divisor int64) []hostile {
	small, large := 8*mib/divisor, 32*mib/divisor
	rows := []hostile{{name: "a good response", limit: small, body: func(_ target, good []byte) []byte { return good }}}
	for _, size := range []int64{2 * mib / divisor, small, large} {
		rows = append(rows, hostile{name: "list of {}, " + bytesOf(size) + " of gzip", limit: size, gzip: true, body: list("{}", size)})
	}
	keys := func(t target, good []byte) []byte {
		var b strings.Builder
		for i := 0; int64(b.Len()) < small-mib/64-int64(len(good)); i++ {
			fmt.Fprintf(&b, `,"k%d":0`, i)
		}
		return []byte(strings.TrimSuffix(string(with(good, t.text, `""`)), "}") + b.String() + "}")
	}
	rows = append(rows,
		hostile{name: "list of {}, " + bytesOf(small) + ", not compressed", limit: small, body: list("{}", small)},
		hostile{name: "list of {}, " + bytesOf(2*mib/divisor) + " of " + bytesOf(large) + " allowed", limit: large, gzip: true, body: list("{}", 2*mib/divisor)},
		hostile{name: "list of empty elements, " + bytesOf(2*mib/divisor) + " of gzip", limit: 2 * mib / divisor, gzip: true, body: zeros(2 * mib / divisor)},
		hostile{name: "list of empty elements, " + bytesOf(small) + " of gzip", limit: small, gzip: true, body: zeros(small)},
		hostile{name: "list of empty elements, " + bytesOf(large) + " of gzip", limit: large, gzip: true, body: zeros(large)},
		hostile{name: `list of {"$id":""}`, limit: small, body: list(`{"$id":""}`, small)},
		hostile{name: "list of null", limit: small, body: list("null", small)},
		hostile{name: "list of []", limit: small, body: list("[]", small)},
		hostile{name: `list of ""`, limit: small, body: list(`""`, small)},
		hostile{name: "list of 0", limit: small, body: list("0", small)},
		hostile{name: `strings: ["","",…]`, limit: small, body: func(t target, good []byte) []byte {
			return with(good, t.strings, repeated("[", `""`, ",", "]", small-int64(len(good))-64))
		}},
		hostile{name: `strings: ["a","a",…], ` + bytesOf(large), limit: large, body: func(t target, good []byte) []byte {
			return with(good, t.strings, repeated("[", `"a"`, ",", "]", large-int64(len(good))-64))
		}},
		hostile{name: "strings in an element", limit: small, body: func(t target, good []byte) []byte {
			element := with([]byte(t.zero()), "factors", repeated("[", `""`, ",", "]", small-2048-int64(len(good))))
			return with(good, t.list, "["+string(element)+"]")
		}},
		hostile{name: `list as an object {"1":{},…}`, limit: small, body: func(t target, good []byte) []byte {
			return with(good, t.list, repeated("{", `"1":{}`, ",", "}", small-int64(len(good))-64))
		}},
		hostile{name: "list twice", limit: small, body: func(t target, good []byte) []byte {
			half := with(good, t.list, repeated("[", "{}", ",", "]", small/2-int64(len(good))))
			return append(append(half[:len(half)-1], ','), with(good, t.list, repeated("[", "{}", ",", "]", small/2-int64(len(good))))[1:]...)
		}},
		hostile{name: "nested [[[…", limit: small, body: whole("", "[", "", "", small)},
		hostile{name: `nested {"a":{"a":…`, limit: small, body: whole("", `{"a":`, "", "", small)},
		hostile{name: "nested 10,000 levels in a good one", limit: small, body: func(t target, good []byte) []byte {
			return with(good, "prefs", strings.Repeat(`{"a":`, 9_900)+"1"+strings.Repeat("}", 9_900))
		}},
		hostile{name: "prefs of nested lists", limit: small, body: func(t target, good []byte) []byte {
			return with(good, "prefs", `{"a":`+repeated("[", "[[[{}]]]", ",", "]", small-int64(len(good))-64-16)+"}")
		}},
		hostile{name: "string of " + bytesOf(large), limit: large, body: text(`"`, "a", `"`, large)},
		hostile{name: "string of " + bytesOf(large) + " escaped", limit: large, body: text(`"`, `\u0000`, `"`, large)},
		hostile{name: "string of gzip, " + bytesOf(large), limit: large, gzip: true, body: text(`"`, "a", `"`, large)},
		hostile{name: "string of gzip, beyond the limit", limit: small, gzip: true, body: text(`"`, "a", `"`, 2*large)},
		hostile{name: "prefs of gzip, " + bytesOf(large), limit: large, gzip: true, body: func(t target, good []byte) []byte {
			value := `{"a":` + repeated("[", "{}", ",", "]", large-int64(len(good))-64-16) + "}"
			if t.operation == "GetPrefs" {
				return []byte(value)
			}
			return with(good, "prefs", value)
		}},
		hostile{name: "many keys", limit: small, body: keys},
		hostile{name: "the same key again and again", limit: small, body: whole("{", `"$id":"a"`, ",", "}", small)},
		hostile{name: "long number", limit: small, body: func(t target, good []byte) []byte {
			return with(good, "total", repeated("", "9", "", "", small-int64(len(good))-64-16))
		}},
		hostile{name: "1e999999999", limit: small, body: func(t target, good []byte) []byte { return with(good, "total", "1e999999999") }},
		hostile{name: "list of long numbers", limit: small, body: list("1234567890123456789012345678901234567890", small)},
		hostile{name: "invalid UTF-8", limit: small, factor: invalidFactor, body: text(`"`, "\xff\xc3", `"`, small)},
		hostile{name: "white space", limit: small, body: func(t target, good []byte) []byte {
			return append(bytes.Repeat([]byte(" \n\t\r"), int(small)/4-len(good)), good...)
		}},
		hostile{name: "trailing garbage", limit: small, good: nobody, body: func(t target, good []byte) []byte {
			return append(bytes.Clone(good), strings.Repeat("x", int(small)-len(good))...)
		}},
		hostile{name: "two responses", limit: small, good: nobody, body: func(t target, good []byte) []byte { return append(bytes.Clone(good), good...) }},
		hostile{name: "truncated JSON", limit: small, good: nobody, body: func(t target, good []byte) []byte { return good[:len(good)-1] }},
		hostile{name: "truncated response", limit: small, good: nobody, raw: func(w io.Writer, _ func() bool) {
			io.WriteString(w, head(200, "Content-Length: 1000000000000\r\n")+`{"$id":"`)
		}},
		hostile{name: "HTML", limit: small, good: nobody, header: "Content-Type: text/html\r\n", body: whole("<html><title>", "<b>", "", "</html>", small)},
		hostile{name: "HTML as an error", limit: small, status: 502, header: "Content-Type: text/html\r\n", body: whole("<html><title>", "<b>", "", "</html>", small)},
		hostile{name: "JSON as an error", limit: small, status: 401, body: whole(`{"type":"user_unauthorized","message":"`, "a", "", `"}`, small)},
		hostile{name: "gzip as an error, " + bytesOf(2*large), limit: small, status: 500, gzip: true, body: whole(`{"message":"`, "a", "", `"}`, 2*large)},
		hostile{name: "empty", limit: small, good: nobody, body: constant("")},
		hostile{name: "{}", limit: small, good: prefs, body: constant("{}")},
		hostile{name: "[]", limit: small, good: prefs, body: constant("[]")},
		hostile{name: "null", limit: small, good: nobody, body: constant("null")},
		hostile{name: "wrong types", limit: small, good: prefs, body: constant(`{"$id":{},"total":"x","sessions":1,"logs":{},"identities":"","prefs":0,"targets":true,"labels":[[]],"factors":{}}`)},
		hostile{name: "gzip that is none", limit: small, good: nobody, header: "Content-Encoding: gzip\r\n", body: constant("{}")},
		hostile{name: "gzip without an end, all empty", limit: small, slow: true, raw: func(w io.Writer, next func() bool) {
			io.WriteString(w, head(200, "Content-Encoding: gzip\r\nContent-Length: 1000000000000\r\n"))
			empty := bytes.Repeat(compress(nil), 1000)
			for next() {
				w.Write(empty)
			}
		}},
		hostile{name: "101 Switching Protocols, then nothing", limit: small, good: nobody, slow: true, raw: func(w io.Writer, next func() bool) {
			io.WriteString(w, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
			for next() {
			}
		}},
		hostile{name: "101 Switching Protocols, then data without an end", limit: small, good: nobody, slow: true, raw: func(w io.Writer, next func() bool) {
			io.WriteString(w, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
			for next() {
				w.Write(make([]byte, 64<<10))
			}
		}},
		hostile{name: "103 Early Hints without an end", limit: small, slow: true, raw: func(w io.Writer, next func() bool) {
			for next() {
				io.WriteString(w, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
			}
		}},
		hostile{name: "headers without an end", limit: small, slow: true, raw: func(w io.Writer, next func() bool) {
			io.WriteString(w, "HTTP/1.1 200 OK\r\n")
			lines := strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 100)
			for next() {
				io.WriteString(w, lines)
			}
		}},
		hostile{name: "8 headers of 1 MB", limit: small, header: repeated("", "X-A: "+strings.Repeat("a", 1e6)+"\r\n", "", "", 8e6), body: func(_ target, good []byte) []byte { return good }},
		hostile{name: "8 cookies of 1 MB, as an error", limit: small, status: 500, header: repeated("", "Set-Cookie: a_session_p="+strings.Repeat("a", 1e6)+"\r\n", "", "", 8e6), body: constant("{}")},
		hostile{name: "Content-Type of 1 MB", limit: small, header: "Content-Type: " + strings.Repeat("a", 1e6) + "\r\n", body: constant("x")},
		hostile{name: "Location of 1 MB", limit: small, status: 302, header: "Location: http://example.com/" + strings.Repeat("a", 1e6) + "\r\n", body: constant("")},
		hostile{name: "trailers without an end", limit: small, slow: true, raw: func(w io.Writer, next func() bool) {
			io.WriteString(w, head(200, "Transfer-Encoding: chunked\r\nTrailer: X-A\r\n")+"2\r\n{}\r\n0\r\n")
			lines := strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 100)
			for next() {
				io.WriteString(w, lines)
			}
		}},
		hostile{name: "body without an end", limit: small, slow: true, raw: func(w io.Writer, next func() bool) {
			io.WriteString(w, head(200, "Transfer-Encoding: chunked\r\n"))
			for next() {
				io.WriteString(w, "10000\r\n"+strings.Repeat(" ", 64<<10)+"\r\n")
			}
		}},
		hostile{name: "chunks of one byte", limit: small, slow: true, raw: func(w io.Writer, next func() bool) {
			io.WriteString(w, head(200, "Transfer-Encoding: chunked\r\n"))
			for next() {
				io.WriteString(w, strings.Repeat("1\r\n \r\n", 1000))
			}
		}},
		hostile{name: "a byte now and then", limit: small, slow: true, raw: func(w io.Writer, next func() bool) {
			io.WriteString(w, head(200, "Content-Length: 1000\r\n"))
			for next() {
				io.WriteString(w, " ")
			}
		}},
	)
	return rows
}

// head is the head of a response.
func head(status int, lines string) string {
	return "HTTP/1.1 " + strconv.Itoa(status) + " " + http.StatusText(status) + "\r\nConnection: close\r\n" + lines + "\r\n"
}

func compress(plain []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(plain)
	w.Close()
	return b.Bytes()
}

// hostileServer sends hostile responses; the first part of a request's path is the number
// of one.
type hostileServer struct {
	*acceptor
	rows []hostile
	good map[string][]byte
}

func newHostileServer(rows []hostile, good map[string][]byte) (*hostileServer, error) {
	acceptor, err := newAcceptor()
	if err != nil {
		return nil, err
	}
	s := &hostileServer{acceptor: acceptor, rows: rows, good: good}
	s.start(s.carry)
	return s, nil
}

func (s *hostileServer) endpoint(row int) string {
	return "http://" + s.address() + "/" + strconv.Itoa(row) + "/v1"
}

func (s *hostileServer) carry(conn net.Conn) {
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	io.Copy(io.Discard, request.Body)
	number, path, _ := strings.Cut(strings.TrimPrefix(request.URL.Path, "/"), "/v1")
	row, err := strconv.Atoi(number)
	if err != nil || row >= len(s.rows) {
		return
	}
	for _, target := range targets {
		if target.method != request.Method || target.path != path {
			continue
		}
		if raw := s.rows[row].raw; raw != nil {
			gone := false
			raw(writer(func(data []byte) (int, error) {
				n, err := conn.Write(data)
				gone = gone || err != nil
				return n, err
			}), func() bool { return !gone && !clientGone(conn) })
			return
		}
		conn.Write(s.response(row, target))
	}
}

func bytesOf(n int64) string {
	if n < mib {
		return strconv.FormatInt(n>>10, 10) + " KiB"
	}
	return strconv.FormatInt(n>>20, 10) + " MiB"
}

// clientGone reports whether the client closed its connection; it sends nothing more
// otherwise.
func clientGone(conn net.Conn) bool {
	conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	_, err := conn.Read(make([]byte, 1))
	return err != nil && !errors.Is(err, os.ErrDeadlineExceeded)
}

type writer func([]byte) (int, error)

func (w writer) Write(data []byte) (int, error) { return w(data) }

// response makes a whole response. It keeps none, since they are large.
func (s *hostileServer) response(row int, target target) []byte {
	h := s.rows[row]
	body := h.body(target, s.good[target.operation])
	lines := h.header
	if h.gzip {
		body, lines = compress(body), lines+"Content-Encoding: gzip\r\n"
	}
	if !strings.Contains(lines, "Content-Type") {
		lines += "Content-Type: application/json\r\n"
	}
	status := cmp.Or(h.status, http.StatusOK)
	if row == 0 && target.method == http.MethodDelete {
		return []byte(head(http.StatusNoContent, ""))
	}
	return append([]byte(head(status, lines+"Content-Length: "+strconv.Itoa(len(body))+"\r\n")), body...)
}
