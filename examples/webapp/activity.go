package main

import (
	"net/http"
	"strconv"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/query"
)

const entriesPerPage = 10

// activityData is one page of the activity log.
type activityData struct {
	Logs         []account.Log
	From, To     int // of the entries, counted from 1
	Total        int
	Newer, Older int // pages, 0 where there is none
}

func (a *app) activity(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.FormValue("page"))
	if err != nil || number < 1 || number > 1e6 {
		number = 1
	}
	skip := (number - 1) * entriesPerPage
	list, err := a.site.Client(r).ListLogs(r.Context(), account.ListLogsParams{Queries: []query.ForLogs{query.Limit(entriesPerPage), query.Offset(skip)}})
	if err != nil {
		a.site.ServeError(w, r, err)
		return
	}
	data := activityData{Logs: list.Logs, From: skip + 1, To: skip + len(list.Logs), Total: list.Total, Newer: number - 1}
	if data.To < data.Total && len(list.Logs) > 0 {
		data.Older = number + 1
	}
	a.show(w, r, "activity", page{Title: "Activity", Data: data})
}

// eventNames are what people call the events.
var eventNames = map[string]string{
	"user.create": "Account created", "user.update": "Account changed",
	"session.create": "Signed in", "session.delete": "Signed out", "session.update": "Session extended",
	"verification.create": "Verification mail sent", "verification.update": "Address verified",
	"recovery.create": "Recovery mail sent", "recovery.update": "Password recovered",
	"challenge.create": "Code asked for", "challenge.update": "Code entered",
}

func eventName(event string) string {
	if name := eventNames[event]; name != "" {
		return name
	}
	return event
}
