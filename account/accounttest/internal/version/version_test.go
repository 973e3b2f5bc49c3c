package version_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/version"
)

func TestVersion_IsFoundByItsNumberAndByTheBeginningOfIt(t *testing.T) {
	t.Parallel()
	for name, number := range map[string]string{
		"1.7": "1.7.4", "1.7.4": "1.7.4", "1.8": "1.8.1", "1.8.1": "1.8.1", "1.9": "1.9.6", "1.9.6": "1.9.6",
	} {
		found, err := version.Find(name)
		require.NoError(t, err)
		require.Equal(t, number, found.Number)
	}
	require.Equal(t, "1.7.4", version.Default.Number)
}

func TestVersion_AnUnknownOneIsAnErrorThatListsTheOthers(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "1", "1.6", "1.10", "1.9.5", "2.0", "v1.9", "1.9 ", "latest"} {
		_, err := version.Find(name)
		require.ErrorContains(t, err, "there are 1.7 (1.7.4), 1.8 (1.8.1), 1.9 (1.9.6)", name)
	}
}

// Every behaviour differs somewhere: one that does not is none of the version's.
func TestVersion_EveryBehaviourDiffersBetweenTwoVersions(t *testing.T) {
	t.Parallel()
	first := reflect.ValueOf(*version.All[0])
	for i := range first.NumField() {
		differs := false
		for _, other := range version.All[1:] {
			differs = differs || !reflect.DeepEqual(first.Field(i).Interface(), reflect.ValueOf(*other).Field(i).Interface())
		}
		require.True(t, differs, "%s is the same in all versions", first.Type().Field(i).Name)
	}
}

// A later version is a copy: changing it must not change the one before.
func TestVersion_WhatChangesLaterIsStillAsItWasBefore(t *testing.T) {
	t.Parallel()
	require.False(t, version.All[0].Knows("user_email_not_verified"))
	require.False(t, version.All[1].Knows("user_blocked"))
	require.True(t, version.All[2].Knows("user_blocked"))
}

func TestVersion_ItHasWhatCameBefore(t *testing.T) {
	t.Parallel()
	for since, has := range map[string][3]bool{
		"": {true, true, true}, "1.7": {true, true, true}, "1.8": {false, true, true}, "1.8.1": {false, true, true},
		"1.9": {false, false, true}, "1.9.5": {false, false, true}, "1.9.7": {}, "1.10": {}, "hosted": {},
	} {
		for i, v := range version.All {
			require.Equal(t, has[i], v.Has(since), "%s has what came with %q", v.Number, since)
		}
	}
}
