package accounttest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Channel is the way a message went.
type Channel string

// The ways the service sends messages.
const (
	Mail Channel = "mail"
	SMS  Channel = "sms"
)

// MessageKind says what a message is for.
type MessageKind string

// The messages that the service sends.
const (
	MagicURL          MessageKind = "magic-url"
	EmailCode         MessageKind = "email-code"
	EmailVerification MessageKind = "email-verification"
	Recovery          MessageKind = "recovery"
	PhoneCode         MessageKind = "phone-code"
	PhoneVerification MessageKind = "phone-verification"
	MFACode           MessageKind = "mfa-code"
	SessionAlert      MessageKind = "session-alert"
)

// Message is a mail or SMS that the service "sent". What a person would copy
// out of it stands in fields of its own.
type Message struct {
	Channel Channel     `json:"channel"`
	Kind    MessageKind `json:"kind"`
	To      string      `json:"to"`
	Name    string      `json:"name,omitempty"` // the recipient's, in recovery and verification mails
	Subject string      `json:"subject,omitempty"`
	Text    string      `json:"text"`
	UserID  string      `json:"userId"`
	Secret  string      `json:"secret,omitempty"` // what the operation that completes the flow takes
	Code    string      `json:"code,omitempty"`   // the six digits, if it is such a message
	Link    string      `json:"link,omitempty"`   // where the person clicks, if it is such a message
	Phrase  string      `json:"phrase,omitempty"` // the security phrase, if one was asked for
	Time    time.Time   `json:"time"`
	Expire  time.Time   `json:"expire,omitzero"`
}

// send puts a message into the outbox.
func (x *exchange) send(message Message) {
	message.Time = x.now
	if message.Phrase != "" {
		message.Text += " Security phrase: " + message.Phrase + "."
	}
	x.srv.outbox = append(x.srv.outbox, message)
}

// alertOfSession tells a user of a new session, unless it is the first.
func (x *exchange) alertOfSession(user *userRecord, session *sessionRecord) {
	settings := &x.srv.settings
	if !settings.sessionAlerts || !settings.mail || user.Email == "" || len(user.Sessions) < 2 {
		return
	}
	x.send(Message{
		Channel: Mail, Kind: SessionAlert, To: user.Email, UserID: user.ID,
		Subject: "Security alert: new session on your " + x.project.Name + " account",
		Text: fmt.Sprintf("A new session was started on %s from %s (%s, %s).", isoDate(session.CreatedAt), session.IP,
			session.Agent.ClientName, countryName(session.CountryCode)),
	})
}

// Messages answers what was sent so far, oldest first; with addresses, only
// what went to one of them.
func (s *Server) Messages(to ...string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(to) == 0 {
		return slices.Clone(s.outbox)
	}
	var found []Message
	for _, message := range s.outbox {
		if slices.ContainsFunc(to, func(address string) bool { return strings.EqualFold(address, message.To) }) {
			found = append(found, message)
		}
	}
	return found
}

// LastMail answers the newest mail to an address. It fails the test if there
// is none.
func (s *Server) LastMail(to string) Message {
	return s.lastMessage(Mail, to)
}

// LastSMS answers the newest text message to a phone number. It fails the test
// if there is none.
func (s *Server) LastSMS(to string) Message {
	return s.lastMessage(SMS, to)
}

func (s *Server) lastMessage(channel Channel, to string) Message {
	for _, message := range slices.Backward(s.Messages(to)) {
		if message.Channel == channel {
			return message
		}
	}
	s.fail("no %s was sent to %s", channel, to)
	return Message{}
}

// ClearMessages empties the outbox.
func (s *Server) ClearMessages() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outbox = nil
}
