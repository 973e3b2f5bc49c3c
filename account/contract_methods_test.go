package account_test

import "testing"

func TestGet_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreate_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateEmail_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateName_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdatePassword_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdatePhone_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestGetPrefs_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdatePrefs_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateStatus_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateRecovery_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateRecovery_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateVerification_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateVerification_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreatePhoneVerification_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdatePhoneVerification_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestListIdentities_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestDeleteIdentity_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestListLogs_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateMFA_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestListMFAFactors_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateMFAAuthenticator_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateMFAAuthenticator_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestDeleteMFAAuthenticator_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateMFAChallenge_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateMFAChallenge_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestGetMFARecoveryCodes_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateMFARecoveryCodes_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateMFARecoveryCodes_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestListSessions_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestDeleteSessions_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateAnonymousSession_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateEmailPasswordSession_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateMagicURLSession_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdatePhoneSession_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateSession_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestGetSession_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdateSession_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestDeleteSession_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateEmailToken_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateMagicURLToken_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreatePhoneToken_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateJWT_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateOAuth2Token_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreateOAuth2Session_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestCreatePushTarget_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestUpdatePushTarget_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestDeletePushTarget_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestListConsents_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestGetConsent_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestDeleteConsent_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestListConsentTokens_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestGetConsentToken_FollowsTheContract(t *testing.T) { requireContract(t) }

func TestDeleteConsentToken_FollowsTheContract(t *testing.T) { requireContract(t) }
