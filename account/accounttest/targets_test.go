package accounttest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestPushTargets_AreCreatedChangedAndDeleted(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	created := caller.call("POST", "/account/targets/push", fields{"targetId": "phone", "identifier": "token-1", "providerId": "fcm"}).ok(201)
	require.Equal(t, []any{"phone", " ", "fcm", "push", "token-1"}, []any{
		created.json["$id"], created.json["name"], created.json["providerId"], created.json["providerType"], created.json["identifier"],
	})
	caller.call("POST", "/account/targets/push", fields{"targetId": "phone", "identifier": "token-2"}).rejected(409, "user_target_already_exists")
	caller.call("POST", "/account/targets/push", fields{"targetId": "unique()", "identifier": "token-1"}).rejected(409, "user_target_already_exists")
	other := caller.with("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1")
	second := other.call("POST", "/account/targets/push", fields{"targetId": "unique()", "identifier": "token-2"}).ok(201)
	require.Equal(t, "Apple iPhone", second.field("name"))
	caller.call("PUT", "/account/targets/phone/push", fields{"identifier": "token-2"}).rejected(500, "general_unknown")
	require.Equal(t, "token-3", caller.call("PUT", "/account/targets/phone/push", fields{"identifier": "token-3"}).ok(200).field("identifier"))
	caller.call("PUT", "/account/targets/phone/push", fields{"identifier": "token-3"}).ok(200)

	stranger, _ := signedInCaller(t, srv, accounttest.Seed{Email: "bob@example.test"})
	stranger.call("DELETE", "/account/targets/phone/push", nil).rejected(404, "user_target_not_found")
	caller.call("DELETE", "/account/targets/phone/push", nil).ok(204)
	caller.call("DELETE", "/account/targets/phone/push", nil).rejected(404, "user_target_not_found")

	caller.call("DELETE", "/account/sessions/current", nil).ok(204)
	stored := srv.User(user.ID)
	require.Len(t, stored.Targets, 1, "push targets end with their session, addresses do not")
}

func TestPushTargets_AnyTargetCanBeDeletedAsOne(t *testing.T) {
	t.Parallel()
	srv := accounttest.New(t)
	caller, user := signedInCaller(t, srv, accounttest.Seed{Email: ann})
	caller.call("DELETE", "/account/targets/"+user.Targets[0].ID+"/push", nil).ok(204)
	require.Empty(t, caller.call("GET", "/account", nil).ok(200).json["targets"])
}
