// Package avatars draws the pictures that programs show beside an account: the initials of a
// name, and a text as a QR code.
package avatars

import (
	"bytes"
	"image"
	"image/png"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
)

// cacheControl lets browsers, and no shared cache, keep a picture for 45 days.
const cacheControl = "private, max-age=3888000"

// respond responds with a picture.
func respond(w *exchange.Response, picture image.Image) error {
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, picture); err != nil {
		return err
	}
	w.Header.Set("Cache-Control", cacheControl)
	return w.Image("image/png", encoded.Bytes())
}
