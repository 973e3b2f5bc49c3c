package secrets

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is how much work an argon2id hash is.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// HashPassword returns the PHC string of a password.
func HashPassword(password string, cost Cost) string {
	salt := randomBytes(16)
	sum := argon2.IDKey([]byte(password), salt, cost.Passes, cost.MemoryKiB, cost.Threads, 32)
	encoding := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.MemoryKiB, cost.Passes, cost.Threads,
		encoding.EncodeToString(salt), encoding.EncodeToString(sum))
}

// PasswordMatches checks a password against a PHC string. The empty string, the hash of a
// user without a password, matches nothing.
func PasswordMatches(password, hash string) bool {
	parts := strings.Split(hash, "$")
	cost, ok := costOf(parts)
	if !ok {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	expected, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(expected) == 0 || cost.Passes == 0 || cost.Threads == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, cost.Passes, cost.MemoryKiB, cost.Threads, uint32(len(expected)))
	return subtle.ConstantTimeCompare(got, expected) == 1
}

func costOf(parts []string) (cost Cost, ok bool) {
	if len(parts) != 6 || parts[1] != "argon2id" {
		return Cost{}, false
	}
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.MemoryKiB, &cost.Passes, &cost.Threads)
	return cost, err == nil
}

// IsAffordable reports whether a password can be checked against a PHC string with less
// than 1 GiB of memory and in a time that a caller would wait. A string that is no hash
// costs nothing.
func IsAffordable(hash string) bool {
	cost, ok := costOf(strings.Split(hash, "$"))
	return !ok || (cost.MemoryKiB <= 1<<20 && cost.Passes <= 100)
}

// commonPasswords is a small stand-in for the dictionary that a project can switch on.
var commonPasswords = []string{
	"password", "password1", "12345678", "123456789", "1234567890", "qwertyuiop", "football", "baseball", "superman",
	"trustno1", "sunshine", "iloveyou", "princess", "starwars", "computer", "michelle", "jennifer", "11111111",
	"corvette", "whatever", "passw0rd", "letmein1", "welcome1", "qwerty123", "abcd1234",
}

// IsCommonPassword reports whether the dictionary has a password, in any letter case.
func IsCommonPassword(password string) bool {
	return slices.Contains(commonPasswords, strings.ToLower(password))
}

// ContainsAny reports whether a password contains one of the words, in any letter case.
func ContainsAny(password string, words ...string) bool {
	lower := strings.ToLower(password)
	return slices.ContainsFunc(words, func(word string) bool { return word != "" && strings.Contains(lower, strings.ToLower(word)) })
}
