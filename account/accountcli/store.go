package accountcli

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
)

// ErrNoSession is returned by Store.Load when no session is stored.
var ErrNoSession = errors.New("accountcli: no session is stored; sign in first")

// ErrUnsafeStore is returned by a Store when its folder or file could be read or replaced by
// others. The text says which and what to do; it is wrapped.
var ErrUnsafeStore = errors.New("others can get at the stored session")

// DefaultKeychainLimit is how long a Store waits for the keychain.
const DefaultKeychainLimit = 30 * time.Second

// maxSecret is the longest secret that a file may hold, in bytes.
const maxSecret = 16 << 10

// inKeychain is where Save has put a session that is in no file.
const inKeychain = "the keychain"

// Store keeps the session secrets of a program between its runs, one for each endpoint,
// project and profile. Make one with NewStore.
//
// They are in the keychain of the system (macOS Keychain, Windows Credential Manager, on
// other systems the Secret Service of the desktop). Where there is none, or it does not
// respond, they are in files that only the user can read, below the user's configuration
// folder. Nothing but the secret is stored, and nothing is printed.
type Store struct {
	program  string
	profile  string
	folder   string
	keychain keychain
	limit    time.Duration
}

// StoreOption changes how a Store works.
type StoreOption func(*Store)

// WithFolder stores files in another folder than "sessions" in the folder of the program
// below os.UserConfigDir. It has to be one that only the Store uses.
func WithFolder(path string) StoreOption {
	return func(s *Store) { s.folder = path }
}

// WithoutKeychain stores sessions in files only.
func WithoutKeychain() StoreOption {
	return func(s *Store) { s.keychain = noKeychain{} }
}

// WithKeychainLimit waits for the keychain for a time other than DefaultKeychainLimit. People
// may have to unlock it within that time.
func WithKeychainLimit(limit time.Duration) StoreOption {
	return func(s *Store) { s.limit = limit }
}

// NewStore returns the store of a program, by its name. Nothing is read or written yet.
func NewStore(program string, options ...StoreOption) (*Store, error) {
	if program == "" || program != filepath.Base(program) || !filepath.IsLocal(program) || program == "." {
		return nil, errors.New("accountcli: NewStore takes the name of the program, such as \"shopctl\", without a path")
	}
	s := &Store{program: program, keychain: systemKeychain(), limit: DefaultKeychainLimit}
	for _, option := range options {
		option(s)
	}
	if s.folder == "" {
		config, err := os.UserConfigDir()
		if err != nil {
			return nil, fmt.Errorf("accountcli: there is no place for sessions: %w", err)
		}
		s.folder = filepath.Join(config, program, "sessions")
	}
	return s, nil
}

// WithProfile returns a store for another session beside the usual one, such as a second
// account at the same service. The empty profile is the usual one.
func (s *Store) WithProfile(profile string) *Store {
	derived := *s
	derived.profile = profile
	return &derived
}

// Save keeps the secret of a session, for the endpoint and project of the client, and returns
// where: "the keychain", or the path of a file. It replaces the one that was there. A file is
// written as a whole or not at all.
func (s *Store) Save(ctx context.Context, client *account.Client, secret string) (where string, err error) {
	if strings.TrimSpace(secret) == "" {
		return "", errors.New("accountcli: the secret of the session is empty; take it from SignIn.Session.Secret")
	}
	err = s.useKeychain(ctx, func() error { return s.keychain.Set(s.program, s.key(client), secret) })
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err == nil {
		return inKeychain, s.deleteFile(client)
	}
	return s.path(client), s.writeFile(client, secret)
}

// Load returns the secret that Save kept last, for WithSession of the client. Whether the
// session still works only a call can say. Errors to expect: ErrNoSession; ErrUnsafeStore for
// a file or folder that is a symbolic link or that others can read; and what the keychain
// reports, or that it did not respond.
func (s *Store) Load(ctx context.Context, client *account.Client) (secret string, err error) {
	// Save leaves a file only where the keychain was of no use, so there is no need to ask it.
	secret, err = s.readFile(client)
	if !errors.Is(err, ErrNoSession) {
		return secret, err
	}
	found := make(chan string, 1)
	err = s.useKeychain(ctx, func() error {
		stored, err := s.keychain.Get(s.program, s.key(client))
		found <- stored
		return err
	})
	switch {
	case err == nil:
		return <-found, nil
	case isAbsent(err):
		return "", ErrNoSession
	}
	return "", err
}

// Delete forgets the session, and is content if there is none. The session itself goes on:
// end it with DeleteSession before.
func (s *Store) Delete(ctx context.Context, client *account.Client) error {
	_, missing := s.readFile(client)
	if err := s.deleteFile(client); err != nil {
		return err
	}
	err := s.useKeychain(ctx, func() error { return s.keychain.Delete(s.program, s.key(client)) })
	if err == nil || isAbsent(err) || missing == nil { // what was in a file is not in the keychain
		return nil
	}
	return err
}

// key says whose session it is, readable in the keychain.
func (s *Store) key(client *account.Client) string {
	key := client.Endpoint() + " " + client.Project()
	if s.profile != "" {
		key += " " + s.profile
	}
	return key
}

// fileName is made of the key, which may have any characters.
func (s *Store) fileName(client *account.Client) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{client.Endpoint(), client.Project(), s.profile}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

func (s *Store) path(client *account.Client) string {
	return filepath.Join(s.folder, s.fileName(client))
}

// openFolder opens the folder if only the user can get at it. The error wraps
// fs.ErrNotExist if there is none.
func (s *Store) openFolder() (*os.Root, error) {
	info, err := os.Lstat(s.folder)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, unsafe(s.folder, "is not a folder but a "+kindOf(info)+"; remove it")
	}
	if isOpen(info) {
		return nil, unsafe(s.folder, "is open to others; run chmod 700 on it")
	}
	return os.OpenRoot(s.folder)
}

func (s *Store) readFile(client *account.Client) (string, error) {
	root, err := s.openFolder()
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNoSession
	}
	if err != nil {
		return "", err
	}
	defer root.Close()
	name := s.fileName(client)
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", ErrNoSession
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", unsafe(s.path(client), "is not a file but a "+kindOf(info)+"; remove it and sign in again")
	case isOpen(info):
		return "", unsafe(s.path(client), "is open to others; run chmod 600 on it, or remove it and sign in again")
	}
	file, err := root.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if opened, err := file.Stat(); err != nil || !os.SameFile(info, opened) {
		return "", unsafe(s.path(client), "was replaced while it was read")
	}
	content, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(content))
	if secret == "" || len(content) > maxSecret {
		return "", fmt.Errorf("accountcli: %s does not hold a session; remove it and sign in again", s.path(client))
	}
	return secret, nil
}

// writeFile writes the file beside its place and renames it. What is in its place, a link
// too, is replaced and not followed.
func (s *Store) writeFile(client *account.Client, secret string) (err error) {
	if err := os.MkdirAll(filepath.Dir(s.folder), 0o700); err != nil {
		return err
	}
	if err := os.Mkdir(s.folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	root, err := s.openFolder()
	if err != nil {
		return err
	}
	defer root.Close()
	name := s.fileName(client)
	draft := name + "." + rand.Text()
	file, err := root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			root.Remove(draft) //nolint:errcheck // the first error counts
		}
	}()
	_, err = io.WriteString(file, secret)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err = root.Rename(draft, name); err != nil {
		return err
	}
	return syncFolder(root)
}

// syncFolder makes the new name last. Windows cannot and need not.
func syncFolder(root *os.Root) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := root.Open(".")
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

func (s *Store) deleteFile(client *account.Client) error {
	root, err := s.openFolder()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Remove(s.fileName(client)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// isOpen reports whether others than the user can get at a file or folder. Windows protects
// the configuration folder by other means.
func isOpen(info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
}

func kindOf(info fs.FileInfo) string {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return "symbolic link"
	case info.IsDir():
		return "folder"
	case info.Mode().IsRegular():
		return "file"
	}
	return "special file"
}

func unsafe(path, reason string) error {
	return fmt.Errorf("accountcli: %w: %s %s", ErrUnsafeStore, path, reason)
}
