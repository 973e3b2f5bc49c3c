"""A client of the control API of the emulator: what openapi/emulator.yaml describes, without
code generation and with the standard library alone. Copy it as it is."""

import json
import os
import urllib.error
import urllib.request
from urllib.parse import quote, urlencode, urljoin

# The endpoint is the one that the emulator prints: http://127.0.0.1:4080/v1.
ENDPOINT = os.environ.get("APPWRITE_ENDPOINT", "http://127.0.0.1:4080/v1")
API = urljoin(ENDPOINT, "/emulator/v1")


class Problem(Exception):
    """An error of the control API. Decide by its type."""

    def __init__(self, problem):
        super().__init__(problem["detail"])
        self.type, self.status = problem["type"], problem["status"]
        self.field, self.line = problem.get("field"), problem.get("line")


def call(method, path, body=None, media_type="application/json"):
    headers = {}
    if body is not None:
        headers["Content-Type"] = media_type  # also with an empty object: it keeps other sites' pages out
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
    request = urllib.request.Request(API + path, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=70) as response:
            text = response.read()
    except urllib.error.HTTPError as error:
        with error:
            raise Problem(json.load(error)) from None
    return json.loads(text) if text else None


def service():
    return call("GET", "/service")


def reset():
    call("POST", "/reset", {})


def add_fixtures(text):
    call("POST", "/fixtures", text, "application/yaml")


def export_snapshot():
    return call("GET", "/snapshot")


def import_snapshot(snapshot):
    call("PUT", "/snapshot", snapshot)


def message(**wanted):
    """The newest message that matches to, channel and kind; it waits up to timeout seconds.
    With the id of a message in after it is the first one after that."""
    return call("GET", "/messages/next?" + urlencode(wanted))


def user(name):
    return call("GET", "/users/" + quote(name))


def delete_user(name):
    call("DELETE", "/users/" + quote(name))


def totp(name):
    return call("GET", f"/users/{quote(name)}/totp")


def advance_clock(seconds):
    return call("PATCH", "/clock", {"advance": seconds})


def add_fault(**fault):
    return call("POST", "/faults", fault)


def reset_rate_limits():
    call("DELETE", "/rate-limits")


def requests(**wanted):
    return call("GET", "/requests?" + urlencode(wanted))


def request(request_id):
    return call("GET", "/requests/" + quote(request_id))


def change_settings(**change):
    return call("PATCH", "/settings", change)


def set_provider_account(provider, **account):
    call("PUT", f"/providers/{quote(provider)}/account", account)


def events():
    """What happens, as it happens: pairs of an event and its data. The first is a comment that
    says that the stream is open."""
    with urllib.request.urlopen(API + "/events", timeout=30) as response:
        event, data = "comment", None
        for line in response:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                data = json.loads(value)
            elif line == b"\n":
                yield event, data
                event, data = "comment", None
