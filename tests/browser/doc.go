// Package browser looks at the page of the emulator and at the example of a web site in a
// real browser. The tests need Chromium, and therefore the build tag browser.
package browser
