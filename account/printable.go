package account

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"net/url"
	"strings"
	"unicode"
)

// What a server sends may be long, may hold line breaks and may hold secrets. These are the
// ways in which it gets into errors.

// printable is a string of a server as a part of an error: without control characters, and
// not longer than a limit in bytes.
func printable(s string, limit int) string {
	long := len(s) > limit
	if long {
		s = s[:limit]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if long {
		s += "…"
	}
	return s
}

// reasonOf returns the reason of a transport's error: without the URL that an http.Client
// adds, and without the bytes of the server that net/http quotes.
func reasonOf(err error) error {
	var inURL *url.Error
	if errors.As(err, &inURL) {
		err = inURL.Err
	}
	text := err.Error()
	var protocol textproto.ProtocolError
	if errors.As(err, &protocol) { // malformed MIME header line: Set-Cookie: …
		if i := strings.Index(text, "line"); i >= 0 {
			text = text[:i] + "line"
		}
	}
	text, _, _ = strings.Cut(text, `"`)
	text = printable(strings.TrimRight(text, " :"), 300)
	if text == err.Error() {
		return err
	}
	reason := &quietError{text: text}
	var network net.Error
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &network) || errors.As(err, &certificate) || errors.Is(err, context.Canceled) {
		reason.cause = err
	}
	return reason
}

// quietError is an error without what a server sent. Its cause is one that programs look
// for, if it is one of those.
type quietError struct {
	text  string
	cause error
}

func (e *quietError) Error() string { return e.text }

func (e *quietError) Unwrap() error { return e.cause }
