package accountcli_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accountcli"
)

func clientOf(t *testing.T, project string) *account.Client {
	t.Helper()
	client, err := account.New("https://cloud.example.com/v1", project)
	require.NoError(t, err)
	return client
}

// fileStore is a store in a folder that does not exist yet.
func fileStore(t *testing.T, options ...accountcli.StoreOption) (store *accountcli.Store, folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "config", "shopctl", "sessions")
	store, err := accountcli.NewStore("shopctl", append([]accountcli.StoreOption{accountcli.WithFolder(folder), accountcli.WithoutKeychain()}, options...)...)
	require.NoError(t, err)
	return store, folder
}

// memory is a keychain that works.
func memory(kept map[string]string) accountcli.StoreOption {
	return accountcli.WithKeychain(
		func(service, user, secret string) error { kept[service+"/"+user] = secret; return nil },
		func(service, user string) (string, error) {
			secret, ok := kept[service+"/"+user]
			if !ok {
				return "", keyring.ErrNotFound
			}
			return secret, nil
		},
		func(service, user string) error {
			if _, ok := kept[service+"/"+user]; !ok {
				return keyring.ErrNotFound
			}
			delete(kept, service+"/"+user)
			return nil
		})
}

// failing is a keychain that always fails.
func failing(err error) accountcli.StoreOption {
	return accountcli.WithKeychain(
		func(string, string, string) error { return err },
		func(string, string) (string, error) { return "", err },
		func(string, string) error { return err })
}

// skipWithoutPermissions is for what Windows does not have: modes of files, and links that
// anybody may make. There the folder of the user is protected by its access list, which this
// package leaves alone; what the store does with its files, the other tests here cover.
func skipWithoutPermissions(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows protects the folder of the user by other means")
	}
}

func TestStore_LoadsWhatWasSavedUntilItIsDeleted(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]accountcli.StoreOption{"file": accountcli.WithoutKeychain(), "keychain": memory(map[string]string{})} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, _ := fileStore(t, option)
			client := clientOf(t, "shop")
			_, err := store.Load(t.Context(), client)
			require.ErrorIs(t, err, accountcli.ErrNoSession)
			require.NoError(t, store.Delete(t.Context(), client), "nothing to delete")
			for _, secret := range []string{"first-secret", "second-secret"} {
				_, err = store.Save(t.Context(), client, secret)
				require.NoError(t, err)
				loaded, err := store.Load(t.Context(), client)
				require.NoError(t, err)
				require.Equal(t, secret, loaded)
			}
			require.NoError(t, store.Delete(t.Context(), client))
			_, err = store.Load(t.Context(), client)
			require.ErrorIs(t, err, accountcli.ErrNoSession)
		})
	}
}

func TestStore_KeepsEndpointsProjectsAndProfilesApart(t *testing.T) {
	t.Parallel()
	store, _ := fileStore(t)
	elsewhere, err := account.New("https://other.example.com/v1", "shop")
	require.NoError(t, err)
	_, err = store.Save(t.Context(), clientOf(t, "shop"), "secret")
	require.NoError(t, err)
	for name, load := range map[string]func() (string, error){
		"project":  func() (string, error) { return store.Load(t.Context(), clientOf(t, "blog")) },
		"endpoint": func() (string, error) { return store.Load(t.Context(), elsewhere) },
		"profile":  func() (string, error) { return store.WithProfile("work").Load(t.Context(), clientOf(t, "shop")) },
	} {
		_, err := load()
		require.ErrorIs(t, err, accountcli.ErrNoSession, name)
	}
	loaded, err := store.Load(t.Context(), clientOf(t, "shop"))
	require.NoError(t, err)
	require.Equal(t, "secret", loaded)
}

func TestStore_PrefersTheKeychainAndLeavesNoFile(t *testing.T) {
	t.Parallel()
	kept := map[string]string{}
	store, folder := fileStore(t)
	client := clientOf(t, "shop")
	where, err := store.Save(t.Context(), client, "old-secret")
	require.NoError(t, err)
	require.Equal(t, folder, filepath.Dir(where))

	memory(kept)(store) // a keychain appears
	where, err = store.Save(t.Context(), client, "new-secret")
	require.NoError(t, err)
	require.Equal(t, "the keychain", where)
	require.Equal(t, map[string]string{"shopctl/https://cloud.example.com/v1 shop": "new-secret"}, kept)
	require.Empty(t, filesIn(t, folder))
	loaded, err := store.Load(t.Context(), client)
	require.NoError(t, err)
	require.Equal(t, "new-secret", loaded)
}

func filesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestStore_UsesAFileWhereTheKeychainIsOfNoUse(t *testing.T) {
	t.Parallel()
	store, folder := fileStore(t, failing(errors.New("The name org.freedesktop.secrets was not provided by any .service files")))
	client := clientOf(t, "shop")
	_, err := store.Load(t.Context(), client)
	require.ErrorIs(t, err, accountcli.ErrNoSession)
	where, err := store.Save(t.Context(), client, "secret")
	require.NoError(t, err)
	require.Equal(t, folder, filepath.Dir(where))
	loaded, err := store.Load(t.Context(), client)
	require.NoError(t, err)
	require.Equal(t, "secret", loaded)
	require.NoError(t, store.Delete(t.Context(), client))
	require.Empty(t, filesIn(t, folder))
}

func TestStore_AKeychainThatFailsIsNotTakenForAnEmptyOne(t *testing.T) {
	t.Parallel()
	locked := errors.New("the keychain is locked")
	store, _ := fileStore(t, failing(locked))
	_, err := store.Load(t.Context(), clientOf(t, "shop"))
	require.ErrorIs(t, err, locked)
	require.ErrorIs(t, store.Delete(t.Context(), clientOf(t, "shop")), locked)
}

// On a machine without a screen a keychain may wait for somebody to unlock it, for ever.
func TestStore_AKeychainThatHangsIsLeftAlone(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "sessions")
	client := clientOf(t, "shop")
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		hang := accountcli.WithKeychain(
			func(string, string, string) error { <-release; return nil },
			func(string, string) (string, error) { <-release; return "", nil },
			func(string, string) error { <-release; return nil })
		store, err := accountcli.NewStore("shopctl", accountcli.WithFolder(folder), hang, accountcli.WithKeychainLimit(3*time.Second))
		require.NoError(t, err)
		start := time.Now()
		_, err = store.Load(t.Context(), client)
		require.ErrorContains(t, err, "does not respond")
		require.Equal(t, 3*time.Second, time.Since(start))

		_, err = store.Save(t.Context(), client, "secret")
		require.NoError(t, err, "into a file")
		start = time.Now()
		loaded, err := store.Load(t.Context(), client)
		require.NoError(t, err)
		require.Equal(t, "secret", loaded)
		require.Zero(t, time.Since(start), "the file is there, so the keychain is not asked")
		require.NoError(t, store.Delete(t.Context(), client))

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = store.Save(ctx, client, "secret")
		require.ErrorIs(t, err, context.Canceled)
	})
	require.Empty(t, filesIn(t, folder), "a save that was cancelled keeps nothing")
}

func TestStore_FilesAreForTheUserAlone(t *testing.T) {
	t.Parallel()
	skipWithoutPermissions(t)
	store, folder := fileStore(t)
	where, err := store.Save(t.Context(), clientOf(t, "shop"), "secret")
	require.NoError(t, err)
	for path, mode := range map[string]fs.FileMode{where: 0o600, folder: 0o700, filepath.Dir(folder): 0o700} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode().Perm(), path)
	}
	content, err := os.ReadFile(where)
	require.NoError(t, err)
	require.Equal(t, "secret", string(content), "nothing but the secret")
	require.NotContains(t, where, "shop/")
	require.Len(t, filesIn(t, folder), 1, "no draft is left")
}

func TestStore_RejectsWhatOthersCouldReadOrReplace(t *testing.T) {
	t.Parallel()
	skipWithoutPermissions(t)
	client := clientOf(t, "shop")
	for name, spoil := range map[string]func(t *testing.T, folder, file string){
		"chmod 600":          func(t *testing.T, _, file string) { require.NoError(t, os.Chmod(file, 0o640)) },
		"chmod 600 on it":    func(t *testing.T, _, file string) { require.NoError(t, os.Chmod(file, 0o602)) },
		"run chmod 700":      func(t *testing.T, folder, _ string) { require.NoError(t, os.Chmod(folder, 0o755)) },
		"a symbolic link; r": func(t *testing.T, _, file string) { moveAndLink(t, file) },
		"folder but a symb":  func(t *testing.T, folder, _ string) { moveAndLink(t, folder) },
		"file but a folder": func(t *testing.T, _, file string) {
			require.NoError(t, os.Remove(file))
			require.NoError(t, os.Mkdir(file, 0o700))
		},
	} {
		store, folder := fileStore(t)
		where, err := store.Save(t.Context(), client, "secret")
		require.NoError(t, err)
		spoil(t, folder, where)
		_, err = store.Load(t.Context(), client)
		require.ErrorIs(t, err, accountcli.ErrUnsafeStore, name)
		require.ErrorContains(t, err, name)
	}
}

func moveAndLink(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, os.Rename(path, path+".moved"))
	require.NoError(t, os.Symlink(path+".moved", path))
}

func TestStore_DoesNotWriteThroughALink(t *testing.T) {
	t.Parallel()
	skipWithoutPermissions(t)
	client := clientOf(t, "shop")
	store, folder := fileStore(t)
	where, err := store.Save(t.Context(), client, "secret")
	require.NoError(t, err)
	victim := filepath.Join(t.TempDir(), "victim")
	require.NoError(t, os.WriteFile(victim, []byte("mine"), 0o600))
	require.NoError(t, os.Remove(where))
	require.NoError(t, os.Symlink(victim, where))
	_, err = store.Save(t.Context(), client, "other-secret")
	require.NoError(t, err)
	content, err := os.ReadFile(victim)
	require.NoError(t, err)
	require.Equal(t, "mine", string(content))
	loaded, err := store.Load(t.Context(), client)
	require.NoError(t, err)
	require.Equal(t, "other-secret", loaded)

	moveAndLink(t, folder)
	_, err = store.Save(t.Context(), client, "third-secret")
	require.ErrorIs(t, err, accountcli.ErrUnsafeStore)
	require.ErrorIs(t, store.Delete(t.Context(), client), accountcli.ErrUnsafeStore)
}

func TestStore_AFileThatHoldsNoSessionSaysSo(t *testing.T) {
	t.Parallel()
	client := clientOf(t, "shop")
	store, _ := fileStore(t)
	where, err := store.Save(t.Context(), client, "secret")
	require.NoError(t, err)
	for _, content := range []string{"", " \n", strings.Repeat("x", 16<<10+1)} {
		require.NoError(t, os.WriteFile(where, []byte(content), 0o600))
		_, err = store.Load(t.Context(), client)
		require.ErrorContains(t, err, "does not hold a session")
	}
}

func TestStore_RejectsSecretsAndNamesThatAreNone(t *testing.T) {
	t.Parallel()
	store, _ := fileStore(t)
	_, err := store.Save(t.Context(), clientOf(t, "shop"), " ")
	require.ErrorContains(t, err, "empty")
	for _, name := range []string{"", ".", "..", "a/b", "../shopctl", "/shopctl"} {
		_, err := accountcli.NewStore(name)
		require.ErrorContains(t, err, "without a path", "%q", name)
	}
}

func TestStore_ErrorsAndValuesDoNotShowTheSecret(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(folder, nil, 0o600))
	store, err := accountcli.NewStore("shopctl", accountcli.WithFolder(folder), accountcli.WithoutKeychain())
	require.NoError(t, err)
	_, err = store.Save(t.Context(), clientOf(t, "shop"), "very-secret")
	require.ErrorIs(t, err, accountcli.ErrUnsafeStore)
	require.NotContains(t, err.Error(), "very-secret")
}
