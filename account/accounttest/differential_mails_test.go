package accounttest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestMails_HaveTheSubjectsOfTheServerInTheCallersLanguage(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		signedIn, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
		page := "http://localhost/page"
		mails := []struct {
			as      *caller
			path    string
			body    fields
			english string
			german  string
		}{
			{guest(t, srv), "/account/recovery", fields{"email": ann, "url": page}, "Password Reset", "Kennwort zurücksetzen"},
			{signedIn, "/account/verification", fields{"url": page}, "Account Verification", "Kontoverifizierung"},
			{guest(t, srv), "/account/tokens/email", fields{"userId": "unique()", "email": ann}, "OTP for main Login", "main Anmeldung"},
			{guest(t, srv), "/account/tokens/magic-url", fields{"userId": "unique()", "email": ann, "url": page}, "main Login", "Login"},
		}
		for _, m := range mails {
			if srv.Version() == "1.9.6" && (m.path == "/account/recovery" || m.path == "/account/verification") {
				m.english += " for main"
			}
			m.as.call("POST", m.path, m.body).ok(201)
			require.Equal(t, m.english, srv.LastMail(ann).Subject, m.path)
			m.as.with("X-Appwrite-Locale", "de").call("POST", m.path, m.body).ok(201)
			require.Equal(t, m.german, srv.LastMail(ann).Subject, m.path)
		}
	})
}

func TestMails_AChallengeHasNoGermanSubject(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, EmailVerified: true})
		caller.call("POST", "/account/mfa/challenge", fields{"factor": "email"})
		require.Equal(t, "Verification Code for main", srv.LastMail(ann).Subject)
		caller.with("X-Appwrite-Locale", "de").call("POST", "/account/mfa/challenge", fields{"factor": "email"})
		require.Equal(t, "{{emails.mfaChallenge.subject}}", srv.LastMail(ann).Subject)
	})
}

func TestLocale_TranslatesTheNameOfTheCountry(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		signedIn, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, Password: password})
		german := guest(t, srv).with("X-Appwrite-Locale", "de")
		require.Equal(t, "Unbekannt", german.call("POST", "/account/sessions/anonymous", nil).ok(201).field("countryName"))
		session := german.call("POST", "/account/sessions/email", fields{"email": ann, "password": password}).ok(201)
		require.Equal(t, "Unbekannt", session.field("countryName"))

		require.Equal(t, "Unknown", signedIn.call("GET", "/account/sessions/current", nil).field("countryName"))
		require.Equal(t, "Unknown", signedIn.with("X-Appwrite-Locale", "nonsense").call("GET", "/account/sessions/current", nil).field("countryName"))
		signedIn = signedIn.with("X-Appwrite-Locale", "de")
		require.Equal(t, "Unbekannt", signedIn.call("GET", "/account/sessions/current", nil).field("countryName"))
		for path, list := range map[string]string{"/account/sessions": "sessions", "/account/logs": "logs"} {
			items := signedIn.call("GET", path, nil).ok(200).json[list].([]any)
			require.NotEmpty(t, items, path)
			for _, item := range items {
				require.Equal(t, "Unbekannt", item.(fields)["countryName"], path)
			}
		}
	})
}

func TestResponseFormat_OldClientsGetListsWithoutFactorsAndSecret(t *testing.T) {
	everyVersion(t, func(t *testing.T, srv *accounttest.Server) {
		caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann})
		for format, has := range map[string]bool{"1.4.0": false, "nonsense": false, "1.5.0": true, "1.7.0": true} {
			old := caller.with("X-Appwrite-Response-Format", format)
			old.lenient = true
			session := old.call("GET", "/account/sessions", nil).ok(200).json["sessions"].([]any)[0].(fields)
			require.Equal(t, has, session["factors"] != nil, format)
			require.Equal(t, has, session["secret"] != nil, format)
		}
	})
}
