"""Drives the emulator end to end. Run the emulator with

    appwrite-account-emulator --server-version 1.9 --provider github

and then this with `python3 -m unittest`.
"""

import json
import unittest
import urllib.request
from urllib.parse import parse_qs, urlencode, urlparse

import emulator
from account import Account, ServiceError, open_without_redirects

SERVICE = emulator.service()
ANN = {"email": "ann@example.com", "password": "correct-horse-9"}
BOB = {"email": "bob@example.com", "password": "battery-staple-9"}
FIXTURES = f"""
users:
  - id: bob
    email: {BOB["email"]}
    password: {BOB["password"]}
    name: Bob
    emailVerified: true
"""


def account(**credentials):
    return Account(SERVICE["endpoint"], SERVICE["projectId"], **credentials)


def guest():
    return account()


def back_end():
    return account(key=SERVICE["apiKey"])


def sign_in(person):
    session = back_end().call("POST", "/sessions/email", **person)
    return account(session=session["secret"])


def parameters(link):
    return {name: values[0] for name, values in parse_qs(urlparse(link).query).items()}


class EmulatorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        emulator.reset()
        try:
            emulator.delete_user("bob")  # of an earlier run
        except emulator.Problem:
            pass
        emulator.add_fixtures(FIXTURES)

    def setUp(self):
        emulator.reset()  # back to the fixtures, whatever a test has done

    def assert_rejected(self, client, *call, code=None, type=None, **parameters):
        with self.assertRaises(ServiceError) as caught:
            client.call(*call, **parameters)
        self.assertEqual(code or caught.exception.code, caught.exception.code)
        self.assertEqual(type or caught.exception.type, caught.exception.type)

    def test_a_new_user_verifies_the_address_with_the_link_of_the_mail(self):
        guest().call("POST", "", userId="unique()", name="Ann", **ANN)
        me = sign_in(ANN)
        me.call("POST", "/verifications/email", url="http://localhost/verify")

        mail = emulator.message(to=ANN["email"], kind="email-verification")
        link = parameters(mail["link"])  # what the page behind the link gets
        me.call("PUT", "/verifications/email", userId=link["userId"], secret=link["secret"])
        self.assertTrue(me.call("GET", "")["emailVerification"])

    def test_a_code_from_a_mail_signs_in(self):
        token = guest().call("POST", "/tokens/email", userId="unique()", email=BOB["email"])
        mail = emulator.message(to=BOB["email"], kind="email-code")
        self.assertRegex(mail["code"], r"^\d{6}$")
        session = back_end().call("POST", "/sessions/token", userId=token["userId"], secret=mail["code"])
        self.assertEqual("bob", account(session=session["secret"]).call("GET", "")["$id"])

    def test_a_second_factor_is_the_code_that_the_app_shows(self):
        me = sign_in(BOB)
        me.call("POST", "/mfa/authenticators/totp")
        me.call("PUT", "/mfa/authenticators/totp", otp=emulator.totp("bob")["code"])
        me.call("PATCH", "/mfa", mfa=True)

        again = sign_in(BOB)
        self.assert_rejected(again, "GET", "", code=401, type="user_more_factors_required")
        challenge = again.call("POST", "/mfa/challenges", factor="totp")
        again.call("PUT", "/mfa/challenges", challengeId=challenge["$id"], otp=emulator.totp("bob")["code"])
        self.assertTrue(again.call("GET", "")["mfa"])

    def test_a_session_expires_when_the_clock_says_so(self):
        me = sign_in(BOB)
        emulator.advance_clock(364 * 86400)
        me.call("GET", "")
        emulator.advance_clock(2 * 86400)
        self.assert_rejected(me, "GET", "", code=401, type="general_unauthorized_scope")

    def test_a_fault_fails_as_many_calls_as_it_is_told_to(self):
        me = sign_in(BOB)
        emulator.add_fault(operation="get", status=503, times=2)
        self.assert_rejected(me, "GET", "", code=503)
        self.assert_rejected(me, "GET", "", code=503)
        me.call("GET", "")

    def test_a_rate_limit_is_met_and_is_counted_anew_after_a_reset(self):
        for _ in range(10):
            self.assert_rejected(guest(), "POST", "/sessions/email", email=BOB["email"], password="wrong-horse-9",
                                 type="user_invalid_credentials")
        self.assert_rejected(guest(), "POST", "/sessions/email", **BOB, code=429, type="general_rate_limit_exceeded")
        emulator.reset_rate_limits()
        guest().call("POST", "/sessions/email", **BOB)

    def test_requests_are_kept_with_their_secrets_masked(self):
        self.assert_rejected(back_end(), "POST", "/sessions/email", email=BOB["email"], password="wrong-horse-9")
        listed = emulator.requests(operation="createEmailPasswordSession", failed="true")
        self.assertEqual(1, listed["total"])
        request = listed["requests"][0]
        self.assertEqual("user_invalid_credentials", request["errorType"])
        details = emulator.request(request["id"])
        self.assertEqual({"email": BOB["email"], "password": "[redacted]"}, json.loads(details["body"]["text"]))
        self.assertNotRegex(json.dumps(details), "wrong-horse-9|" + SERVICE["apiKey"])

    def test_settings_change_while_it_runs(self):
        emulator.change_settings(sessionLimit=1)
        first, second = sign_in(BOB), sign_in(BOB)
        self.assert_rejected(first, "GET", "", code=401)
        self.assertEqual(1, second.call("GET", "/sessions")["total"])

    def test_an_oauth2_sign_in_ends_with_a_session(self):
        emulator.set_provider_account("github", id="583231", email="carol@example.com", name="Carol")
        urls = urlencode({"success": "http://localhost/ok", "failure": "http://localhost/no"})
        location = back_end().call("GET", "/tokens/oauth2/github?" + urls)
        self.assertEqual("1", parameters(location)["client_id"])
        while not location.startswith("http://localhost/"):  # the browser's part
            location = open_without_redirects(urllib.request.Request(location))[1]["Location"]
        self.assertEqual("/ok", urlparse(location).path)
        end = parameters(location)
        session = back_end().call("POST", "/sessions/token", userId=end["userId"], secret=end["secret"])
        self.assertEqual("carol@example.com", account(session=session["secret"]).call("GET", "")["email"])

    def test_a_snapshot_brings_back_what_was_deleted(self):
        snapshot = emulator.export_snapshot()
        emulator.delete_user("bob")
        self.assert_rejected(back_end(), "POST", "/sessions/email", **BOB, type="user_invalid_credentials")
        emulator.import_snapshot(snapshot)
        self.assertEqual("Bob", sign_in(BOB).call("GET", "")["name"])

    def test_an_error_in_fixtures_has_its_line_and_its_field_and_changes_nothing(self):
        with self.assertRaises(emulator.Problem) as caught:
            emulator.add_fixtures(
                "users:\n  - email: dave@example.com\n  - email: erin@example.com\n    emailVerifed: true\n")
        problem = caught.exception
        self.assertEqual(("invalid", 400, 4, "users[1].emailVerifed"),
                         (problem.type, problem.status, problem.line, problem.field))
        with self.assertRaises(emulator.Problem) as caught:
            emulator.user("dave@example.com")
        self.assertEqual("not_found", caught.exception.type)

    def test_events_tell_of_a_message_as_it_is_sent(self):
        events = emulator.events()
        next(events)  # it is open
        guest().call("POST", "/tokens/email", userId="bob", email=BOB["email"])
        to = next(data["to"] for event, data in events if event == "message")
        self.assertEqual(BOB["email"], to)
        events.close()

    def test_pages_of_other_sites_are_kept_out(self):
        headers = {"Origin": "https://evil.example"}
        status, _, body = open_without_redirects(urllib.request.Request(emulator.API + "/users", headers=headers))
        self.assertEqual((403, "forbidden"), (status, json.loads(body)["type"]))
        page = guest()
        page.headers.update(headers)
        self.assert_rejected(page, "POST", "/sessions/email", **BOB, code=403)

    def test_what_apps_call_beside_the_account_is_there(self):
        for path, kind in {"/ping": "text/plain", "/locale": "application/json",
                           "/avatars/initials?name=Bob": "image/png"}.items():
            url = SERVICE["endpoint"] + path
            request = urllib.request.Request(url, headers={"X-Appwrite-Project": SERVICE["projectId"]})
            status, headers, _ = open_without_redirects(request)
            self.assertEqual((200, kind), (status, headers.get_content_type()))


if __name__ == "__main__":
    unittest.main()
