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
	w.JSON(200, php.NewArray("totp", has(state.FactorTOTP), "phone", has(state.FactorPhone), "email", has(state.FactorEmail),
		"recoveryCode", len(r.User.RecoveryCodes) > 0))
	return nil
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
		// The service stores a list with holes and fails with 500, after the change.
		if !gapless && r.Settings.Bugs {
			return exchange.Reject("general_unknown")
		}
		r.Session.Factors, r.Session.UpdatedAt = factors, r.Now
	}
	w.JSON(200, r.User.Body())
	return nil
}

// CreateRecoveryCodes makes the first set of recovery codes.
func CreateRecoveryCodes(r *exchange.Request, w *exchange.Response) error {
	if len(r.User.RecoveryCodes) > 0 {
		return exchange.Reject("user_recovery_codes_already_exists")
	}
	r.User.RecoveryCodes = secrets.NewRecoveryCodes()
	return respondRecoveryCodes(r, w)
}

// GetRecoveryCodes responds with the recovery codes that are left.
func GetRecoveryCodes(r *exchange.Request, w *exchange.Response) error {
	if len(r.User.RecoveryCodes) == 0 {
		return exchange.Reject("user_recovery_codes_not_found")
	}
	return respondRecoveryCodes(r, w)
}

// UpdateRecoveryCodes replaces the recovery codes.
func UpdateRecoveryCodes(r *exchange.Request, w *exchange.Response) error {
	if len(r.User.RecoveryCodes) == 0 {
		return exchange.Reject("user_recovery_codes_not_found")
	}
	r.User.RecoveryCodes = secrets.NewRecoveryCodes()
	return respondRecoveryCodes(r, w)
}

func respondRecoveryCodes(r *exchange.Request, w *exchange.Response) error {
	w.JSON(200, php.NewArray("recoveryCodes", r.User.RecoveryCodes))
	return nil
}
