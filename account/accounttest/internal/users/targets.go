package users

import (
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// CreatePushTarget gives the caller a push target, which ends with the session. The string "0"
// counts as none, here and for the others.
func CreatePushTarget(r *exchange.Request, w *exchange.Response) error {
	if r.User == nil {
		return r.Bug("user_unauthorized") // an API key has no user to give the target to
	}
	id, address := r.Params.String("targetId"), r.Params.String("identifier")
	if id == "unique()" || id == "0" {
		id = secrets.NewID(r.Now)
	}
	if r.Project.HasTarget(id) || r.Project.HasAddress(address) {
		return exchange.Reject("user_target_already_exists")
	}
	target := state.NewTarget("push", address, r.Now)
	target.ID, target.Name = id, deviceName(r)
	if provider := r.Params.String("providerId"); provider != "0" {
		target.ProviderID = provider
	}
	if r.Session != nil {
		target.SessionID = r.Session.ID
	}
	r.Project.AddTarget(r.User, target)
	return w.JSON(201, target.Body(r.User.ID))
}

// deviceName is brand and model; a single space if neither is known.
func deviceName(r *exchange.Request) string {
	agent := r.Agent()
	return agent.DeviceBrand + " " + agent.DeviceModel
}

// UpdatePushTarget changes the address of a target. The service fails with 500 when it is taken.
func UpdatePushTarget(r *exchange.Request, w *exchange.Response) error {
	target := r.User.Target(r.Params.String("targetId"))
	if target == nil {
		return exchange.Reject("user_target_not_found")
	}
	before := *target
	if address := r.Params.String("identifier"); address != "0" {
		if !strings.EqualFold(address, target.Identifier) && r.Project.HasAddress(address) {
			return r.Bug("user_target_already_exists")
		}
		r.Project.SetTargetAddress(r.User, target, address)
		target.Expired = false
	}
	target.Name = deviceName(r)
	if *target != before {
		target.UpdatedAt = r.Now
	}
	return w.JSON(200, target.Body(r.User.ID))
}

// DeletePushTarget deletes a target, also one that is no push target.
func DeletePushTarget(r *exchange.Request, w *exchange.Response) error {
	target := r.User.Target(r.Params.String("targetId"))
	if target == nil {
		return exchange.Reject("user_target_not_found")
	}
	r.Project.DeleteTarget(r.User, target)
	return w.NoContent()
}
