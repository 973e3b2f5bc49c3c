package account_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/appwrite-go/appwrite/account"
)

// pageError is the error of a web page with a status that is none of the service's.
func pageError(t *testing.T, page string) *account.Error {
	t.Helper()
	_, err := newStub(t, pageResponse(418, page)).allowAnyResponse().client(t, noRetries, account.WithSession("s")).Get(t.Context())
	return requireError(t, err)
}

func TestError_ThePageOfAProxyIsNamedByItsTitle(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ page, title string }{
		"the title alone":                     {"<title>Down</title>", "Down"},
		"after other elements":                {"<html>\n<head>\n<title>\n Down \n</title>", "Down"},
		"in capitals":                         {"<HTML><TITLE>Down</TITLE>", "Down"},
		"as long as a title can be":           {"<title>" + strings.Repeat("x", 80) + "</title>", strings.Repeat("x", 80)},
		"too long":                            {"<title>" + strings.Repeat("x", 81) + "</title>", ""},
		"empty":                               {"<title></title>", ""},
		"without an end":                      {"<title>Down", ""},
		"missing":                             {"<html><p>Down</p>", ""},
		"in letters that change their length": {"<title>İİİ</title>", ""},
	} {
		message := pageError(t, test.page).Message
		expected := "the response is a web page"
		if test.title != "" {
			expected += fmt.Sprintf(" (%q)", test.title)
		}
		assert.True(t, strings.HasPrefix(message, expected+", not JSON"), "%s: %s", name, message)
	}
}

func TestError_AWebPageIsRecognisedWithoutItsContentType(t *testing.T) {
	t.Parallel()
	for page, is := range map[string]bool{
		"<html>": true, "<HTML lang=en>": true, " \r\n\t<!DOCTYPE html>": true, "<!doctype HTML>": true, strings.Repeat(" ", 59) + "<html": true,
		strings.Repeat(" ", 60) + "<html>": false, "<htm>": false, "html": false, "text <html>": false, "{}": false, "<xml>": false,
	} {
		_, err := newStub(t, stubResponse{Status: 418, Body: page}).allowAnyResponse().client(t, noRetries, account.WithSession("s")).Get(t.Context())
		assert.Equal(t, is, strings.HasPrefix(requireError(t, err).Message, "the response is a web page"), "%q: %v", page, err)
	}
}

func TestError_TheMessageOfAnErrorPageIsItsFirstParagraph(t *testing.T) {
	t.Parallel()
	const long = 500
	for name, test := range map[string]struct{ body, message string }{
		"plain":                      {"<p>It failed.</p>", "It failed."},
		"with attributes":            {`<p class="a">It failed.</p>`, "It failed."},
		"with an attribute below":    {"<p\nclass=a>It failed.</p>", "It failed."},
		"after other elements":       {"<pre>no</pre><param><picture>no</picture><p>It failed.</p>", "It failed."},
		"after an empty one":         {"<p></p><p> \n </p><p><br></p><p>It failed.</p>", "It failed."},
		"before another":             {"<p>It failed.</p><p>More.</p>", "It failed."},
		"with elements":              {"<p>It <b>failed</b><br/>.</p>", "It failed."},
		"with white space":           {"<p>\n  It\n\t failed.  </p>", "It failed."},
		"with characters of HTML":    {"<p>&lt;b&gt; &amp; &quot;c&quot; &#039;d&#39; &amp;lt;</p>", `<b> & "c" 'd' &lt;`},
		"with an element at its end": {"<p>It failed.<br</p>", "It failed."},
		"as long as it can be":       {"<p>" + strings.Repeat("x", long) + "</p>", strings.Repeat("x", long)},
		"longer":                     {"<p>" + strings.Repeat("x", long+1) + "</p>", strings.Repeat("x", long) + "…"},
		"cut within a character":     {"<p>" + strings.Repeat("x", long-1) + "éé</p>", strings.Repeat("x", long-1) + "…"},
		"without an end":             {"<p>It failed.", ""},
		"missing":                    {"<div>It failed.</div>", ""},
		"an element without an end":  {"<p", ""},
	} {
		message := pageError(t, "<title>Library - Error</title>"+test.body).Message
		if test.message == "" {
			assert.True(t, strings.HasPrefix(message, "the response is a web page"), "%s: %s", name, message)
			continue
		}
		assert.Equal(t, test.message, message, name)
		assert.True(t, strings.HasPrefix(pageError(t, "<title>Library - Errors</title>"+test.body).Message, "the response is a web page"), "a page of somebody else")
	}
}

func TestError_TheTypeOfAnErrorPageIsAWholeWord(t *testing.T) {
	t.Parallel()
	for page, expected := range map[string]account.ErrorType{
		"user_blocked": "user_blocked", "<b>user_blocked</b>": "user_blocked", "user_blocked.": "user_blocked", "user_blockedX": "user_blocked", "user_blocked1": "user_blocked",
		"user_blocked_long_ago": "", "user_blockeda": "", "user_blockedz": "", "user_blocke": "", "": "",
		"user_blocked{": "user_blocked", "user_blocked`": "user_blocked",
	} {
		assert.Equal(t, expected, pageError(t, "<html>"+page).Type, page)
	}
}
