package accountcli

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"log"
	"net/http"
	"strconv"
)

// quiet is the log of the listener: what strangers send does not belong on a terminal.
var quiet = log.New(io.Discard, "", 0)

// page is what the browser shows.
type page struct{ Title, Text string }

var (
	pageReceived = page{"Back to the terminal", "The program has received your sign-in and goes on there. You can close this tab."}
	pageFailed   = page{"The sign-in did not work", "Go back to the terminal: the program says why. You can close this tab."}
	pageUsed     = page{"This sign-in is over", "Its address works once. Go back to the terminal, and start again there if you are not signed in."}
	pageForeign  = page{"Nothing to see here", "A program on this machine waits for a sign-in, and this is not the address of it. Go back to the terminal."}
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

//go:embed page.css
var pageStyle string

// pageScript takes the secret out of the address bar and of the history.
const pageScript = `history.replaceState(null, "", "/")`

// pagePolicy lets a page load nothing, and run only what is part of it.
var pagePolicy = "default-src 'none'; style-src '" + hashOf(pageStyle) + "'; script-src '" + hashOf(pageScript) + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func hashOf(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func showPage(w http.ResponseWriter, status int, p page) {
	var body bytes.Buffer
	err := pageTemplate.Execute(&body, struct {
		page
		Style  template.CSS
		Script template.JS
	}{p, template.CSS(pageStyle), template.JS(pageScript)})
	if err != nil {
		http.Error(w, p.Title, status)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	header.Set("Content-Security-Policy", pagePolicy)
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Connection", "close")
	w.WriteHeader(status)
	w.Write(body.Bytes()) //nolint:errcheck // the browser has gone
}
