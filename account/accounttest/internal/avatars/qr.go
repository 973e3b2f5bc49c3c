package avatars

import (
	"image"
	"image/color"

	"github.com/skip2/go-qrcode"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
)

// Defaults of a QR code: its side in pixels, and its margin in the little squares that it is
// made of.
const (
	defaultSize   = 400
	defaultMargin = 1
)

// QR responds with a text as a QR code.
func QR(r *exchange.Request, w *exchange.Response) error {
	size, sent := r.Params.Int("size")
	if !sent {
		size = defaultSize
	}
	margin, sent := r.Params.Int("margin")
	if !sent {
		margin = defaultMargin
	}
	code, err := qrcode.New(r.Params.String("text"), qrcode.Low)
	if err != nil {
		return err
	}
	code.DisableBorder = true
	if download := r.Params.String("download"); download == "true" || download == "1" {
		w.Header.Set("Content-Disposition", `attachment; filename="qr.png"`)
	}
	return respond(w, drawModules(code.Bitmap(), size, margin))
}

// drawModules scales the squares of a code, with a margin around them, to a picture.
func drawModules(dark [][]bool, size, margin int) image.Image {
	picture := image.NewGray(image.Rect(0, 0, size, size))
	across := len(dark) + 2*margin
	at := func(pixel int) int { return pixel*across/size - margin }
	for y := range size {
		for x := range size {
			row, column := at(y), at(x)
			inside := row >= 0 && row < len(dark) && column >= 0 && column < len(dark)
			if !inside || !dark[row][column] {
				picture.SetGray(x, y, color.Gray{Y: 0xff})
			}
		}
	}
	return picture
}
