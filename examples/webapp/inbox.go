package main

import (
	"net/http"
	"slices"
)

// inbox shows what the embedded service has sent. There is no such page with a real one.
func (a *app) inbox(w http.ResponseWriter, r *http.Request) {
	messages := a.outbox()
	slices.Reverse(messages)
	a.render(w, r, http.StatusOK, "inbox", page{Title: "Demo inbox", Data: messages})
}
