package exchange

// RequireSession rejects callers with a JWT where an operation needs the session. The
// service forgot that case and fails with 500.
func (r *Request) RequireSession() error {
	if r.Session == nil {
		return r.Bug("user_session_not_found")
	}
	return nil
}

// RequireMail rejects the request if the service has no mail server.
func (r *Request) RequireMail() error {
	if !r.Settings.Mail {
		return Reject("general_smtp_disabled")
	}
	return nil
}

// RequireSMS rejects the request if the service has no SMS provider.
func (r *Request) RequireSMS() error {
	if !r.Settings.SMS {
		return Reject("general_phone_disabled")
	}
	return nil
}

// RequireRoom rejects the request if the project has as many users as it can have.
func (r *Request) RequireRoom() error {
	if limit := r.Settings.UserLimit; limit > 0 && len(r.Project.Users) >= limit {
		return Reject("user_count_exceeded")
	}
	return nil
}

// Bug returns the 500 of the real service, or the sensible error type if the settings ask
// for that.
func (r *Request) Bug(sensible string) error {
	if r.Settings.Bugs {
		return Reject("general_unknown")
	}
	return Reject(sensible)
}
