package accounttest

import (
	"slices"
	"time"
)

// LogEntry is one line of a user's audit trail.
type LogEntry struct {
	Event     string // such as "user.update" or "session.create"
	UserEmail string // as it was after the event
	UserName  string // as it was after the event
	IP        string
	Time      time.Time
}

// audit writes the line that an operation leaves.
func (x *exchange) audit() {
	event := auditEvents[x.op.id]
	if event == "" || x.actor == nil {
		return
	}
	x.actor.Logs = append(x.actor.Logs, &logRecord{
		Event: event, UserEmail: x.actor.Email, UserName: x.actor.Name, IP: x.clientIP(), Time: x.now.Truncate(time.Second),
		CountryCode: country(x.clientIP()), Agent: x.agent(),
	})
}

func handleListLogs(x *exchange) error {
	logs := make([]logBody, 0, len(x.user.Logs))
	for _, entry := range slices.Backward(x.user.Logs) {
		logs = append(logs, entry.body(x.user.ID))
	}
	page := paginate(logs, x.queries)
	x.respond(200, logListBody{Total: len(logs), Logs: page})
	return nil
}

func (l *logRecord) body(userID string) logBody {
	return logBody{
		Event: l.Event, UserID: userID, UserEmail: l.UserEmail, UserName: l.UserName, Mode: "default", IP: l.IP,
		Time: isoDate(l.Time), agentFields: l.Agent, CountryCode: l.CountryCode, CountryName: countryName(l.CountryCode),
	}
}

// AuditTrail answers what a user did, oldest first.
func (s *Server) AuditTrail(userID string) []LogEntry {
	s.mu.Lock()
	defer s.mu.Unlock()
	var trail []LogEntry
	for _, entry := range s.mustUser(userID).Logs {
		trail = append(trail, LogEntry{Event: entry.Event, UserEmail: entry.UserEmail, UserName: entry.UserName, IP: entry.IP, Time: entry.Time})
	}
	return trail
}
