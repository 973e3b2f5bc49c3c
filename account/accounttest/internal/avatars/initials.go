package avatars

import (
	"cmp"
	"image"
	"image/color"
	"math"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/exchange"
)

// defaultSide is how wide and high a picture is that says nothing of it, in pixels.
const defaultSide = 500

// Initials responds with the initials of a name, or else of the user who is signed in, or else
// with a picture without letters.
func Initials(r *exchange.Request, w *exchange.Response) error {
	width, height := sides(r)
	name := r.Params.String("name")
	if name == "" && r.User != nil {
		name = cmp.Or(r.User.Name, r.User.Email)
	}
	letters := initials(name)
	background := backgrounds[sum(letters)%len(backgrounds)]
	if sent := r.Params.String("background"); sent != "" {
		background = parseColor(sent)
	}
	picture, err := drawInitials(letters, width, height, background)
	if err != nil {
		return err
	}
	return respond(w, picture)
}

// sides returns the size of the picture. A side of 0 is that of the other one.
func sides(r *exchange.Request) (width, height int) {
	width, widthSent := r.Params.Int("width")
	height, heightSent := r.Params.Int("height")
	if !widthSent {
		width = defaultSide
	}
	if !heightSent {
		height = defaultSide
	}
	return cmp.Or(width, height, defaultSide), cmp.Or(height, width, defaultSide)
}

// backgrounds are picked by the letters, so that a person keeps their colour.
var backgrounds = []color.NRGBA{
	{0xc2, 0x18, 0x5b, 0xff}, {0xd8, 0x6b, 0x1f, 0xff}, {0x5e, 0x4b, 0xc8, 0xff}, {0x2f, 0x6f, 0xd6, 0xff}, {0x1f, 0x8a, 0x84, 0xff},
}

func sum(letters string) (total int) {
	for _, letter := range []byte(letters) {
		total += int(letter)
	}
	return total
}

// initials are the first letters of the first two words, which spaces divide, or underscores
// where there is no space. Other letters than those of ASCII do not count.
func initials(name string) string {
	words := strings.Split(strings.ToUpper(name), " ")
	if len(words) == 1 {
		words = strings.Split(words[0], "_")
	}
	var letters string
	for _, word := range words[:min(2, len(words))] {
		if word != "" && isAlphanumeric(word[0]) {
			letters += word[:1]
		}
	}
	return letters
}

func isAlphanumeric(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }

// parseColor reads three or six hexadecimal digits, which were checked before.
func parseColor(digits string) color.NRGBA {
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	var channels [3]uint8
	for i := range channels {
		channels[i] = hexValue(digits[2*i])<<4 | hexValue(digits[2*i+1])
	}
	return color.NRGBA{channels[0], channels[1], channels[2], 0xff}
}

func hexValue(digit byte) uint8 {
	if digit <= '9' {
		return digit - '0'
	}
	return digit | 0x20 - 'a' + 10
}

// shades is how many steps the edges of letters have.
const shades = 64

// drawInitials cuts the letters out of the background, as the service does: what is behind
// the picture shows through them. It has one colour, and a palette of how opaque that is.
func drawInitials(letters string, width, height int, background color.NRGBA) (image.Image, error) {
	mask, err := drawLetters(letters, width, height)
	if err != nil {
		return nil, err
	}
	palette := make(color.Palette, shades)
	for i := range palette {
		shade := background
		shade.A = uint8(i * 0xff / (shades - 1))
		palette[i] = shade
	}
	picture := image.NewPaletted(mask.Bounds(), palette)
	for i, covered := range mask.Pix {
		picture.Pix[i] = (0xff - covered) / (0x100 / shades)
	}
	return picture, nil
}

// drawLetters draws letters half as high as the shorter side, in the middle.
func drawLetters(letters string, width, height int) (*image.Alpha, error) {
	mask := image.NewAlpha(image.Rect(0, 0, width, height))
	typeface, err := parsedFont()
	if err != nil {
		return nil, err
	}
	size := float64(min(width, height)) / 2
	face, err := opentype.NewFace(typeface, &opentype.FaceOptions{Size: math.Max(size, 1), DPI: 72})
	if err != nil {
		return nil, err
	}
	defer face.Close()
	drawer := font.Drawer{Dst: mask, Src: image.Opaque, Face: face}
	drawer.Dot = fixed.Point26_6{
		X: (fixed.I(width) - drawer.MeasureString(letters)) / 2,
		Y: fixed.I(height)/2 + face.Metrics().CapHeight/2,
	}
	drawer.DrawString(letters)
	return mask, nil
}

// parsedFont parses the font when the first picture is drawn: most services never draw any.
var parsedFont = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(gomedium.TTF) })
