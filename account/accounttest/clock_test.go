package accounttest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestClock_StaysFrozenAndInItsYears(t *testing.T) {
	t.Parallel()
	first, last := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9000, 12, 31, 23, 59, 59, 0, time.UTC)
	clock := accounttest.New(t).Clock()
	clock.Freeze()
	for far, near := range map[time.Time]time.Time{
		{}: first, time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC): first, time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC): last,
	} {
		require.False(t, clock.CanShow(far))
		clock.Set(far)
		require.True(t, clock.Frozen())
		require.Equal(t, near, clock.Now())
	}
	clock.Set(last)
	clock.Advance(time.Hour)
	require.Equal(t, last, clock.Now())
	clock.Run()
	clock.Set(last.AddDate(-1, 0, 0))
	require.Equal(t, 8999, clock.Now().Year(), "also a running clock gets there")
}

func TestClock_CannotStartOutsideOfItsYears(t *testing.T) {
	t.Parallel()
	for _, option := range []accounttest.Option{
		accounttest.WithFrozenTime(time.Time{}), accounttest.WithTime(time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)), accounttest.WithTime(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)),
	} {
		_, err := accounttest.NewServer(option)
		require.ErrorContains(t, err, "it shows the years from 1970 to 9000")
	}
}

func TestSeed_TimesHaveToBeInTheYearsOfTheClock(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	beyond := time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -12*3600))
	for field, seed := range map[string]accounttest.Seed{
		"createdAt":               {CreatedAt: beyond},
		"sessions[0].createdAt":   {Sessions: []accounttest.SessionSeed{{CreatedAt: beyond}}},
		"sessions[0].expire":      {Sessions: []accounttest.SessionSeed{{Expire: beyond}}},
		"identities[0].createdAt": {Identities: []accounttest.IdentitySeed{{Provider: "github", ProviderUID: "1", CreatedAt: beyond}}},
		"targets[0].createdAt":    {Targets: []accounttest.TargetSeed{{Type: "push", Identifier: "1", CreatedAt: beyond}}},
		"activity[0].time":        {Activity: []accounttest.ActivitySeed{{Event: "session.create", Time: beyond}}},
	} {
		err := srv.Try(func(srv *accounttest.Server) { srv.CreateUser(seed) })
		require.ErrorContains(t, err, field+": it has to be in the years from 1970 to 9000")
	}
	require.Empty(t, srv.Users())
}
