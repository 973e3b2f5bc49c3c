package conformance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// Box receives messages.
type Box interface {
	// To lists the messages to an address or number, oldest first.
	To(address string) ([]Message, error)
}

// Message is a mail or an SMS.
type Message struct {
	Subject string
	Text    string // may be HTML
}

var (
	unseen    = regexp.MustCompile(`(?is)<(style|script|head)\b.*?</(style|script|head)>`)
	tags      = regexp.MustCompile(`(?s)<[^>]*>`)
	sixDigits = regexp.MustCompile(`\b\d{6}\b`)
	addresses = regexp.MustCompile(`https?://[^\s"'<>\x60]+`)
)

// plain returns the text that a reader sees.
func (m Message) plain() string {
	text := unseen.ReplaceAllString(m.Text, " ")
	return html.UnescapeString(tags.ReplaceAllString(text, " "))
}

// code returns the six digits in the message.
func (m Message) code() string {
	found := sixDigits.FindString(m.plain())
	if found == "" {
		fail("expected six digits in the message %q, found none", m.Subject)
	}
	return found
}

// link returns the URL in the message that carries a secret.
func (m Message) link() *url.URL {
	for _, address := range addresses.FindAllString(m.Text, -1) {
		if !strings.Contains(address, "secret=") {
			continue
		}
		address = strings.TrimRight(strings.ReplaceAll(address, "&amp;", "&"), ".,)") // the mail may be HTML
		if link, err := url.Parse(address); err == nil {
			return link
		}
	}
	fail("expected a link with a secret in the message %q, found none", m.Subject)
	return nil
}

// pageOf returns the page that a link leads to, without the parameters.
func pageOf(link *url.URL) string { return link.Scheme + "://" + link.Host + link.Path }

// outbox is the messages that the embedded service sent.
type outbox struct {
	server  *accounttest.Server
	channel accounttest.Channel
}

func (o outbox) To(address string) ([]Message, error) {
	var found []Message
	for _, message := range o.server.Messages(address) {
		if message.Channel == o.channel {
			found = append(found, Message{Subject: message.Subject, Text: message.Text})
		}
	}
	return found, nil
}

// folder is a directory in which a real server's messages arrive, one JSON file each.
type folder struct {
	path  string
	mu    sync.Mutex
	files map[string]*delivery
}

// delivery is one file.
type delivery struct {
	name    string
	to      string
	arrived time.Time
	message Message
}

func newFolder(path string) *folder { return &folder{path: path, files: map[string]*delivery{}} }

func (f *folder) To(address string) ([]Message, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.readNew(); err != nil {
		return nil, err
	}
	var found []*delivery
	for _, d := range f.files {
		if d.isTo(address) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b *delivery) int {
		return cmp.Or(a.arrived.Compare(b.arrived), cmp.Compare(a.name, b.name))
	})
	messages := make([]Message, len(found))
	for i, d := range found {
		messages[i] = d.message
	}
	return messages, nil
}

// isTo compares addresses without regard to case, names and the plus of a number.
func (d *delivery) isTo(address string) bool {
	address = strings.TrimPrefix(strings.ToLower(address), "+")
	return strings.Contains(strings.ToLower(d.to), address)
}

// readNew reads the new files. One that is still being written is read the next time.
func (f *folder) readNew() error {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return fmt.Errorf("read the folder of messages: %w", err)
	}
	for _, entry := range entries {
		if entry.IsDir() || f.files[entry.Name()] != nil {
			continue
		}
		if d := f.readDelivery(entry); d != nil {
			f.files[entry.Name()] = d
		}
	}
	return nil
}

func (f *folder) readDelivery(entry fs.DirEntry) *delivery {
	info, err := entry.Info()
	if err != nil {
		return nil
	}
	content, err := os.ReadFile(filepath.Join(f.path, entry.Name()))
	if err != nil {
		return nil
	}
	var fields map[string]any
	if json.Unmarshal(content, &fields) != nil {
		return nil
	}
	if data, ok := fields["data"].(map[string]any); ok {
		fields = data
	}
	text := ""
	for _, name := range []string{"text", "message", "body", "html"} {
		if value, ok := fields[name].(string); ok && text == "" {
			text = value
		}
	}
	subject, _ := fields["subject"].(string)
	return &delivery{name: entry.Name(), to: fmt.Sprint(fields["to"]), arrived: info.ModTime(), message: Message{Subject: subject, Text: text}}
}
