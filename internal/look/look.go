// Package look is how the pages of the emulator look that come from different packages: its
// own page, and those of the account service that a browser is sent to.
package look

import _ "embed"

// Style is the stylesheet that they have in common: colours in light and dark, text, panels,
// forms and buttons.
//
//go:embed style.css
var Style string
