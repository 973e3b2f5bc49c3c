package accountcli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
	"golang.org/x/term"

	"github.com/appwrite-go/appwrite/account"
)

// EnableMFA leads a person through multi-factor authentication: it shows the QR code of an
// authenticator app, asks for the code that the app shows, shows the recovery codes, has the
// person confirm that they are kept, and only then switches MFA on. The client acts as that
// person, with a session.
//
// Whoever stops in between loses nothing: MFA is off until the end, and the next EnableMFA
// goes on from there. Recovery codes that were made before and are lost can be replaced.
//
// Errors to expect are those of CreateMFAAuthenticator, UpdateMFAAuthenticator,
// CreateMFARecoveryCodes and UpdateMFA, and those of the questions.
func (t *Terminal) EnableMFA(ctx context.Context, client *account.Client) (*account.User, error) {
	if err := t.requireInput(); err != nil {
		return nil, err
	}
	factors, err := client.ListMFAFactors(ctx)
	if err != nil {
		return nil, err
	}
	if !factors.TOTP {
		if err := t.addAuthenticator(ctx, client); err != nil {
			return nil, err
		}
	}
	if err := t.showRecoveryCodes(ctx, client); err != nil {
		return nil, err
	}
	return client.EnableMFA(ctx)
}

func (t *Terminal) addAuthenticator(ctx context.Context, client *account.Client) error {
	authenticator, err := client.CreateMFAAuthenticator(ctx, account.AuthenticatorTypeTOTP)
	if err != nil {
		return err
	}
	if err := t.ShowQRCode(authenticator.URI); err != nil {
		return err
	}
	t.say("Scan this with the authenticator app, or type this secret into it:\n\n  %s\n", grouped(authenticator.Secret))
	for left := attempts; ; {
		code, err := t.askCode(ctx, "Code that the app shows:")
		if err != nil {
			return err
		}
		_, err = client.UpdateMFAAuthenticator(ctx, account.AuthenticatorTypeTOTP, account.UpdateMFAAuthenticatorParams{OTP: code})
		left--
		if !t.again(left, err, "Wrong code. Try again with the one that the app shows now.") {
			return err
		}
	}
}

// showRecoveryCodes makes recovery codes, and does not return before the person has them.
func (t *Terminal) showRecoveryCodes(ctx context.Context, client *account.Client) error {
	codes, err := client.CreateMFARecoveryCodes(ctx)
	if errors.Is(err, account.ErrUserRecoveryCodesAlreadyExists) {
		codes, err = t.replaceRecoveryCodes(ctx, client)
	}
	if err != nil || codes == nil {
		return err
	}
	t.say("Recovery codes. Each lets you in once when the app is lost; keep them where the app is not:\n\n  %s\n", strings.Join(codes.RecoveryCodes, "\n  "))
	for {
		kept, err := t.Confirm(ctx, "Have you kept them?")
		if err != nil || kept {
			return err
		}
		t.say("Without them a lost phone is a lost account. Type yes when you have them, or Ctrl+C to leave multi-factor authentication off.")
	}
}

// replaceRecoveryCodes makes new codes for a person who wants them. The service asks for a
// factor first, since the old ones stop working.
func (t *Terminal) replaceRecoveryCodes(ctx context.Context, client *account.Client) (*account.MFARecoveryCodes, error) {
	replace, err := t.Confirm(ctx, "You have recovery codes already. Replace them by new ones?")
	if err != nil || !replace {
		return nil, err
	}
	for left := attempts; ; {
		code, err := t.askCode(ctx, "Code that the app shows:")
		if err != nil {
			return nil, err
		}
		challenge, err := client.CreateMFAChallenge(ctx, account.CreateMFAChallengeParams{Factor: account.AuthenticationFactorTOTP})
		if err != nil {
			return nil, err
		}
		_, err = client.UpdateMFAChallenge(ctx, account.UpdateMFAChallengeParams{ChallengeID: challenge.ID, OTP: code})
		if err == nil {
			return client.UpdateMFARecoveryCodes(ctx)
		}
		left--
		if !t.again(left, err, "Wrong code. Try again with the one that the app shows now.") {
			return nil, err
		}
	}
}

// grouped writes a secret as people can type it.
func grouped(secret string) string {
	var b strings.Builder
	for i, r := range Printable(secret) {
		switch {
		case i > 0 && i%40 == 0:
			b.WriteString("\n  ")
		case i > 0 && i%4 == 0:
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// QRCode returns a text as a QR code of half-block characters, for a dark terminal: what is
// dark in the code is the background. A URI of an authenticator is about 53 characters wide.
//
// It holds the text, so it is as secret as that.
func QRCode(text string) (string, error) {
	code, err := newQRCode(text)
	if err != nil {
		return "", err
	}
	return code.ToSmallString(false), nil
}

func newQRCode(text string) (*qrcode.QRCode, error) {
	code, err := qrcode.New(text, qrcode.Low)
	if err != nil { // the error may quote the text
		return nil, fmt.Errorf("accountcli: a text of %d bytes does not fit into a QR code", len(text))
	}
	return code, nil
}

// ShowQRCode shows a text as a QR code, black on white whatever the colors of the terminal
// are. In a window that is too narrow it says so instead.
func (t *Terminal) ShowQRCode(text string) error {
	code, err := newQRCode(text)
	if err != nil {
		return err
	}
	if width, ok := t.width(); ok && width < len(code.Bitmap()) {
		t.say("The window is too narrow for the QR code, which needs %d columns.", len(code.Bitmap()))
		return nil
	}
	for line := range strings.Lines(code.ToSmallString(true)) {
		t.say("\x1b[30;107m%s\x1b[0m", strings.TrimSuffix(line, "\n"))
	}
	return nil
}

// width is that of the terminal in columns, if the output is one.
func (t *Terminal) width() (int, bool) {
	file, ok := t.out.(*os.File)
	if !ok {
		return 0, false
	}
	width, _, err := term.GetSize(int(file.Fd()))
	return width, err == nil && width > 0
}
