package accountcli_test

import (
	"strings"
	"testing"

	qrcode "github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accountcli"
)

// pixels reads half-block characters: true is a light pixel.
func pixels(t *testing.T, drawn string) (rows [][]bool) {
	t.Helper()
	for line := range strings.Lines(drawn) {
		var upper, lower []bool
		for _, r := range strings.TrimSuffix(line, "\n") {
			switch r {
			case ' ':
				upper, lower = append(upper, false), append(lower, false)
			case '▀':
				upper, lower = append(upper, true), append(lower, false)
			case '▄':
				upper, lower = append(upper, false), append(lower, true)
			case '█':
				upper, lower = append(upper, true), append(lower, true)
			default:
				require.FailNow(t, "no pixel", "%q", r)
			}
		}
		rows = append(rows, upper, lower)
	}
	return rows
}

const uri = "otpauth://totp/My%20Project%3Aann%40example.com?issuer=My%20Project&secret=AZKMSBQNFQ5DKT4GFRPZ7FW2MNOHH65R4EYYRFE6IBBYOLN3ZQ7RMJ4JA5LRJALCTRZLBCS4X2WHTAQ6EY6Z5AH4S5BJVID6UWCG4ZA"

func TestQRCode_IsDarkOnLightWithAMargin(t *testing.T) {
	t.Parallel()
	drawn, err := accountcli.QRCode(uri)
	require.NoError(t, err)
	code, err := qrcode.New(uri, qrcode.Low)
	require.NoError(t, err)
	rows := pixels(t, drawn)
	for y, row := range code.Bitmap() {
		for x, dark := range row {
			require.Equal(t, !dark, rows[y][x], "%d,%d", x, y)
		}
	}
	require.NotContains(t, rows[0], false, "the margin is light")
}

func TestQRCode_IsBlackOnWhiteInEveryTerminal(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, accountcli.NewTerminal(accountcli.WithOutput(&out)).ShowQRCode(uri))
	code, err := qrcode.New(uri, qrcode.Low)
	require.NoError(t, err)
	var plain strings.Builder
	for line := range strings.Lines(out.String()) {
		require.Regexp(t, "^\x1b\\[30;107m[ ▀▄█]+\x1b\\[0m\n$", line)
		plain.WriteString(strings.NewReplacer("\x1b[30;107m", "", "\x1b[0m", "").Replace(line))
	}
	rows := pixels(t, plain.String())
	for y, row := range code.Bitmap() {
		for x, dark := range row {
			require.Equal(t, dark, rows[y][x], "%d,%d", x, y)
		}
	}
}

func TestQRCode_ThatCannotBeMadeDoesNotShowItsText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("secret", 1000)
	_, err := accountcli.QRCode(long)
	require.ErrorContains(t, err, "6000 bytes")
	require.NotContains(t, err.Error(), "secret")
	require.Error(t, accountcli.NewTerminal().ShowQRCode(long))
}
