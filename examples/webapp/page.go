package main

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

//go:embed templates style.css icon.svg
var files embed.FS

// page is what a template shows.
type page struct {
	Title  string
	User   *account.User // nil on pages for everybody
	Form   form
	Data   any // of this page alone
	Next   string
	Notice notice
	Path   string
	Style  string
	Demo   bool // the mails are on a page
}

// Problem reports whether something went wrong, so that it is not known who asks.
func (p page) Problem() bool { _, is := p.Data.(problemData); return is }

// Theme is how the person wants pages to look, "" for as the browser does.
func (p page) Theme() string { return preferencesOf(p.User).Theme }

// render shows a page to anybody.
func (a *app) render(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	p.Path, p.Style, p.Demo = r.URL.Path, stylePath, a.outbox != nil
	p.Notice = a.takeNotice(w, r)
	var body bytes.Buffer
	if err := templates[name].ExecuteTemplate(&body, "layout", p); err != nil {
		a.log.Error("a page cannot be rendered", "page", name, "error", err)
		http.Error(w, "This page cannot be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w)
}

// show shows a page to somebody who is signed in.
func (a *app) show(w http.ResponseWriter, r *http.Request, name string, p page) {
	a.showStatus(w, r, http.StatusOK, name, p)
}

func (a *app) showStatus(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	user, err := a.site.User(r)
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	p.User = user
	a.render(w, r, status, name, p)
}

// templates are the pages by name, each with the layout.
var templates = parseTemplates()

func parseTemplates() map[string]*template.Template {
	layout := template.Must(template.New("").Funcs(functions).ParseFS(files, "templates/layout/*.html"))
	names, _ := files.ReadDir("templates")
	pages := map[string]*template.Template{}
	for _, entry := range names {
		if name, ok := strings.CutSuffix(entry.Name(), ".html"); ok {
			pages[name] = template.Must(template.Must(layout.Clone()).ParseFS(files, "templates/"+entry.Name()))
		}
	}
	return pages
}

var functions = template.FuncMap{
	"field":    newField,
	"date":     func(t time.Time) string { return t.UTC().Format("2 January 2006") },
	"moment":   func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") },
	"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"provider": providerName,
	"under":    func(here, section string) bool { return here == section || strings.HasPrefix(here, section+"/") },
	"grouped":  grouped,
	"event":    eventName,
	"place":    placeOf,
}

// grouped writes a secret in groups of four, as people copy it.
func grouped(secret string) string {
	var groups []string
	for group := range slices.Chunk([]rune(secret), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}

var providerNames = map[account.OAuthProvider]string{
	account.OAuthProviderGitHub: "GitHub", account.OAuthProviderGitLab: "GitLab",
	account.OAuthProviderGoogle: "Google", account.OAuthProviderMicrosoft: "Microsoft",
}

func providerName(p account.OAuthProvider) string {
	if name := providerNames[p]; name != "" {
		return name
	}
	return strings.ToUpper(string(p[:1])) + string(p[1:])
}

// stylePath has the hash of the style sheet, so that browsers can keep it.
var stylePath = func() string {
	sum := sha256.Sum256(mustRead("style.css"))
	return "/style-" + hex.EncodeToString(sum[:6]) + ".css"
}()

func mustRead(name string) []byte {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("webapp: %v", err)) // it is embedded
	}
	return content
}

func serveStyle(w http.ResponseWriter, r *http.Request) {
	serveFile(w, "style.css", "text/css; charset=utf-8")
}
func serveIcon(w http.ResponseWriter, r *http.Request) { serveFile(w, "icon.svg", "image/svg+xml") }

func serveFile(w http.ResponseWriter, name, contentType string) {
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(mustRead(path.Clean(name)))
}

// redirect sends the browser on after a form.
func redirect(w http.ResponseWriter, r *http.Request, target string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusSeeOther)
}
