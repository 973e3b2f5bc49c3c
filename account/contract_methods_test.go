package account_test

import "testing"

func TestGet_FollowsTheContract(t *testing.T) { requireContract(t, "get") }

func TestCreate_FollowsTheContract(t *testing.T) { requireContract(t, "create") }

func TestUpdateEmail_FollowsTheContract(t *testing.T) { requireContract(t, "updateEmail") }

func TestUpdateName_FollowsTheContract(t *testing.T) { requireContract(t, "updateName") }

func TestUpdatePassword_FollowsTheContract(t *testing.T) { requireContract(t, "updatePassword") }

func TestUpdatePhone_FollowsTheContract(t *testing.T) { requireContract(t, "updatePhone") }

func TestGetPrefs_FollowsTheContract(t *testing.T) { requireContract(t, "getPrefs") }

func TestUpdatePrefs_FollowsTheContract(t *testing.T) { requireContract(t, "updatePrefs") }

func TestUpdateStatus_FollowsTheContract(t *testing.T) { requireContract(t, "updateStatus") }

func TestCreateRecovery_FollowsTheContract(t *testing.T) { requireContract(t, "createRecovery") }

func TestUpdateRecovery_FollowsTheContract(t *testing.T) { requireContract(t, "updateRecovery") }

func TestCreateVerification_FollowsTheContract(t *testing.T) {
	requireContract(t, "createVerification")
}

func TestUpdateVerification_FollowsTheContract(t *testing.T) {
	requireContract(t, "updateVerification")
}

func TestCreatePhoneVerification_FollowsTheContract(t *testing.T) {
	requireContract(t, "createPhoneVerification")
}

func TestUpdatePhoneVerification_FollowsTheContract(t *testing.T) {
	requireContract(t, "updatePhoneVerification")
}

func TestListIdentities_FollowsTheContract(t *testing.T) { requireContract(t, "listIdentities") }

func TestDeleteIdentity_FollowsTheContract(t *testing.T) { requireContract(t, "deleteIdentity") }

func TestListLogs_FollowsTheContract(t *testing.T) { requireContract(t, "listLogs") }

func TestUpdateMFA_FollowsTheContract(t *testing.T) { requireContract(t, "updateMFA") }

func TestListMFAFactors_FollowsTheContract(t *testing.T) { requireContract(t, "listMfaFactors") }

func TestCreateMFAAuthenticator_FollowsTheContract(t *testing.T) {
	requireContract(t, "createMfaAuthenticator")
}

func TestUpdateMFAAuthenticator_FollowsTheContract(t *testing.T) {
	requireContract(t, "updateMfaAuthenticator")
}

func TestDeleteMFAAuthenticator_FollowsTheContract(t *testing.T) {
	requireContract(t, "deleteMfaAuthenticator")
}

func TestCreateMFAChallenge_FollowsTheContract(t *testing.T) {
	requireContract(t, "createMfaChallenge")
}

func TestUpdateMFAChallenge_FollowsTheContract(t *testing.T) {
	requireContract(t, "updateMfaChallenge")
}

func TestGetMFARecoveryCodes_FollowsTheContract(t *testing.T) {
	requireContract(t, "getMfaRecoveryCodes")
}

func TestCreateMFARecoveryCodes_FollowsTheContract(t *testing.T) {
	requireContract(t, "createMfaRecoveryCodes")
}

func TestUpdateMFARecoveryCodes_FollowsTheContract(t *testing.T) {
	requireContract(t, "updateMfaRecoveryCodes")
}

func TestListSessions_FollowsTheContract(t *testing.T) { requireContract(t, "listSessions") }

func TestDeleteSessions_FollowsTheContract(t *testing.T) { requireContract(t, "deleteSessions") }

func TestCreateAnonymousSession_FollowsTheContract(t *testing.T) {
	requireContract(t, "createAnonymousSession")
}

func TestCreateEmailPasswordSession_FollowsTheContract(t *testing.T) {
	requireContract(t, "createEmailPasswordSession")
}

func TestUpdateMagicURLSession_FollowsTheContract(t *testing.T) {
	requireContract(t, "updateMagicURLSession")
}

func TestUpdatePhoneSession_FollowsTheContract(t *testing.T) {
	requireContract(t, "updatePhoneSession")
}

func TestCreateSession_FollowsTheContract(t *testing.T) { requireContract(t, "createSession") }

func TestGetSession_FollowsTheContract(t *testing.T) { requireContract(t, "getSession") }

func TestUpdateSession_FollowsTheContract(t *testing.T) { requireContract(t, "updateSession") }

func TestDeleteSession_FollowsTheContract(t *testing.T) { requireContract(t, "deleteSession") }

func TestCreateEmailToken_FollowsTheContract(t *testing.T) { requireContract(t, "createEmailToken") }

func TestCreateMagicURLToken_FollowsTheContract(t *testing.T) {
	requireContract(t, "createMagicURLToken")
}

func TestCreatePhoneToken_FollowsTheContract(t *testing.T) { requireContract(t, "createPhoneToken") }

func TestCreateJWT_FollowsTheContract(t *testing.T) { requireContract(t, "createJWT") }

func TestCreateOAuth2Token_FollowsTheContract(t *testing.T) { requireContract(t, "createOAuth2Token") }
