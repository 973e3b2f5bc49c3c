package accountcli

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// keychain is what a Store uses of the system's.
type keychain interface {
	Set(service, user, secret string) error
	Get(service, user string) (string, error)
	Delete(service, user string) error
}

// errNoKeychain is a machine without a keychain.
var errNoKeychain = errors.New("accountcli: this machine has no keychain")

// errSilentKeychain is a keychain that did not respond.
var errSilentKeychain = errors.New("accountcli: the keychain does not respond; unlock it and try again")

// systemKeychain is that of the system, or none.
func systemKeychain() keychain {
	if !hasKeychain() {
		return noKeychain{}
	}
	return keyringKeychain{}
}

// hasKeychain reports whether there is somebody to ask. Without a session bus the library
// would start one, and leave it running.
func hasKeychain() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus"))
	return err == nil && os.Getenv("XDG_RUNTIME_DIR") != ""
}

type keyringKeychain struct{}

func (keyringKeychain) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}
func (keyringKeychain) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (keyringKeychain) Delete(service, user string) error        { return keyring.Delete(service, user) }

type noKeychain struct{}

func (noKeychain) Set(string, string, string) error   { return errNoKeychain }
func (noKeychain) Get(string, string) (string, error) { return "", errNoKeychain }
func (noKeychain) Delete(string, string) error        { return errNoKeychain }

// isAbsent reports whether the keychain has no such session, or there is no keychain. A bus
// without a Secret Service and one that is not there are as good as none; the library has no
// types for them.
func isAbsent(err error) bool {
	if err == nil {
		return false
	}
	var dial *net.OpError
	return errors.Is(err, keyring.ErrNotFound) || errors.Is(err, errNoKeychain) || errors.Is(err, keyring.ErrUnsupportedPlatform) ||
		errors.As(err, &dial) || strings.Contains(err.Error(), "org.freedesktop.secrets")
}

// useKeychain asks the keychain. One that does not respond in time, as on a machine where
// nobody sees its window, is left alone: what it does then has no effect here.
func (s *Store) useKeychain(ctx context.Context, ask func() error) error {
	response := make(chan error, 1)
	go func() { response <- ask() }()
	timer := time.NewTimer(s.limit)
	defer timer.Stop()
	select {
	case err := <-response:
		return err
	case <-timer.C:
		return errSilentKeychain
	case <-ctx.Done():
		return ctx.Err()
	}
}
