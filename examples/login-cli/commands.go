package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accountcli"
)

var ways = []string{"password", "email-code", "sms-code", "magic-link", "oauth2", "anonymous"}

func (p *program) login(ctx context.Context) error {
	signIn, err := p.signIn(ctx)
	if err != nil {
		return err
	}
	if former, err := p.user(ctx); err == nil {
		former.DeleteSession(ctx, account.CurrentSession) // otherwise nobody could end it from here
	}
	where, err := p.store.Save(ctx, p.guest, signIn.Session.Secret)
	if err != nil {
		signIn.Client.DeleteSession(ctx, account.CurrentSession)
		return err
	}
	fmt.Fprintf(p.out, "Signed in as %s. The session is in %s.\n", nameOf(signIn.User), where)
	return nil
}

func (p *program) signIn(ctx context.Context) (*account.SignIn, error) {
	if p.with == "" {
		way, err := p.terminal.Choose(ctx, "How do you sign in?", ways...)
		if err != nil {
			return nil, err
		}
		p.with = ways[way]
	}
	switch p.with {
	case "password":
		return p.terminal.SignInWithPassword(ctx, p.guest, p.email)
	case "email-code":
		return p.terminal.SignInWithEmailCode(ctx, p.guest, p.email)
	case "sms-code":
		return p.terminal.SignInWithSMSCode(ctx, p.guest, p.phone)
	case "magic-link":
		return p.terminal.SignInWithMagicLink(ctx, p.guest, p.email)
	case "anonymous":
		return p.guest.SignIn(ctx, account.AnonymousSignIn{})
	case "oauth2":
		if p.provider == "" {
			var err error
			if p.provider, err = p.terminal.Ask(ctx, "Provider, such as github:"); err != nil {
				return nil, err
			}
		}
		return p.terminal.SignInWithOAuth2(ctx, p.guest, account.OAuthProvider(p.provider))
	}
	return nil, usageError{fmt.Errorf("--with %s: must be one of %s", p.with, strings.Join(ways, ", "))}
}

func (p *program) whoami(ctx context.Context) error {
	client, err := p.user(ctx)
	if err != nil {
		return err
	}
	user, err := client.Get(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s\nid: %s\n", nameOf(user), user.ID)
	verified := map[bool]string{true: "verified", false: "not verified"}
	if user.Email != "" {
		fmt.Fprintf(p.out, "e-mail: %s, %s\n", user.Email, verified[user.EmailVerification])
	}
	if user.Phone != "" {
		fmt.Fprintf(p.out, "phone: %s, %s\n", user.Phone, verified[user.PhoneVerification])
	}
	fmt.Fprintf(p.out, "multi-factor authentication: %s\n", map[bool]string{true: "on", false: "off"}[user.MFA])
	return nil
}

func (p *program) sessions(ctx context.Context) error {
	client, err := p.user(ctx)
	if err != nil {
		return err
	}
	if p.endOthers {
		err = client.DeleteOtherSessions(ctx)
	} else if p.end != "" {
		err = client.DeleteSession(ctx, p.end)
	}
	if err != nil {
		return err
	}
	list, err := client.ListSessions(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SESSION\tDEVICE\tPLACE\tSINCE\tSIGNED IN WITH")
	for _, session := range list.Sessions {
		place := accountcli.Printable(fmt.Sprintf("%s (%s)", session.CountryName, session.IP))
		with := accountcli.Printable(strings.Join(session.Factors, ", "))
		if session.Current {
			with += ", this session"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", session.ID, session.Device(), place, session.CreatedAt.Local().Format("2006-01-02 15:04"), with)
	}
	return table.Flush()
}

func (p *program) mfa(ctx context.Context) error {
	client, err := p.user(ctx)
	if err != nil {
		return err
	}
	if _, err = p.terminal.EnableMFA(ctx, client); err != nil {
		return err
	}
	fmt.Fprintln(p.out, "Multi-factor authentication is on.")
	return nil
}

func (p *program) logout(ctx context.Context) error {
	client, err := p.user(ctx)
	if errors.Is(err, accountcli.ErrNoSession) {
		fmt.Fprintln(p.out, "Nobody was signed in.")
		return nil
	}
	if err != nil {
		return err
	}
	if err := client.DeleteSession(ctx, account.CurrentSession); err != nil && !account.IsSignedOut(err) && !errors.Is(err, account.ErrUserBlocked) {
		return err
	}
	if err := p.store.Delete(ctx, p.guest); err != nil {
		return err
	}
	fmt.Fprintln(p.out, "Signed out.")
	return nil
}

// nameOf is how a person knows themselves.
func nameOf(user *account.User) string {
	return accountcli.Printable(cmp.Or(user.Name, user.Email, user.Phone, "an anonymous user"))
}
