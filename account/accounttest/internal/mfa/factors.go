// Package mfa has the operations of multi-factor authentication: factors, authenticator
// apps, recovery codes and challenges.
package mfa

import (
	"slices"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// ListFactors responds with the factors that the caller can use.
func ListFactors(r *exchange.Request, w *exchange.Response) error {
	verified := r.User.VerifiedFactors()
	has := func(factor string) bool { return slices.Contains(verified, factor) }
	return w.JSON(200, php.NewArray("totp", has(state.FactorTOTP), "phone", has(state.FactorPhone), "email", has(state.FactorEmail),
		"recoveryCode", len(r.User.RecoveryCodes) > 0))
}

// Update switches multi-factor authentication on or off. Switched on, it keeps the caller's
// session in by adding the verified factors to it.
func Update(r *exchange.Request, w *exchange.Response) error {
	if err := r.RequireSession(); err != nil {
		return err
	}
	r.User.MFA = r.Params.Bool("mfa")
	r.User.UpdatedAt = r.Now
	if r.User.MFA {
		factors, gapless := state.MergeFactors(r.Session.Factors, r.User.VerifiedFactors()...)
		// Some versions store a list with holes and fail with 500, after the change.
		if !gapless && r.Settings.Bugs && !r.Version.SwitchesMFAWithManyFactors {
			return exchange.Reject("general_unknown")
		}
		if len(factors) > len(r.Session.Factors) {
			r.Session.UpdatedAt = r.Now
		}
		r.Session.Factors = factors
	}
	return w.User(r, 200, r.User)
}

// CreateAuthenticator makes the secret for an authenticator app. Until one is confirmed,
// each call makes a new one.
func CreateAuthenticator(r *exchange.Request, w *exchange.Response) error {
	if r.Params.String("type") != state.FactorTOTP {
		return exchange.RejectWith("general_argument_invalid", "Unknown type.") // unverified
	}
	if r.User.Email == "" {
		return r.Bug("general_bad_request")
	}
	if r.User.TOTPVerified() {
		return exchange.Reject("user_authenticator_already_verified")
	}
	secret := secrets.NewTOTP()
	r.User.Authenticator = &state.Authenticator{Secret: secret}
	return w.JSON(200, php.NewArray("secret", secret, "uri", provisioningURI(r.Project.Name, r.User.Email, secret)))
}

// provisioningURI is what authenticator apps read from a QR code. The colon of the label is
// escaped, too.
func provisioningURI(issuer, email, secret string) string {
	return "otpauth://totp/" + php.RawURLEncode(issuer+":"+email) + "?issuer=" + php.RawURLEncode(issuer) + "&secret=" + secret
}

// UpdateAuthenticator confirms an authenticator with its first code.
func UpdateAuthenticator(r *exchange.Request, w *exchange.Response) error {
	if err := r.RequireSession(); err != nil {
		return err
	}
	if r.User.Authenticator == nil || r.Params.String("type") != state.FactorTOTP {
		return exchange.Reject("user_authenticator_not_found")
	}
	if r.User.Authenticator.Verified {
		return exchange.Reject("user_authenticator_already_verified")
	}
	if !r.User.TOTPMatches(r.Params.String("otp"), r.Now) {
		return exchange.Reject("user_invalid_token")
	}
	r.User.Authenticator.Verified = true
	r.Session.Factors, _ = state.MergeFactors(r.Session.Factors, state.FactorTOTP)
	r.Session.UpdatedAt = r.Now // and not the user's
	return w.User(r, 200, r.User)
}

// DeleteAuthenticator deletes the authenticator.
func DeleteAuthenticator(r *exchange.Request, w *exchange.Response) error {
	if r.User.Authenticator == nil || r.Params.String("type") != state.FactorTOTP {
		return exchange.Reject("user_authenticator_not_found")
	}
	r.User.Authenticator = nil
	return w.NoContent()
}

// CreateRecoveryCodes makes the first set of recovery codes.
func CreateRecoveryCodes(r *exchange.Request, w *exchange.Response) error {
	if len(r.User.RecoveryCodes) > 0 {
		return exchange.Reject("user_recovery_codes_already_exists")
	}
	return renewRecoveryCodes(r, w, r.Version.MFACreated)
}

// GetRecoveryCodes responds with the recovery codes that are left.
func GetRecoveryCodes(r *exchange.Request, w *exchange.Response) error {
	if len(r.User.RecoveryCodes) == 0 {
		return exchange.Reject("user_recovery_codes_not_found")
	}
	return respondRecoveryCodes(r, w, 200)
}

// UpdateRecoveryCodes replaces the recovery codes.
func UpdateRecoveryCodes(r *exchange.Request, w *exchange.Response) error {
	if len(r.User.RecoveryCodes) == 0 {
		return exchange.Reject("user_recovery_codes_not_found")
	}
	return renewRecoveryCodes(r, w, 200)
}

func renewRecoveryCodes(r *exchange.Request, w *exchange.Response, status int) error {
	r.User.RecoveryCodes, r.User.UpdatedAt = secrets.NewRecoveryCodes(), r.Now
	return respondRecoveryCodes(r, w, status)
}

func respondRecoveryCodes(r *exchange.Request, w *exchange.Response, status int) error {
	return w.JSON(status, php.NewArray("recoveryCodes", r.User.RecoveryCodes))
}
