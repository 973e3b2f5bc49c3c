package account

import (
	"bytes"
	"errors"
)

// decodable is a pointer to a model.
type decodable[T any] interface {
	*T
	UnmarshalJSON([]byte) error
}

// errUnexpected is a success that is not what the document says. Its reason stays out: a
// decoder's error could quote a secret.
var errUnexpected = errors.New("the response is not the one the service is documented to send")

// decodeModel decodes a response into a model.
func decodeModel[T any, P decodable[T]](model *T) func(*attempt) error {
	return func(a *attempt) error {
		if !isObject(a.body) || P(model).UnmarshalJSON(a.body) != nil {
			return errUnexpected
		}
		return nil
	}
}

// decodeNothing expects an empty response: a page of some proxy must not pass as proof that
// a session was ended.
func decodeNothing(a *attempt) error {
	if len(a.body) > 0 {
		return errUnexpected
	}
	return nil
}

// isObject rejects "null" and the like, of which decoders make a zero model.
func isObject(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
}
