// Package messages writes the mails and SMS of the service into its outbox.
package messages

import (
	"cmp"
	"fmt"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/locale"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

func send(r *exchange.Request, message state.Message) {
	message.Time = r.Now
	if message.Phrase != "" {
		message.Text += " Security phrase: " + message.Phrase + "."
	}
	r.Store.AddMessage(message)
}

// mail makes a mail whose subject is a key of the caller's language.
func mail(r *exchange.Request, kind string, user *state.User, subject, text string) state.Message {
	if r.Version.SubjectsNameProject {
		subject = r.Language().Naming(subject)
	}
	subject = r.Language().Text(subject, r.Project.Name)
	return state.Message{Channel: state.Mail, Kind: kind, To: user.Email, UserID: user.ID, Subject: subject, Text: text}
}

// MailCode sends the code of an e-mail token.
func MailCode(r *exchange.Request, user *state.User, token *state.Token, code, phrase string) {
	message := mail(r, state.EmailCode, user, locale.CodeSubject,
		fmt.Sprintf("Your code for %s is %s.", r.Project.Name, code))
	message.Code, message.Secret, message.Phrase, message.Expire = code, code, phrase, token.Expire
	send(r, message)
}

// MailMagicURL sends the link of a magic URL token. Without a URL it leads to the console.
func MailMagicURL(r *exchange.Request, user *state.User, token *state.Token, url, secret, phrase string) {
	url = cmp.Or(url, r.BaseURL()+"/console/auth/magic-url")
	link := php.AppendToLink(page(r, url), "userId", user.ID, "secret", secret, "expire", php.Date(token.Expire), "project", r.Project.ID)
	message := mail(r, state.MagicURL, user, locale.MagicURLSubject, fmt.Sprintf("Sign in to %s: %s", r.Project.Name, link))
	message.Link, message.Secret, message.Phrase, message.Expire = link, secret, phrase, token.Expire
	send(r, message)
}

// page is the page of a link. Some versions escape it as HTML, which damages a query of more
// than one parameter.
func page(r *exchange.Request, url string) string {
	if r.Version.EscapesLinks {
		return php.EscapeHTML(url)
	}
	return url
}

// MailRecovery sends the link of a password recovery.
func MailRecovery(r *exchange.Request, user *state.User, token *state.Token, url, secret string) {
	mailLink(r, state.Recovery, user, token, url, secret, locale.RecoverySubject, "Set a new password for %s: %s")
}

// MailVerification sends the link that verifies an address.
func MailVerification(r *exchange.Request, user *state.User, token *state.Token, url, secret string) {
	mailLink(r, state.EmailVerification, user, token, url, secret, locale.VerificationSubject, "Confirm your address for %s: %s")
}

func mailLink(r *exchange.Request, kind string, user *state.User, token *state.Token, url, secret, subject, text string) {
	expire := php.StorageDate(token.Expire)
	if r.Version.DatesInLinksAreISO {
		expire = php.Date(token.Expire)
	}
	link := php.AppendToLink(page(r, url), "userId", user.ID, "secret", secret, "expire", expire)
	message := mail(r, kind, user, subject, fmt.Sprintf(text, r.Project.Name, link))
	message.Name, message.Link, message.Secret, message.Expire = user.Name, link, secret, token.Expire
	send(r, message)
}

// MailChallenge sends the code of an MFA challenge.
func MailChallenge(r *exchange.Request, user *state.User, challenge *state.Challenge) {
	message := mail(r, state.MFACode, user, locale.MFASubject,
		"Your verification code for "+r.Project.Name+" is "+challenge.Code+".")
	message.Code, message.Secret, message.Expire = challenge.Code, challenge.Code, challenge.Expire
	send(r, message)
}

// AlertSession mails a user about a new session, unless it is the first.
func AlertSession(r *exchange.Request, user *state.User, session *state.Session) {
	if !r.Settings.SessionAlerts || !r.Settings.Mail || user.Email == "" || len(user.Sessions) < 2 {
		return
	}
	send(r, mail(r, state.SessionAlert, user, locale.AlertSubject,
		fmt.Sprintf("A new session was started on %s from %s (%s, %s).", php.Date(session.CreatedAt), session.IP,
			session.Agent.ClientName, r.Language().Country(session.CountryCode))))
}

// PhoneCode makes a one-time code for a number. Mock numbers have a fixed one.
func PhoneCode(r *exchange.Request, phone string) string {
	if code, fixed := r.Settings.MockNumbers[phone]; fixed {
		return code
	}
	return secrets.NewCode()
}

// SMS sends the message, which has its code as the whole text. Mock numbers get none.
func SMS(r *exchange.Request, message state.Message) {
	if _, mock := r.Settings.MockNumbers[message.To]; mock {
		return
	}
	message.Channel, message.Secret, message.Text = state.SMS, message.Code, message.Code
	send(r, message)
}
