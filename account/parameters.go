package account

// A parameter that a call needs, and whether the caller left it out.
type parameter struct {
	name    string
	missing bool
}

func text[S ~string](name string, value S) parameter { return parameter{name, value == ""} }

func object(name string, value map[string]any) parameter { return parameter{name, value == nil} }

// require fails with all the parameters that are missing.
func require(operation string, needed ...parameter) error {
	var missing []string
	for _, p := range needed {
		if p.missing {
			missing = append(missing, p.name)
		}
	}
	if missing == nil {
		return nil
	}
	return &MissingParameterError{Operation: operation, Parameters: missing}
}

// requireID checks a parameter of the path, beside other parameters. An id that is
// empty, "." or ".." would make another call of this one: DELETE /account/sessions/
// ends all sessions, DELETE /account/ deletes the account.
func requireID[S ~string](operation, name string, id S, needed ...parameter) error {
	if id == "." || id == ".." {
		return &InvalidParameterError{Operation: operation, Parameter: name, Reason: `"." and ".." are steps in a path, not identifiers`}
	}
	return require(operation, append([]parameter{text(name, id)}, needed...)...)
}
