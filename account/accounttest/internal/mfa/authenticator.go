package mfa

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// CreateAuthenticator makes the secret for an authenticator app. Until one is confirmed,
// each call makes a new one.
func CreateAuthenticator(r *exchange.Request, w *exchange.Response) error {
	if r.Params.String("type") != state.FactorTOTP {
		return exchange.RejectWith("general_argument_invalid", "Unknown type.")
	}
	if r.User.Email == "" {
		return r.Bug("general_bad_request")
	}
	if r.User.TOTPVerified() {
		return exchange.Reject("user_authenticator_already_verified")
	}
	secret := secrets.NewTOTP()
	r.User.Authenticator = &state.Authenticator{Secret: secret}
	w.JSON(200, php.NewArray("secret", secret, "uri", provisioningURI(r.Project.Name, r.User.Email, secret)))
	return nil
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
	r.User.UpdatedAt = r.Now
	r.Session.Factors, _ = state.MergeFactors(r.Session.Factors, state.FactorTOTP)
	w.JSON(200, r.User.Body())
	return nil
}

// DeleteAuthenticator deletes the authenticator.
func DeleteAuthenticator(r *exchange.Request, w *exchange.Response) error {
	if r.User.Authenticator == nil || r.Params.String("type") != state.FactorTOTP {
		return exchange.Reject("user_authenticator_not_found")
	}
	r.User.Authenticator = nil
	w.NoContent()
	return nil
}
