package accounttest

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// PasswordCost says how much work an argon2id hash is. The cheap default lets
// thousands of test accounts be created in a moment; nothing that the service
// answers depends on it.
type PasswordCost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

var cheapPasswords = PasswordCost{MemoryKiB: 64, Passes: 1, Threads: 1}

// hashPassword answers the PHC string of a password.
func hashPassword(password string, cost PasswordCost) string {
	salt := randomBytes(16)
	sum := argon2.IDKey([]byte(password), salt, cost.Passes, cost.MemoryKiB, cost.Threads, 32)
	encoding := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.MemoryKiB, cost.Passes, cost.Threads,
		encoding.EncodeToString(salt), encoding.EncodeToString(sum))
}

// passwordMatches checks a password against a PHC string. The empty string, the
// hash of a user without a password, matches nothing.
func passwordMatches(password, hash string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var cost PasswordCost
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.MemoryKiB, &cost.Passes, &cost.Threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) == 0 || cost.Passes == 0 || cost.Threads == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, cost.Passes, cost.MemoryKiB, cost.Threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// usedBefore tells whether a password is one of the hashes kept as history.
func usedBefore(password string, history []string) bool {
	for _, hash := range history {
		if passwordMatches(password, hash) {
			return true
		}
	}
	return false
}

// commonPasswords stands in for the dictionary of ten thousand passwords that
// a project can switch on.
var commonPasswords = map[string]bool{
	"password": true, "password1": true, "12345678": true, "123456789": true, "1234567890": true,
	"qwertyuiop": true, "football": true, "baseball": true, "superman": true, "trustno1": true,
	"sunshine": true, "iloveyou": true, "princess": true, "starwars": true, "computer": true,
	"michelle": true, "jennifer": true, "11111111": true, "corvette": true, "whatever": true,
	"passw0rd": true, "letmein1": true, "welcome1": true, "qwerty123": true, "abcd1234": true,
}

// containsPersonalData tells whether a password contains what is known of a
// user, letter case aside.
func containsPersonalData(password, id, email, name, phone string) bool {
	local, _, _ := strings.Cut(email, "@")
	lower := strings.ToLower(password)
	for _, datum := range []string{id, email, local, name, phone, strings.TrimPrefix(phone, "+")} {
		if datum != "" && strings.Contains(lower, strings.ToLower(datum)) {
			return true
		}
	}
	return false
}
