package main

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// announce prints messages when the service has "sent" them, until it is closed.
func announce(events *accounttest.Subscription, journal *journal) {
	go func() {
		defer events.Close()
		for {
			event, err := events.Next(context.Background()) // ends with the service
			if err != nil {
				return
			}
			if event.Message != nil {
				journal.message(*event.Message)
			}
			if event.Dropped > 0 {
				journal.note("The terminal is too slow: some messages may be missing here. The page has them.")
			}
		}
	}()
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
