package users

import (
	"errors"
	"slices"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/params"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
)

// ListLogs responds with the audit log, newest first.
func ListLogs(r *exchange.Request, w *exchange.Response) error {
	logs := make([]*php.Array, 0, len(r.User.Logs))
	for _, entry := range slices.Backward(r.User.Logs) {
		country := r.Language().Country(entry.CountryCode)
		logs = append(logs, entry.Body(r.User.ID, r.Version).Append("countryName", country))
	}
	page, total, err := r.Params.Queries.Apply(logs)
	if err != nil {
		return err
	}
	return w.JSON(200, php.NewArray("total", requested(r, total), "logs", page))
}

// ListIdentities responds with the identities that the queries ask for.
func ListIdentities(r *exchange.Request, w *exchange.Response) error {
	if r.Params.Queries.UsesSearch() {
		return r.Bug("general_query_invalid") // there is no index for it
	}
	var identities []*php.Array
	for _, identity := range r.Project.IdentitiesOf(r.User.ID) {
		identities = append(identities, identity.Body())
	}
	page, total, err := r.Params.Queries.Apply(identities)
	var unknown params.CursorNotFound
	if errors.As(err, &unknown) {
		return exchange.RejectWith("general_cursor_not_found", "Identity '"+string(unknown)+"' for the 'cursor' value not found.")
	}
	return w.JSON(200, php.NewArray("total", requested(r, total), "identities", page))
}

// requested is the total, and 0 if the caller does not need it. Of all values that the
// parameter can have only "0" says so: the service takes the string "false" for true.
func requested(r *exchange.Request, total int) int {
	if r.Params.String("total") == "0" {
		return 0
	}
	return total
}

// DeleteIdentity deletes an identity of the caller.
func DeleteIdentity(r *exchange.Request, w *exchange.Response) error {
	id := r.Params.String("identityId")
	at := slices.IndexFunc(r.Project.Identities, func(i *state.Identity) bool { return i.ID == id })
	if at < 0 {
		return exchange.Reject("user_identity_not_found")
	}
	if r.Project.Identities[at].UserID != r.User.ID {
		return exchange.Reject("user_unauthorized")
	}
	r.Project.Identities = slices.Delete(r.Project.Identities, at, at+1)
	return w.NoContent()
}
