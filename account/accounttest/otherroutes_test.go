package accounttest_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestOtherRoutes_RespondAsEachVersionOfTheServer(t *testing.T) {
	t.Parallel()
	const place = `{"ip":"127.0.0.1","countryCode":"--","country":"Unknown","continentCode":"--","continent":"Unknown","eu":false,"currency":""}`
	const picture = "private, max-age=3888000"
	for version, expected := range map[string]struct {
		fallback []string
		locale   string // its Cache-Control
	}{
		"1.7.4": {[]string{"true"}, picture},
		"1.8.1": {[]string{"true"}, ""},
		"1.9.6": {[]string{"false", "true"}, ""},
	} {
		srv := accounttest.New(t, accounttest.WithServerVersion(version))
		for _, route := range []struct{ path, contentType, cache, body string }{
			{"/ping", "text/plain; charset=UTF-8", "", "Pong!"},
			{"/health/version", "application/json; charset=UTF-8", "", `{"version":"` + version + `"}`},
			{"/locale", "application/json; charset=UTF-8", expected.locale, place},
			{"/avatars/initials?name=Ann", "image/png", picture, ""},
			{"/avatars/qr?text=hello", "image/png", picture, ""},
		} {
			got := guest(t, srv).call("GET", route.path, nil).ok(200)
			require.Equal(t, expected.fallback, got.header.Values("X-Debug-Fallback"), "%s of %s", route.path, version)
			require.Equal(t, route.contentType, got.header.Get("Content-Type"), "%s of %s", route.path, version)
			require.Equal(t, route.cache, got.header.Get("Cache-Control"), "%s of %s", route.path, version)
			if route.body != "" {
				require.Equal(t, route.body, string(got.body), "%s of %s", route.path, version)
			}
		}
	}
}

// An <img> sends no header, so that the project is in the query.
func TestOtherRoutes_NeedNoHeader(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	bare := &caller{t: t, srv: srv, header: http.Header{}}
	bare.call("GET", "/avatars/initials?name=Ann&project="+srv.ProjectID(), nil).ok(200)
	bare.call("GET", "/avatars/qr?text=hello&project="+srv.ProjectID(), nil).ok(200)
	bare.call("GET", "/avatars/qr?text=hello&project=nope", nil).rejected(404, "project_not_found")
}

func TestOtherRoutes_ParametersAreChecked(t *testing.T) {
	t.Parallel()
	caller := guest(t, accounttest.New(t))
	for query, says := range map[string]string{
		"initials?width=2001":                       "Invalid `width` param: Value must be a valid range between 0 and 2,000",
		"initials?height=-1":                        "Invalid `height` param: Value must be a valid range between 0 and 2,000",
		"initials?width=wide":                       "Invalid `width` param",
		"initials?background=blue":                  "Invalid `background` param",
		"initials?background=%23fff":                "Invalid `background` param",
		"initials?name=" + strings.Repeat("x", 129): "Invalid `name` param: Value must be a valid string and at least 0 chars and no longer than 128 chars",
		"initials?background=ffff":                  "Invalid `background` param",
		"qr":                                        `Param "text" is not optional.`,
		"qr?text=" + strings.Repeat("x", 513):       "Invalid `text` param",
		"qr?text=a&size=0":                          "Invalid `size` param: Value must be a valid range between 1 and 1,000",
		"qr?text=a&margin=11":                       "Invalid `margin` param: Value must be a valid range between 0 and 10",
		"qr?text=a&download=perhaps":                "Invalid `download` param: Value must be a valid boolean",
	} {
		got := caller.call("GET", "/avatars/"+query, nil).rejected(400, "general_argument_invalid")
		require.Contains(t, got.field("message"), says, query)
	}
}

// drawn is the picture of a response.
func drawn(t *testing.T, got reply) image.Image {
	t.Helper()
	got.ok(200)
	picture, err := png.Decode(bytes.NewReader(got.body))
	require.NoError(t, err)
	return picture
}

func TestAvatars_InitialsAreCutOutOfTheBackground(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller := guest(t, srv)
	drawInitials := func(query string) *image.Paletted {
		t.Helper()
		picture := drawn(t, caller.call("GET", "/avatars/initials?"+query, nil))
		paletted, ok := picture.(*image.Paletted)
		require.True(t, ok, "%s is a %T", query, picture)
		return paletted
	}
	// holes are the parts of a picture that one can see through.
	holes := func(picture image.Image) (count int) {
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				if _, _, _, alpha := picture.At(x, y).RGBA(); alpha == 0 {
					count++
				}
			}
		}
		return count
	}

	ann := drawInitials("name=Ann%20Example&background=20b2aa")
	require.Equal(t, image.Rect(0, 0, 500, 500), ann.Bounds())
	require.Equal(t, color.NRGBA{0x20, 0xb2, 0xaa, 0xff}, color.NRGBAModel.Convert(ann.At(0, 0)))
	require.Greater(t, holes(ann), 5000, "letters of half the height")
	require.Less(t, holes(ann), 100_000)
	require.Equal(t, ann.Pix, drawInitials("name=ann_example&background=20B2AA").Pix, "the letter case and the underscore change nothing")
	require.NotEqual(t, ann.Pix, drawInitials("name=Bob%20Example&background=20b2aa").Pix)
	require.Equal(t, color.NRGBA{0xff, 0, 0xaa, 0xff}, color.NRGBAModel.Convert(drawInitials("name=Ann&background=f0a").At(0, 0)))
	require.Equal(t, drawInitials("name=Ann").At(0, 0), drawInitials("name=Ann").At(0, 0), "the colour stays")
	require.NotEqual(t, drawInitials("name=Ann").At(0, 0), drawInitials("name=Bob").At(0, 0))
	require.Zero(t, holes(drawInitials("")), "of nobody")
	// Examples of other SDKs send what means nothing, too.
	require.Equal(t, drawInitials("name=Ann"), drawInitials("name=Ann&width=0&height=0&background="))
	require.Zero(t, holes(drawInitials("name=&width=0&height=0&background=")))

	for query, size := range map[string]image.Point{
		"width=64&height=32": {64, 32}, "width=64": {64, 500}, "width=64&height=0": {64, 64}, "width=0&height=0": {500, 500}, "width=1&height=1": {1, 1},
		"width=2000&height=1": {2000, 1},
	} {
		require.Equal(t, size, drawInitials("name=Ann&"+query).Bounds().Size(), query)
	}
}

func TestAvatars_WithoutANameTheInitialsAreThoseOfTheUser(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	named := drawn(t, guest(t, srv).call("GET", "/avatars/initials?name=Ann%20Example", nil))
	caller, _ := signedInCaller(t, srv, accounttest.Seed{Email: "zoe@example.test", Name: "Ann Example"})
	require.Equal(t, named, drawn(t, caller.call("GET", "/avatars/initials", nil)))
	nameless, _ := signedInCaller(t, srv, accounttest.Seed{Email: "ann@example.test"})
	mailed := drawn(t, guest(t, srv).call("GET", "/avatars/initials?name=ann", nil))
	require.Equal(t, mailed, drawn(t, nameless.call("GET", "/avatars/initials", nil)))
}

func TestAvatars_AQRCodeHoldsItsText(t *testing.T) {
	t.Parallel()
	caller := guest(t, accounttest.New(t))
	for _, test := range []struct {
		query        string
		text         string
		size, margin int
	}{
		{"text=hello", "hello", 400, 1},
		{"text=hello&size=231&margin=0", "hello", 231, 0},
		{"text=%C3%A4%20%F0%9F%98%80&size=1000&margin=10", "ä 😀", 1000, 10},
		{"text=" + strings.Repeat("x", 512) + "&size=900", strings.Repeat("x", 512), 900, 1},
	} {
		picture := drawn(t, caller.call("GET", "/avatars/qr?"+test.query, nil))
		require.IsType(t, &image.Gray{}, picture)
		require.Equal(t, image.Rect(0, 0, test.size, test.size), picture.Bounds())
		code, err := qrcode.New(test.text, qrcode.Low)
		require.NoError(t, err)
		code.DisableBorder = true
		dark := code.Bitmap()
		across := len(dark) + 2*test.margin
		for row := range across {
			for column := range across {
				middle := func(square int) int { return (2*square + 1) * test.size / (2 * across) }
				y, x := row-test.margin, column-test.margin
				expected := y >= 0 && x >= 0 && y < len(dark) && x < len(dark) && dark[y][x]
				got := picture.At(middle(column), middle(row)) == color.Gray{}
				require.Equal(t, expected, got, fmt.Sprintf("%s: square %d, %d", test.query, column, row))
			}
		}
	}
	drawn(t, caller.call("GET", "/avatars/qr?text=hello&size=1", nil))
	require.Equal(t, `attachment; filename="qr.png"`, caller.call("GET", "/avatars/qr?text=hello&download=1", nil).header.Get("Content-Disposition"))
	require.Empty(t, caller.call("GET", "/avatars/qr?text=hello&download=0", nil).header.Get("Content-Disposition"))
}

func TestAvatars_PicturesAreNotCompressedAgain(t *testing.T) {
	t.Parallel()
	got := guest(t, accounttest.New(t)).with("Accept-Encoding", "gzip").call("GET", "/avatars/initials?name=Ann", nil)
	require.Greater(t, len(got.body), 1024)
	require.Empty(t, got.header.Get("Content-Encoding"))
	drawn(t, got)
}

func TestLocale_IsThatOfTheCallersAddress(t *testing.T) {
	t.Parallel()
	got := guest(t, accounttest.New(t)).with("X-Forwarded-For", "8.8.8.8").call("GET", "/locale", nil).ok(200)
	require.JSONEq(t, `{"ip":"8.8.8.8","countryCode":"US","country":"United States","continentCode":"NA","continent":"North America","eu":false,"currency":"USD"}`, string(got.body))
}

func TestOtherServices_AreRejectedWithWhatIsServed(t *testing.T) {
	t.Parallel()
	for _, version := range accounttest.ServerVersions() {
		srv := accounttest.New(t, accounttest.WithServerVersion(version))
		user, _ := signedInCaller(t, srv, accounttest.Seed{Email: ann, EmailVerified: true, TOTP: true, MFA: true})
		for name, from := range map[string]*caller{
			"a guest": guest(t, srv), "a key": guest(t, srv).key(), "a session": user,
			"an unknown project": guest(t, srv).with("X-Appwrite-Project", "nope"), "an invalid key": guest(t, srv).with("X-Appwrite-Key", "standard_nope"),
		} {
			for _, route := range []string{"GET /databases", "POST /users", "GET /teams/x/memberships", "PUT /storage/buckets", "POST /ping", "GET /health", "GET /%2Faccount", "GET /accounts"} {
				method, path, _ := strings.Cut(route, " ")
				message := from.call(method, path, nil).rejected(404, "general_route_not_found").field("message")
				for _, part := range []string{
					"only the account service", "docs/emulator.md",
					"GET /v1/ping, GET /v1/health/version, GET /v1/locale, GET /v1/avatars/initials and GET /v1/avatars/qr",
				} {
					require.Contains(t, message, part, "%s from %s to %s", route, name, version)
				}
			}
		}
		guest(t, srv).with("Origin", "http://localhost:5173").call("OPTIONS", "/databases", nil).ok(204)
		require.NotContains(t, string(guest(t, srv).call("GET", "/account/nope", nil).ok(404).body), "only the account service")
	}
}
