// Package wire is the JSON of the account service, once: the dates, lists and free-form
// objects of its responses, and the bodies of requests.
package wire
