package state

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/bounded"
)

// The ways that messages go.
const (
	Mail = "mail"
	SMS  = "sms"
)

// What messages are for.
const (
	MagicURL          = "magic-url"
	EmailCode         = "email-code"
	EmailVerification = "email-verification"
	Recovery          = "recovery"
	PhoneCode         = "phone-code"
	PhoneVerification = "phone-verification"
	MFACode           = "mfa-code"
	SessionAlert      = "session-alert"
)

// Message is a mail or SMS that the service "sent".
type Message struct {
	Number  int       `json:"number"` // of all that the service sent, from 1 on
	Channel string    `json:"channel"`
	Kind    string    `json:"kind"`
	To      string    `json:"to"`
	Name    string    `json:"name,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Text    string    `json:"text"`
	HTML    string    `json:"html,omitempty"` // of a mail
	UserID  string    `json:"userId"`
	Secret  string    `json:"secret,omitempty"`
	Code    string    `json:"code,omitempty"`
	Link    string    `json:"link,omitempty"`
	Phrase  string    `json:"phrase,omitempty"`
	Time    time.Time `json:"time"`
	Expire  time.Time `json:"expire,omitzero"`
}

// AddMessage puts a message into the outbox, with a number and, if it is a mail, a body in
// HTML.
func (s *Store) AddMessage(message Message) {
	s.Sent++
	message.Number = s.Sent
	if message.Channel == Mail {
		message.HTML = message.body()
	}
	s.Messages = append(s.Messages, message)
	s.messagesSize += message.size()
}

// KeepMessages drops the oldest messages that are more than n or too large together.
func (s *Store) KeepMessages(n int) {
	s.Messages, s.messagesSize = bounded.Drop(s.Messages, s.messagesSize, n, (*Message).size)
}

// FindMessage returns the place of the message with a number, or of the first after it if it is
// not kept.
func (s *Store) FindMessage(number int) (i int, found bool) {
	return slices.BinarySearchFunc(s.Messages, number, func(m Message, number int) int { return cmp.Compare(m.Number, number) })
}

// DeleteMessage takes the message with a number out of the outbox.
func (s *Store) DeleteMessage(number int) {
	if i, found := s.FindMessage(number); found {
		s.messagesSize -= s.Messages[i].size()
		s.Messages = slices.Delete(s.Messages, i, i+1)
	}
}

// ClearMessages empties the outbox.
func (s *Store) ClearMessages() { s.Messages, s.messagesSize = nil, 0 }

// messageOverhead is what a message takes beside its strings, in bytes.
const messageOverhead = 512

func (m *Message) size() int {
	size := messageOverhead
	for _, text := range []string{m.To, m.Name, m.Subject, m.Text, m.HTML, m.Link, m.Secret} {
		size += len(text)
	}
	return size
}

// body says in HTML what Text says, with a link that can be clicked.
func (m *Message) body() string {
	content := html.EscapeString(m.Text)
	if link := html.EscapeString(m.Link); link != "" && !runsScript(m.Link) {
		content = strings.Replace(content, link, `<a href="`+link+`">`+link+`</a>`, 1)
	}
	if m.Code != "" {
		content = strings.Replace(content, m.Code, "<strong>"+m.Code+"</strong>", 1)
	}
	if m.Name != "" {
		content = "Hello " + html.EscapeString(m.Name) + ",</p>\n<p>" + content
	}
	subject := html.EscapeString(m.Subject)
	return "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>" + subject + "</title></head>\n<body>\n<h1>" +
		subject + "</h1>\n<p>" + content + "</p>\n</body>\n</html>\n"
}

// runsScript reports whether a browser that follows the link runs it instead. The pages of
// links can have any scheme.
func runsScript(link string) bool {
	scheme, _, _ := strings.Cut(strings.ToLower(link), ":")
	return slices.Contains([]string{"javascript", "data", "vbscript"}, scheme)
}

// messageTokens says which kind of token a message carries.
var messageTokens = map[string]TokenKind{
	MagicURL: MagicURLToken, EmailCode: EmailToken, EmailVerification: VerificationToken,
	Recovery: RecoveryToken, PhoneCode: PhoneToken, PhoneVerification: PhoneToken,
}

// CanRedeem reports whether the secret in a message of the kind still works.
func (u *User) CanRedeem(kind, secret string, now time.Time) bool {
	if kind == MFACode {
		return slices.ContainsFunc(u.Challenges, func(c *Challenge) bool { return c.Code == secret && c.Expire.After(now) })
	}
	return u.Token(secret, now, messageTokens[kind]) != nil
}
