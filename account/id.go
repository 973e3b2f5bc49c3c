package account

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"
)

// UniqueID asks the server to generate an id, wherever a new id is asked for.
const UniqueID = "unique()"

// NewID makes an id on this side, for programs that have to know it before the call:
// 32 lower-case hexadecimal digits, of which the first 12 are the time in
// milliseconds, so that ids sort by age, and the others are random.
func NewID() string {
	var random [10]byte
	rand.Read(random[:]) // never fails, says its documentation
	return fmt.Sprintf("%012x", time.Now().UnixMilli()) + hex.EncodeToString(random[:])
}
