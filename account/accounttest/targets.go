package accounttest

func (t *targetRecord) body(userID string) targetBody {
	body := targetBody{
		ID: t.ID, CreatedAt: isoDate(t.CreatedAt), UpdatedAt: isoDate(t.UpdatedAt), Name: t.Name, UserID: userID,
		ProviderType: t.ProviderType, Identifier: t.Identifier, Expired: t.Expired,
	}
	if t.ProviderID != "" {
		body.ProviderID = &t.ProviderID
	}
	return body
}

func handleCreatePushTarget(x *exchange) error {
	if x.user == nil {
		return x.bug("user_unauthorized") // an API key has no user to give the target to
	}
	id := x.text("targetId")
	if id == "unique()" {
		id = newID(x.now)
	}
	if x.project.targets[id] != nil || x.project.addressTaken(x.text("identifier")) {
		return refuse("user_target_already_exists")
	}
	target := newTarget("push", x.text("identifier"), x.now)
	target.ID, target.ProviderID, target.Name = id, x.text("providerId"), x.deviceName()
	if x.session != nil {
		target.SessionID = x.session.ID
	}
	x.project.addTarget(x.user, target)
	x.respond(201, target.body(x.user.ID))
	return nil
}

// deviceName is brand and model, a lone space if neither is known.
func (x *exchange) deviceName() string {
	agent := x.agent()
	return agent.DeviceBrand + " " + agent.DeviceModel
}

// namedTarget finds the caller's target that the path names.
func (x *exchange) namedTarget() (*targetRecord, error) {
	if x.user == nil {
		return nil, refuse("user_target_not_found")
	}
	target := x.user.target(x.text("targetId"))
	if target == nil {
		return nil, refuse("user_target_not_found")
	}
	return target, nil
}

func handleUpdatePushTarget(x *exchange) error {
	target, err := x.namedTarget()
	if err != nil {
		return err
	}
	if address := x.text("identifier"); address != target.Identifier {
		if x.project.addressTaken(address) {
			return refuse("user_target_already_exists")
		}
		x.project.setTargetAddress(x.user, target, address)
	}
	target.Name, target.Expired, target.UpdatedAt = x.deviceName(), false, x.now
	x.respond(200, target.body(x.user.ID))
	return nil
}

func handleDeletePushTarget(x *exchange) error {
	target, err := x.namedTarget()
	if err != nil {
		return err
	}
	x.project.deleteTarget(x.user, target)
	x.respondNothing()
	return nil
}
