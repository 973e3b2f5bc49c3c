package operations

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/avatars"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/geo"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/health"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/mfa"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/oauth2"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/sessions"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/users"
)

// handlers is who does what, by operation id. Every operation of the document must be here.
var handlers = map[string]exchange.Handler{
	"get":              users.Get,
	"create":           users.Create,
	"delete":           users.Delete,
	"updateEmail":      users.UpdateEmail,
	"updateName":       users.UpdateName,
	"updatePassword":   users.UpdatePassword,
	"updatePhone":      users.UpdatePhone,
	"getPrefs":         users.GetPrefs,
	"updatePrefs":      users.UpdatePrefs,
	"updateStatus":     users.UpdateStatus,
	"listIdentities":   users.ListIdentities,
	"deleteIdentity":   users.DeleteIdentity,
	"listLogs":         users.ListLogs,
	"createPushTarget": users.CreatePushTarget,
	"updatePushTarget": users.UpdatePushTarget,
	"deletePushTarget": users.DeletePushTarget,

	"listSessions":               sessions.List,
	"deleteSessions":             sessions.DeleteAll,
	"createAnonymousSession":     sessions.CreateAnonymous,
	"createEmailPasswordSession": sessions.CreateEmailPassword,
	"createSession":              sessions.Create,
	"updateMagicURLSession":      sessions.Create,
	"updatePhoneSession":         sessions.Create,
	"getSession":                 sessions.Get,
	"updateSession":              sessions.Update,
	"deleteSession":              sessions.Delete,
	"createJWT":                  sessions.CreateJWT,
	"createEmailToken":           sessions.CreateEmailToken,
	"createMagicURLToken":        sessions.CreateMagicURLToken,
	"createPhoneToken":           sessions.CreatePhoneToken,
	"createRecovery":             sessions.CreateRecovery,
	"updateRecovery":             sessions.UpdateRecovery,
	"createVerification":         sessions.CreateVerification,
	"updateVerification":         sessions.UpdateVerification,
	"createPhoneVerification":    sessions.CreatePhoneVerification,
	"updatePhoneVerification":    sessions.UpdatePhoneVerification,

	"updateMFA":              mfa.Update,
	"createMfaAuthenticator": mfa.CreateAuthenticator,
	"updateMfaAuthenticator": mfa.UpdateAuthenticator,
	"deleteMfaAuthenticator": mfa.DeleteAuthenticator,
	"createMfaChallenge":     mfa.CreateChallenge,
	"updateMfaChallenge":     mfa.UpdateChallenge,
	"listMfaFactors":         mfa.ListFactors,
	"getMfaRecoveryCodes":    mfa.GetRecoveryCodes,
	"createMfaRecoveryCodes": mfa.CreateRecoveryCodes,
	"updateMfaRecoveryCodes": mfa.UpdateRecoveryCodes,

	"createOAuth2Token":    oauth2.CreateToken,
	"createOAuth2Session":  oauth2.CreateSession,
	"oauth2Callback":       oauth2.Callback,
	"oauth2Redirect":       oauth2.Redirect,
	"oauth2Provider":       oauth2.ShowPage,
	"oauth2ProviderSignIn": oauth2.SignIn,

	"ping":          health.Ping,
	"healthVersion": health.Version,
	"locale":        geo.Locale,
	"initials":      avatars.Initials,
	"qr":            avatars.QR,
}
