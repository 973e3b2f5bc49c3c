package accounttest_test

import (
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"
)

// forgedJWTs are JWTs with the claims of a valid one, signed with its key but by another
// algorithm, or not at all.
func forgedJWTs(t *testing.T, valid string, key []byte) map[string]string {
	t.Helper()
	claims := jwt.MapClaims{}
	_, err := jwt.NewParser().ParseWithClaims(valid, claims, func(*jwt.Token) (any, error) { return key, nil })
	require.NoError(t, err)
	forged := map[string]string{}
	for _, method := range []jwt.SigningMethod{jwt.SigningMethodHS384, jwt.SigningMethodHS512} {
		forged[method.Alg()], err = jwt.NewWithClaims(method, claims).SignedString(key)
		require.NoError(t, err)
	}
	forged["none"], err = jwt.NewWithClaims(jwt.SigningMethodNone, claims).SignedString(jwt.UnsafeAllowNoneSignatureType)
	require.NoError(t, err)
	forged["another key"], err = jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("another key"))
	require.NoError(t, err)
	return forged
}
