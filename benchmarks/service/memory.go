package service

import (
	"bytes"
	"io"
	"net/http"
)

// Memory is a transport that answers without a network, so that what is measured is the
// client alone.
type Memory struct{}

// RoundTrip reads the request as a transport would, and answers it.
func (Memory) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
		req.Body.Close()
	}
	a := For(req)
	return &http.Response{
		Status: http.StatusText(a.Status), StatusCode: a.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.Header, ContentLength: int64(len(a.Body)), Request: req,
		Body: io.NopCloser(bytes.NewReader(a.Body)),
	}, nil
}
