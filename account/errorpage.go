package account

import (
	"fmt"
	"strings"
)

// The routes that browsers visit, createOAuth2Token among them, have their errors as web
// pages: titled "<project> - Error", with the message in a paragraph and, in some versions,
// the type of the error.

// messageIn returns the message of an error page of the service; empty for any other page.
func messageIn(body []byte) string {
	page := string(body)
	if !strings.HasSuffix(title(page), " - Error") {
		return ""
	}
	for rest := page; ; {
		_, after, found := strings.Cut(rest, "<p")
		if !found {
			return ""
		}
		rest = after
		attributes, after, _ := strings.Cut(after, ">")
		if attributes != "" && !strings.HasPrefix(attributes, " ") && !strings.HasPrefix(attributes, "\n") {
			continue // another element, such as <pre>
		}
		paragraph, _, closed := strings.Cut(after, "</p>")
		if message := plainText(paragraph); closed && message != "" {
			return message
		}
	}
}

// maxMessage is how much of a paragraph is taken for a message, in bytes.
const maxMessage = 500

var entities = strings.NewReplacer("&quot;", `"`, "&#039;", "'", "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&")

// plainText is HTML without elements and superfluous white space.
func plainText(html string) string {
	var b strings.Builder
	for html != "" {
		before, after, _ := strings.Cut(html, "<")
		b.WriteString(before)
		_, html, _ = strings.Cut(after, ">")
	}
	plain := entities.Replace(strings.Join(strings.Fields(b.String()), " "))
	return printable(plain, maxMessage)
}

func looksLikePage(body []byte) bool {
	start := strings.ToLower(strings.TrimSpace(string(body[:min(len(body), 64)])))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// title is the title of a page; empty if it has none, or a long one.
func title(page string) string {
	lower := strings.ToLower(page)
	start := strings.Index(lower, "<title>")
	if start < 0 || len(lower) != len(page) {
		return ""
	}
	start += len("<title>")
	length := strings.Index(lower[start:], "</title>")
	if length < 0 || length > 80 {
		return ""
	}
	return strings.TrimSpace(page[start : start+length])
}

// quotedTitle quotes the title, by which people recognise a page.
func quotedTitle(body []byte) string {
	if title := title(string(body)); title != "" {
		return fmt.Sprintf(" (%q)", title)
	}
	return ""
}

// typeIn finds the type of the error in an error page.
func typeIn(body []byte) ErrorType {
	page := string(body)
	for _, t := range errorTypes {
		if i := strings.Index(page, string(t)); i >= 0 && !continues(page[i+len(t):]) {
			return t
		}
	}
	return ""
}

func continues(rest string) bool {
	return rest != "" && (rest[0] == '_' || 'a' <= rest[0] && rest[0] <= 'z')
}
