"""The account service from Python, with openapi-generator:

    openapi-generator generate -i openapi/account.yaml -g python -o account \
        --additional-properties=packageName=appwrite_account
    pip install urllib3 python-dateutil certifi six
    APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… PYTHONPATH=account python3 story.py

Every status of 400 and more is an ApiException; its body is the JSON with `type`.
"""
import base64
import hashlib
import hmac
import json
import os
import struct
import time
import uuid
from urllib.parse import urlsplit

import urllib3

import appwrite_account as aw


def account(**credential):
    """Returns the calls with one credential: key and session must not be sent together."""
    config = aw.Configuration(
        host=os.environ["APPWRITE_ENDPOINT"],
        api_key={"ProjectID": os.environ["APPWRITE_PROJECT_ID"], **credential},
    )
    # urllib3 follows redirects and sends the headers along, to any host. The URL that
    # create_o_auth2_token returns is that of the provider: the API key would go there.
    config.retries = urllib3.Retry(redirect=False)
    return aw.AccountApi(aw.ApiClient(config))


def signed_in(session):
    return account(SessionSecret=session.secret)


def rejected(call, *args):
    """Returns status and error type of a call that has to fail."""
    try:
        call(*args)
    except aw.ApiException as error:
        return error.status, json.loads(error.body)["type"]
    raise AssertionError("the call should have failed")


def totp(secret):
    """The code that an authenticator app shows now for a base32 secret (RFC 6238)."""
    # The service accepts the code of the current 30 seconds only.
    if int(time.time()) % 30 == 29:
        time.sleep(1)
    key = base64.b32decode(secret.rstrip("=") + "=" * (-len(secret.rstrip("=")) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    code = struct.unpack_from(">I", mac, mac[-1] & 15)[0] & 0x7FFFFFFF
    return f"{code % 1_000_000:06d}"


backend = account(APIKey=os.environ["APPWRITE_API_KEY"])
email = f"python-{uuid.uuid4()}@example.com"
password = "correct-horse-9"

created = backend.create(aw.CreateBody(user_id="unique()", email=email, password=password, name="Ann"))
assert created.email == email
print("ok 1 sign up")

credentials = aw.CreateEmailPasswordSessionBody(email=email, password=password)
me = signed_in(backend.create_email_password_session(credentials))
print("ok 2 sign in")

assert me.get().id == created.id  # `$id` in the JSON
print("ok 3 account")

# A query is a JSON object in a string; `queries[]` is sent once for each.
queries = [json.dumps(q) for q in ({"method": "limit", "values": [1]}, {"method": "offset", "values": [1]})]
assert [log.event for log in me.list_logs(queries=queries).logs] == ["user.create"]
print("ok 4 logs")

prefs = {"theme": "dark", "editor": {"size": 12, "rulers": [80, 100]}}
me.update_prefs(aw.UpdatePrefsBody(prefs=prefs))
assert me.get_prefs() == prefs
print("ok 5 prefs")

wrong = aw.CreateEmailPasswordSessionBody(email=email, password="wrong-horse-9")
assert rejected(backend.create_email_password_session, wrong) == (401, "user_invalid_credentials")
print("ok 6 wrong password")

app = me.create_mfa_authenticator("totp")
me.update_mfa_authenticator("totp", aw.UpdateMfaAuthenticatorBody(otp=totp(app.secret)))
me.update_mfa(aw.UpdateMfaBody(mfa=True))
second = signed_in(backend.create_email_password_session(credentials))
assert rejected(second.get) == (401, "user_more_factors_required")
challenge = second.create_mfa_challenge(aw.CreateMfaChallengeBody(factor="totp"))
second.update_mfa_challenge(aw.UpdateMfaChallengeBody(challenge_id=challenge.id, otp=totp(app.secret)))
assert second.get().mfa
print("ok 7 mfa")

# Without following, a 301 is an ApiException. The URL is for the user's browser.
try:
    backend.create_o_auth2_token("github", success="http://localhost/in", failure="http://localhost/out")
except aw.ApiException as redirect:
    assert redirect.status == 301
    assert urlsplit(redirect.headers["Location"]).hostname
else:
    raise AssertionError("expected a redirect")
print("ok 8 oauth2")

sessions = second.list_sessions()
assert sessions.total == 2
assert [s.current for s in sessions.sessions].count(True) == 1
print("ok 9 sessions")

second.delete_session("current")
assert rejected(second.get) == (401, "general_unauthorized_scope")
print("ok 10 sign out")
