package main

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"time"
)

//go:embed page
var pageFiles embed.FS

var (
	style     = template.CSS(mustRead("page/style.css"))
	templates = template.Must(template.New("").Funcs(template.FuncMap{
		"pair":  func(item, page any) pair { return pair{item, page} },
		"clock": func(t time.Time) string { return t.Local().Format("15:04:05") },
		"date":  func(t time.Time) string { return t.Local().Format("2 Jan 2006, 15:04") },
		"iso":   func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	}).ParseFS(pageFiles, "page/*.html"))
)

// pair passes one item of a page to a template, together with the page.
type pair struct{ Item, Page any }

// contentPolicy allows the page its own stylesheet and forms, and nothing else.
var contentPolicy = "default-src 'none'; style-src 'sha256-" + styleHash() + "'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func styleHash() string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func mustRead(name string) string {
	content, err := pageFiles.ReadFile(name)
	if err != nil {
		panic(err) // the file is embedded
	}
	return string(content)
}

// render writes a page, or a plain error instead of half a page.
func render(w http.ResponseWriter, status int, name string, data any) {
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, name, data); err != nil {
		http.Error(w, "The page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // fails only if the browser is gone
}

func showIcon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write([]byte(mustRead("page/icon.svg")))
}
