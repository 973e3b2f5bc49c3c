package accounttest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
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
	ID      string      `json:"id"` // "message-1" is the first of all
	Channel Channel     `json:"channel"`
	Kind    MessageKind `json:"kind"`
	To      string      `json:"to"`
	Name    string      `json:"name,omitempty"` // the recipient's, in recovery and verification mails
	Subject string      `json:"subject,omitempty"`
	Text    string      `json:"text"`
	HTML    string      `json:"html,omitempty"` // the body of a mail
	UserID  string      `json:"userId"`
	Secret  string      `json:"secret,omitempty"` // what the operation that completes the flow takes
	Code    string      `json:"code,omitempty"`   // the six digits, if it is such a message
	Link    string      `json:"link,omitempty"`   // where the person clicks, if it is such a message
	Phrase  string      `json:"phrase,omitempty"` // the security phrase, if one was asked for
	Time    time.Time   `json:"time"`
	Expire  time.Time   `json:"expire,omitzero"`
}

const messageID = "message-"

func viewMessage(m state.Message) Message {
	return Message{
		ID: messageID + strconv.Itoa(m.Number), Channel: Channel(m.Channel), Kind: MessageKind(m.Kind), To: m.To, Name: m.Name,
		Subject: m.Subject, Text: m.Text, HTML: m.HTML,
		UserID: m.UserID, Secret: m.Secret, Code: m.Code, Link: m.Link, Phrase: m.Phrase, Time: m.Time, Expire: m.Expire,
	}
}

// messageNumber is the number of a message that has or had an id, 0 for "".
func messageNumber(id string) (int, error) {
	if id == "" {
		return 0, nil
	}
	digits, ok := strings.CutPrefix(id, messageID)
	number, err := strconv.Atoi(digits)
	if !ok || err != nil || number < 1 {
		return 0, fail(Invalid, "", "%q is no id of a message, such as %s1", id, messageID)
	}
	return number, nil
}

// messageFilter says which messages are meant. What is left out matches all.
type messageFilter struct {
	to      []string // one of these addresses
	channel Channel
	kind    MessageKind
}

func (f messageFilter) matches(m *state.Message) bool {
	return (len(f.to) == 0 || slices.ContainsFunc(f.to, func(to string) bool { return strings.EqualFold(to, m.To) })) &&
		(f.channel == "" || string(f.channel) == m.Channel) && (f.kind == "" || string(f.kind) == m.Kind)
}

// messages returns what was sent after the message with a number, oldest first.
func (s *Server) messages(filter messageFilter, after int) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.service.Store.Messages
	begin, _ := s.service.Store.FindMessage(after + 1)
	var matching []Message
	for i := range all[begin:] {
		if m := &all[begin+i]; filter.matches(m) {
			matching = append(matching, viewMessage(*m))
		}
	}
	return matching
}

// message returns the message with an id.
func (s *Server) message(id string) (Message, error) {
	if number, err := messageNumber(id); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if i, found := s.service.Store.FindMessage(number); found {
			return viewMessage(s.service.Store.Messages[i]), nil
		}
	}
	return Message{}, fail(NotFound, "", "there is no message %q, or it is not kept any more", id)
}

// WaitForMessage returns a message that matches, and waits for it if there is none yet. With ""
// for after that is the newest one. With the id of a message it is the first that came after
// that one, so that a second code is not taken for the first. A nil function matches all.
//
//	mail, err := srv.WaitForMessage(ctx, "", func(m accounttest.Message) bool { return m.To == "ann@example.com" })
//
// When ctx is done or the service is closed it returns the reason as an error, which also says
// what came instead. Give ctx a time limit that ends before that of the test.
func (s *Server) WaitForMessage(ctx context.Context, after string, matches func(Message) bool) (Message, error) {
	number, err := messageNumber(after)
	if err != nil {
		return Message{}, err
	}
	news := s.Subscribe()
	defer news.Close()
	for {
		unread := s.messages(messageFilter{}, number)
		if n := len(unread); n > 0 {
			number, _ = messageNumber(unread[n-1].ID)
		}
		found := slices.DeleteFunc(unread, func(m Message) bool { return matches != nil && !matches(m) })
		switch {
		case len(found) == 0:
		case after == "":
			return found[len(found)-1], nil
		default:
			return found[0], nil
		}
		if _, err := news.Next(ctx); err != nil {
			return Message{}, fmt.Errorf("accounttest: no such message came; %s: %w", s.newestMessage(), err)
		}
	}
}

// Message returns the message with an id.
func (s *Server) Message(id string) Message {
	s.t.Helper()
	message, err := s.message(id)
	s.must(err)
	return message
}

// DeleteMessage takes the message with an id out of the outbox. What it had to tell still
// works.
func (s *Server) DeleteMessage(id string) {
	s.t.Helper()
	_, err := s.message(id)
	s.must(err)
	number, _ := messageNumber(id) // there is such a message
	s.mu.Lock()
	defer s.mu.Unlock()
	s.service.Store.DeleteMessage(number)
}

// Messages returns what was sent so far, oldest first; with addresses, only what went to
// one of them.
func (s *Server) Messages(to ...string) []Message { return s.messages(messageFilter{to: to}, 0) }

func (s *Server) lastMessage(channel Channel, to string) (Message, error) {
	sent := s.messages(messageFilter{to: []string{to}, channel: channel}, 0)
	if len(sent) == 0 {
		return Message{}, fail(NotFound, "", "no %s was sent to %s; %s", channel, to, s.newestMessage())
	}
	return sent[len(sent)-1], nil
}

// newestMessage says what came, to somebody who looks for something else.
func (s *Server) newestMessage() string {
	sent := s.messages(messageFilter{}, 0)
	if len(sent) == 0 {
		return "nothing was sent at all"
	}
	newest := sent[len(sent)-1]
	return fmt.Sprintf("the newest message, %s, is of the kind %s and went to %s", newest.ID, newest.Kind, newest.To)
}

// LastMail returns the newest mail to an address.
func (s *Server) LastMail(to string) Message {
	s.t.Helper()
	message, err := s.lastMessage(Mail, to)
	s.must(err)
	return message
}

// LastSMS returns the newest SMS to a phone number.
func (s *Server) LastSMS(to string) Message {
	s.t.Helper()
	message, err := s.lastMessage(SMS, to)
	s.must(err)
	return message
}

// ClearMessages empties the outbox.
func (s *Server) ClearMessages() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.service.Store.ClearMessages()
}
