// Package browser looks at the page of the emulator in a real browser. The tests need
// Chromium, and therefore the build tag browser.
package browser
