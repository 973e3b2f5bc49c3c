//go:build unix

package terminal_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// personVariable makes this test binary a browser with a person at it, who does at the page
// of a provider what its value says: allow or deny.
const personVariable = "TERMINAL_TEST_PERSON"

func TestMain(m *testing.M) {
	if person := os.Getenv(personVariable); person != "" {
		if err := browse(os.Args[len(os.Args)-1], person); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(runTests(m))
}

// browse opens the page of a provider, sends its form, and follows all redirects, the one to
// the program among them.
func browse(address, action string) error {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	form := url.Values{"action": {action}, "id": {"ann-at-mock"}, "email": {"ann@example.com"}, "name": {"Ann"}}
	page, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	page.Header.Set("Accept", "text/html")
	if err := show(client, page, "This page stands in for the provider"); err != nil {
		return err
	}
	post, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	post.Header.Set("Accept", "text/html")
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return show(client, post, "terminal")
}

func show(client *http.Client, request *http.Request, expected string) error {
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && !strings.Contains(string(body), expected) {
		err = errors.New("the page does not say " + expected)
	}
	return err
}

// openLink opens a link of a mail.
func openLink(link string) error {
	request, err := http.NewRequest(http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	return show(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, request, "Back to the terminal")
}
