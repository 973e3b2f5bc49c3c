package account

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"github.com/appwrite-go/appwrite/internal/wire"
)

// decodable is a pointer to a model.
type decodable[T any] interface {
	*T
	fields() wire.Fields
}

// errUnexpected is a success that is not what the document says. Its reason stays out: a
// decoder's error could quote a secret.
var errUnexpected = errors.New("the response is not the one the service is documented to send")

// decodeModel decodes a response into a model.
func decodeModel[T any, P decodable[T]](model *T) func(*attempt) error {
	return func(a *attempt) error {
		if !isObject(a.body) {
			return errUnexpected
		}
		err := wire.UnmarshalResponse(a.body, P(model).fields())
		var missing *wire.MissingFieldError
		if errors.As(err, &missing) {
			return fmt.Errorf("%w: %w", errUnexpected, missing)
		}
		if err != nil {
			return errUnexpected // which says nothing of the value
		}
		return nil
	}
}

// decodeNothing expects 204 and an empty response: a page of some proxy, or an empty 200, must
// not pass as proof that a session was ended.
func decodeNothing(a *attempt) error {
	if a.status() != http.StatusNoContent || len(a.body) > 0 {
		return errUnexpected
	}
	return nil
}

// isObject rejects "null" and the like, of which decoders make a zero model.
func isObject(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
}
