package loopback_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/loopback"
)

func TestIsName_OnlyNamesOfThisMachine(t *testing.T) {
	for address, expected := range map[string]bool{
		"localhost": true, "LOCALHOST.:80": true, "app.localhost:5173": true, "127.0.0.1": true, "127.1.2.3:80": true, "[::1]:80": true, "::1": true,
		"": false, ":80": false, "localhost.evil.example": false, "evil-localhost": false, "127.0.0.1.evil.example": false, "192.0.2.7": false, "[2001:db8::1]:80": false,
	} {
		require.Equal(t, expected, loopback.IsName(loopback.Hostname(address)), address)
	}
}
