package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"unicode"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// announcer prints messages when the service has "sent" them.
type announcer struct {
	service *accounttest.Server
	journal *journal

	mu      sync.Mutex
	printed int // how many messages of the outbox were printed
}

func newAnnouncer(service *accounttest.Server, journal *journal) *announcer {
	return &announcer{service: service, journal: journal, printed: len(service.Messages())}
}

// after runs a handler and then prints the messages that it sent. Only POST requests
// send any.
func (a *announcer) after(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			defer a.announce()
		}
		next.ServeHTTP(w, r)
	})
}

func (a *announcer) announce() {
	a.mu.Lock()
	defer a.mu.Unlock()
	messages := a.service.Messages()
	for _, message := range messages[min(a.printed, len(messages)):] {
		a.journal.message(message)
	}
	a.printed = len(messages)
}

// clear empties the outbox.
func (a *announcer) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.service.ClearMessages()
	a.printed = 0
}

// describeMessage formats a message for the terminal.
func describeMessage(message accounttest.Message) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s  %s to %s: %s\n", message.Time.Local().Format("15:04:05"), channelName(message.Channel),
		strings.Map(printable, message.To), strings.Map(printable, kindName(message.Kind)))
	for _, line := range []struct{ label, value string }{
		{"code", message.Code}, {"link", message.Link}, {"phrase", message.Phrase},
	} {
		if line.value != "" {
			fmt.Fprintf(&text, "          %-6s %s\n", line.label, strings.Map(printable, line.value))
		}
	}
	return text.String()
}

// printable drops control characters, which could change the state of a terminal or begin
// a line of their own, and what else is invisible.
func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return -1
	}
	return r
}

func channelName(channel accounttest.Channel) string {
	if channel == accounttest.SMS {
		return "SMS"
	}
	return "mail"
}

var kindNames = map[accounttest.MessageKind]string{
	accounttest.MagicURL:          "sign-in link",
	accounttest.EmailCode:         "sign-in code",
	accounttest.EmailVerification: "address verification",
	accounttest.Recovery:          "password recovery",
	accounttest.PhoneCode:         "sign-in code",
	accounttest.PhoneVerification: "number verification",
	accounttest.MFACode:           "second-factor code",
	accounttest.SessionAlert:      "new session",
}

func kindName(kind accounttest.MessageKind) string {
	if name, known := kindNames[kind]; known {
		return name
	}
	return string(kind)
}
