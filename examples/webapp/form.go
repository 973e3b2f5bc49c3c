package main

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/account"
)

// form is what somebody has entered, and what is wrong with it.
type form struct {
	Values url.Values
	Errors map[string]string // by field; that of "" is about the whole form
}

// Error is what is wrong with the whole form.
func (f form) Error() string { return f.Errors[""] }

// field is an input with its label.
type field struct {
	Name, Label, Hint, Value, Error string
	Type                            string
	Attributes                      template.HTMLAttr
	Focus                           bool // the first thing to correct
}

// newField makes an input; the type is that of HTML. A password or a code never gets its value back.
// Attributes and hint are written by this program.
func newField(f form, name, label, kind, attributes, hint string) field {
	made := field{Name: name, Label: label, Type: kind, Hint: hint, Error: f.Errors[name],
		Attributes: template.HTMLAttr(attributes)}
	if kind != "password" && name != "code" {
		made.Value = f.Values.Get(name)
	}
	made.Focus = made.Error != "" && !strings.Contains(attributes, "autofocus")
	return made
}

// filled is a form with values that are known.
func filled(pairs ...string) form {
	f := form{Values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// value returns what was entered, without the spaces around it.
func value(r *http.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

// reject shows a form again if err is about what was entered. Everything else, such as a
// service that is down, is a page of its own.
func (a *app) reject(w http.ResponseWriter, r *http.Request, name string, p page, err error) {
	p.Form = form{Values: r.PostForm, Errors: explain(err)}
	if p.Form.Errors == nil {
		a.site.ServeError(w, r, err)
		return
	}
	p.Title = "Error: " + p.Title
	if strings.HasPrefix(r.URL.Path, "/account") {
		a.showStatus(w, r, http.StatusUnprocessableEntity, name, p)
		return
	}
	a.render(w, r, http.StatusUnprocessableEntity, name, p)
}

// problem is an error that this program finds by itself.
type problem struct{ field, text string }

func (p problem) Error() string { return p.text }

// explanations say in which field an error is, and what to do about it.
var explanations = []struct {
	kind        account.ErrorType
	operation   string // "" for all
	field, text string
}{
	{account.ErrUserInvalidCredentials, "createEmailPasswordSession", "", "That address and password do not go together. Check both and try again."},
	{account.ErrGeneralArgumentInvalid, "createEmailPasswordSession", "", "That address and password do not go together. Check both and try again."},
	{account.ErrUserInvalidCredentials, "updatePassword", "oldPassword", "This is not your current password."},
	{account.ErrUserInvalidCredentials, "", "password", "This is not your password."},
	{account.ErrUserInvalidToken, "", "code", "That code does not work. Take the newest one and try again."},
	{account.ErrUserAlreadyExists, "", "email", "There is an account with this address already. Sign in, or recover its password."},
	{account.ErrUserEmailAlreadyExists, "", "email", "This address belongs to another account. Use a different one."},
	{account.ErrUserPhoneAlreadyExists, "", "phone", "This number belongs to another account. Use a different one."},
	{account.ErrUserTargetAlreadyExists, "updatePhone", "phone", "This number is in use already. Use a different one."},
	{account.ErrUserTargetAlreadyExists, "", "email", "This address is in use already. Use a different one."},
	{account.ErrGeneralBadRequest, "updateEmail", "email", "This address belongs to another account. Use a different one."},
	{account.ErrGeneralBadRequest, "create", "email", "This address belongs to another account. Use a different one."},
	{account.ErrPasswordRecentlyUsed, "", "password", "You have used this password before. Choose another."},
	{account.ErrPasswordPersonalData, "", "password", "This password contains your name or address. Choose another."},
}

// invalid says how a parameter has to look.
var invalid = map[string]string{
	"email":       "Enter a whole address, such as ann@example.com.",
	"name":        "Use 1 to 128 characters.",
	"password":    "Use 8 to 256 characters, and no password that many people have.",
	"oldPassword": "This is not your current password.",
	"phone":       "Enter the number with its country code, such as +49 30 1234567.",
	"code":        "Enter the code as it was shown or sent to you.",
}

// explain returns what is wrong by field; nil if err is not about what was entered.
func explain(err error) map[string]string {
	var own problem
	var missing *account.MissingParameterError
	var failure *account.Error
	switch {
	case errors.As(err, &own):
		return map[string]string{own.field: own.text}
	case errors.As(err, &missing):
		found := map[string]string{}
		for _, parameter := range missing.Parameters {
			found[fieldOf(parameter)] = "Please fill this in."
		}
		return found
	case !errors.As(err, &failure):
		return nil
	}
	for _, e := range explanations {
		if failure.Type == e.kind && (e.operation == "" || e.operation == failure.Operation) {
			return map[string]string{e.field: e.text}
		}
	}
	if text := invalid[fieldOf(failure.Parameter())]; text != "" {
		return map[string]string{fieldOf(failure.Parameter()): text}
	}
	return nil
}

// fieldOf is the input for a parameter of the API.
func fieldOf(parameter string) string {
	if parameter == "otp" || parameter == "secret" {
		return "code"
	}
	return parameter
}
