package main

import (
	"fmt"
	"net/http"
	"time"

	"github.com/appwrite-go/appwrite/account/accounthttp"
)

// problemData is a page for what went wrong.
type problemData struct{ Message, When string }

func (a *app) problemPage(w http.ResponseWriter, r *http.Request, p accounthttp.Problem) {
	if p.State == accounthttp.Unavailable || p.State == accounthttp.Failed {
		a.log.Error("a page could not be served", "method", r.Method, "path", r.URL.Path, "error", p.Err)
	}
	data := problemData{Message: p.Message}
	if p.State == accounthttp.RateLimited {
		data.When = waitText(p.RetryAfter)
	}
	a.render(w, r, p.Status, "problem", page{Title: p.Title, Data: data})
}

// waitText says how long to wait, as a person would.
func waitText(d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	if minutes <= 1 {
		return "Try again in a minute."
	}
	return fmt.Sprintf("Try again in %d minutes.", minutes)
}

func (a *app) notFound(w http.ResponseWriter, r *http.Request) {
	a.render(w, r, http.StatusNotFound, "problem", page{Title: "There is no such page", Data: problemData{Message: "The address may be mistyped, or the page has moved."}})
}
