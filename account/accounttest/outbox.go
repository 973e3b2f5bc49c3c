package accounttest

import (
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// Channel is the way a message went.
type Channel string

// The ways the service sends messages.
const (
	Mail Channel = state.Mail
	SMS  Channel = state.SMS
)

// MessageKind says what a message is for.
type MessageKind string

// The messages that the service sends.
const (
	MagicURL          MessageKind = state.MagicURL
	EmailCode         MessageKind = state.EmailCode
	EmailVerification MessageKind = state.EmailVerification
	Recovery          MessageKind = state.Recovery
	PhoneCode         MessageKind = state.PhoneCode
	PhoneVerification MessageKind = state.PhoneVerification
	MFACode           MessageKind = state.MFACode
	SessionAlert      MessageKind = state.SessionAlert
)

// Message is a mail or SMS that the service "sent". What a person would copy out of it has
// fields of its own.
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

func viewMessage(m state.Message) Message {
	return Message{
		Channel: Channel(m.Channel), Kind: MessageKind(m.Kind), To: m.To, Name: m.Name, Subject: m.Subject, Text: m.Text,
		UserID: m.UserID, Secret: m.Secret, Code: m.Code, Link: m.Link, Phrase: m.Phrase, Time: m.Time, Expire: m.Expire,
	}
}

// Messages returns what was sent so far, oldest first; with addresses, only what went to
// one of them.
func (s *Server) Messages(to ...string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(each(s.service.Store.Messages, viewMessage), func(message Message) bool {
		return len(to) > 0 && !slices.ContainsFunc(to, func(address string) bool { return strings.EqualFold(address, message.To) })
	})
}

// LastMail returns the newest mail to an address. It fails the test if there is none.
func (s *Server) LastMail(to string) Message { return s.lastMessage(Mail, to) }

// LastSMS returns the newest SMS to a phone number. It fails the test if there is none.
func (s *Server) LastSMS(to string) Message { return s.lastMessage(SMS, to) }

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
	s.service.Store.Messages = nil
}
