package users

import (
	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// CreatePushTarget gives the caller a push target, which ends with the session.
func CreatePushTarget(r *exchange.Request, w *exchange.Response) error {
	if r.User == nil {
		return r.Bug("user_unauthorized") // an API key has no user to give the target to
	}
	id, address := r.Params.String("targetId"), r.Params.String("identifier")
	if id == "unique()" {
		id = secrets.NewID(r.Now)
	}
	if r.Project.HasTarget(id) || r.Project.HasAddress(address) {
		return exchange.Reject("user_target_already_exists")
	}
	target := state.NewTarget("push", address, r.Now)
	target.ID, target.ProviderID, target.Name = id, r.Params.String("providerId"), deviceName(r)
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

// UpdatePushTarget changes the address of a target.
func UpdatePushTarget(r *exchange.Request, w *exchange.Response) error {
	target := r.User.Target(r.Params.String("targetId"))
	if target == nil {
		return exchange.Reject("user_target_not_found")
	}
	if address := r.Params.String("identifier"); address != target.Identifier {
		if r.Project.HasAddress(address) {
			return exchange.Reject("user_target_already_exists")
		}
		r.Project.SetTargetAddress(r.User, target, address)
	}
	target.Name, target.Expired, target.UpdatedAt = deviceName(r), false, r.Now
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
