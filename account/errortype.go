package account

// ErrorType is the machine-readable kind of an error of the service, such as
// "user_invalid_credentials". It is an error itself, so that every one of the
// Err constants is a target for errors.Is:
//
//	if errors.Is(err, account.ErrUserInvalidCredentials) { … }
//
// Types that this package does not know arrive as they are.
type ErrorType string

// Error returns the type as the service spells it.
func (t ErrorType) Error() string { return string(t) }
