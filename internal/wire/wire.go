// Package wire is how the account service spells things: dates, lists and free-form
// objects in its answers, and the JSON of requests.
package wire
