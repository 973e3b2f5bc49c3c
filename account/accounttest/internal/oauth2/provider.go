package oauth2

import (
	"cmp"
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// ShowPage is the page of a provider. Programs, which do not accept HTML, are signed in at
// once, as the real service's test provider does it.
func ShowPage(r *exchange.Request, w *exchange.Response) error {
	name := pageProvider(r)
	if err := requireProvider(r, name); err != nil {
		return err
	}
	provider := r.Store.Provider(name)
	if strings.Contains(r.HTTP.Header.Get("Accept"), "text/html") {
		return w.Page(fmt.Appendf(nil, signInPage, html.EscapeString(name), html.EscapeString(r.HTTP.RequestURI),
			html.EscapeString(provider.Account.ID), html.EscapeString(provider.Account.Email), html.EscapeString(provider.Account.Name)))
	}
	if provider.Error != "" {
		return sendBack(r, w, php.NewArray("error", provider.Error, "error_description", provider.Description))
	}
	return sendBack(r, w, php.NewArray("code", state.DefaultCode))
}

// SignIn takes the form of the page.
func SignIn(r *exchange.Request, w *exchange.Response) error {
	if err := requireProvider(r, pageProvider(r)); err != nil {
		return err
	}
	if action, _ := r.InputString("action"); action != "allow" {
		return sendBack(r, w, php.NewArray("error", "access_denied", "error_description", "The person denied access"))
	}
	var account state.Account
	account.ID, _ = r.InputString("id")
	account.Email, _ = r.InputString("email")
	account.Name, _ = r.InputString("name")
	unverified, _ := r.InputString("unverified")
	account.Unverified = unverified != ""
	if max(len(account.ID), len(account.Email), len(account.Name)) > maxField {
		return exchange.RejectWith("general_argument_invalid", "The provider has no account with so long an id, address or name.")
	}
	err := sendBack(r, w, php.NewArray("code", r.Store.Provider(pageProvider(r)).NewCode(account)))
	w.Status = http.StatusSeeOther // a browser must come back with GET
	return err
}

// maxField is the longest field of an account, in bytes.
const maxField = 1024

func pageProvider(r *exchange.Request) string { return cmp.Or(r.Path["provider"], "mock") }

// sendBack sends the browser back to the service.
func sendBack(r *exchange.Request, w *exchange.Response, query *php.Array) error {
	target := r.HTTP.URL.Query()
	if !php.IsAbsoluteURL(target.Get("redirect_uri")) {
		return exchange.RejectWith("general_argument_invalid", "The provider's page needs a redirect_uri.")
	}
	query.Set("state", target.Get("state"))
	w.Bare()
	return w.RedirectPlainly(target.Get("redirect_uri") + "?" + php.EncodeQuery(query))
}

const signInPage = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in with %[1]s</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:24rem;padding:0 1rem}label{display:block;margin:.75rem 0}
input{box-sizing:border-box;display:block;font:inherit;padding:.4rem;width:100%%}button{font:inherit;margin:.5rem .5rem 0 0;padding:.5rem 1rem}</style></head>
<body><main><h1>Sign in with %[1]s</h1>
<p>This page stands in for the provider. Choose who you are.</p>
<form method="post" action="%[2]s">
<label>Account id <input name="id" value="%[3]s" required></label>
<label>E-mail <input name="email" type="email" value="%[4]s"></label>
<label>Name <input name="name" value="%[5]s"></label>
<button name="action" value="allow">Sign in</button><button name="action" value="deny" formnovalidate>Deny</button>
</form></main></body></html>
`
