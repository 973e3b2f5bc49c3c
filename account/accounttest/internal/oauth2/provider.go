package oauth2

import (
	"bytes"
	"cmp"
	"html/template"
	"net/http"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
	"github.com/appwrite-go/appwrite/internal/look"
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
		page, err := renderSignIn(name, r, provider.Account)
		if err != nil {
			return err
		}
		return w.Page(page)
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

// signInPage is the page of a provider.
var signInPage = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in with {{.Provider}}</title>
<style>{{.Style}}</style></head>
<body class="small"><main>
<section class="panel card"><h1>Sign in with {{.Provider}}</h1>
<p class="faint">This page stands in for the provider. Choose who you are.</p>
<form method="post" action="{{.Action}}" class="card-form">
<p class="field"><label for="id">Account id</label><input id="id" name="id" value="{{.Account.ID}}" required></p>
<p class="field"><label for="email">E-mail</label><input id="email" name="email" type="email" value="{{.Account.Email}}"></p>
<p class="field"><label for="name">Name</label><input id="name" name="name" value="{{.Account.Name}}"></p>
<p class="check"><input type="checkbox" id="unverified" name="unverified" value="on"{{if .Account.Unverified}} checked{{end}}><label for="unverified">The provider did not verify the address</label></p>
<p class="line"><button class="primary" name="action" value="allow">Sign in</button><button name="action" value="deny" formnovalidate>Deny</button></p>
</form></section></main></body></html>
`))

func renderSignIn(name string, r *exchange.Request, account state.Account) ([]byte, error) {
	var page bytes.Buffer
	err := signInPage.Execute(&page, map[string]any{
		"Provider": name, "Style": template.CSS(look.Style), "Action": r.HTTP.RequestURI, "Account": account,
	})
	return page.Bytes(), err
}
