package params

import "github.com/appwrite-go/appwrite/account/accounttest/internal/state"

// Check returns the service's description of the parameter's rule if a value breaks it, and
// "" if it does not. It is for what does not come with a request.
func (p Param) Check(value any, settings *state.Settings) (description string) {
	description, ok := checks[p.Rule](p, value, Context{Settings: settings})
	if ok {
		return ""
	}
	return description
}
