// Package programs has a test in Node and one in Python that drive the emulator end to end,
// each a short program to copy. Its own test runs both, with the tag programs, and the script for a
// shell in docs/emulator.md.
package programs
