package state_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/state"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestProject_FindsUsersByWhatIsTheirs(t *testing.T) {
	t.Parallel()
	p := state.NewProject("p", "Project")
	user := state.NewUser("ann", now)
	user.Email = "Ann@example.test"
	p.AddUser(user)
	p.SetPhone(user, "+4930901820")
	target := state.NewTarget("email", "ann@example.test", now)
	p.AddTarget(user, target)
	require.Same(t, user, p.User("ann"))
	require.Same(t, user, p.UserByEmail("ANN@example.test"))
	require.Same(t, user, p.UserByPhone("+4930901820"))
	require.Same(t, user, p.FindUser("ann@EXAMPLE.test"))
	require.Nil(t, p.FindUser(""))
	require.True(t, p.HasTarget(target.ID))

	p.SetEmail(user, "new@example.test")
	p.RenameTarget(user, "ann@example.test", "new@example.test")
	require.Nil(t, p.UserByEmail("ann@example.test"))
	require.False(t, p.HasAddress("ann@example.test"))
	require.True(t, p.HasAddress("NEW@example.test"))
	p.DeleteUser(user)
	require.Nil(t, p.User("ann"))
	require.False(t, p.HasTarget(target.ID))
}

func TestSession_IsFoundByItsSecretUntilItExpires(t *testing.T) {
	t.Parallel()
	user := state.NewUser("", now)
	session, secret := user.AddSession("email", now, now.Add(time.Hour), "password")
	pair := secrets.DecodeCredential(secret)
	require.Equal(t, user.ID, pair.ID)
	require.Same(t, session, user.SessionBySecret(pair.Secret, now))
	require.Nil(t, user.SessionBySecret(pair.Secret, now.Add(time.Hour)))
	require.Nil(t, user.SessionBySecret("", now))
	require.Nil(t, (*state.User)(nil).SessionBySecret(pair.Secret, now))
}

func TestMergeFactors_TellsWhetherAHoleIsLeft(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		have, added, expected string
		gapless               bool
	}{
		{"password", "totp", "password totp", true},
		{"password totp", "totp", "password totp", true},
		{"password totp", "email totp", "password totp email", true},
		{"password totp", "totp email", "password totp email", false},
	} {
		merged, gapless := state.MergeFactors(strings.Fields(c.have), strings.Fields(c.added)...)
		require.Equal(t, strings.Fields(c.expected), merged)
		require.Equal(t, c.gapless, gapless, c)
	}
}

func TestUser_PasswordsAreRemembered(t *testing.T) {
	t.Parallel()
	settings := state.Settings{PasswordHistory: 2}
	user := state.NewUser("", now)
	require.False(t, user.HasPassword())
	for _, password := range []string{"one", "two", "three"} {
		user.SetPassword("hash of "+password, now, &settings)
	}
	require.True(t, user.HasPassword())
	require.Equal(t, "hash of three", user.PasswordHash)
	require.Equal(t, []string{"hash of two", "hash of three"}, user.PasswordHistory)
	require.True(t, state.HasPersonalData("my-ANNABEL-1", "", "annabel@example.test", "", ""))
	require.False(t, state.HasPersonalData("correct-horse-9", "id", "ann@example.test", "Ann", "+49"))
}

func TestUser_AnEmptyBodyHasNoNull(t *testing.T) {
	t.Parallel()
	body := string(php.Encode(state.NewUser("ann", now).Body(version.Default)))
	require.Contains(t, body, `"labels":[]`)
	require.Contains(t, body, `"prefs":{},"targets":[]`)
	require.NotContains(t, body, "null")
}

func TestProvider_ACodeWorksOnce(t *testing.T) {
	t.Parallel()
	provider := state.NewStore("", "", "", now).Provider("mock")
	code := provider.NewCode(state.Account{ID: "7"})
	account, ok := provider.Redeem(code)
	require.True(t, ok)
	require.Equal(t, "7", account.ID)
	_, ok = provider.Redeem(code)
	require.False(t, ok)
}

func TestProvider_CodesThatWereNeverUsedMakeRoom(t *testing.T) {
	t.Parallel()
	provider := state.NewStore("", "", "", now).Provider("mock")
	first, second := provider.NewCode(state.Account{ID: "1"}), provider.NewCode(state.Account{ID: "2"})
	for range 999 {
		provider.NewCode(state.Account{})
	}
	_, ok := provider.Redeem(first)
	require.False(t, ok)
	_, ok = provider.Redeem(second)
	require.True(t, ok)
}

func TestStore_SurvivesExport(t *testing.T) {
	t.Parallel()
	store := state.NewStore("p", "Project", "standard_key", now)
	user := state.NewUser("ann", now)
	user.Prefs = php.NewArray("z", "a/b", "a", php.NewArray())
	store.Main().AddUser(user)
	var saved bytes.Buffer
	require.NoError(t, store.Export(&saved, now))
	read, err := state.ReadStore(&saved)
	require.NoError(t, err)
	require.Equal(t, store.JWTKey, read.JWTKey)
	require.Equal(t, `{"z":"a\/b","a":[]}`, string(php.Encode(read.Main().User("ann").PrefsBody())))
	require.NotNil(t, read.Project(state.ConsoleID))
	read.Rename("q", "Other")
	require.Equal(t, "Other", read.Project("q").Name)
	require.Nil(t, read.Project("p"))
}
