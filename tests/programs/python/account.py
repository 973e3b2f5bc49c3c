"""Calls of the account service with the standard library alone.

A program has the SDK in its place: `pip install appwrite`, and then

    client = Client().set_endpoint(ENDPOINT).set_project(project).set_session(secret)
    Account(client).get()

with the methods of the SDK for the paths below, and its AppwriteException, which has code and
type as well, for ServiceError.
"""

import json
import urllib.error
import urllib.request


class ServiceError(Exception):
    """An error of the account service."""

    def __init__(self, status, error):
        super().__init__(error["message"])
        self.code, self.type = status, error["type"]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect leads to the provider of an OAuth2 sign-in, which must not get the headers."""

    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def open_without_redirects(request):
    """Returns status, headers and body of any response."""
    try:
        response = _opener.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return response.status, response.headers, response.read()


class Account:
    """The account service, for whoever the credentials are of: key, session or nobody."""

    def __init__(self, endpoint, project, **credentials):
        self.endpoint = endpoint
        self.headers = {"X-Appwrite-Project": project, "X-Appwrite-Response-Format": "1.9.0"}
        for name, value in credentials.items():
            self.headers["X-Appwrite-" + name.title()] = value

    def call(self, method, path, **parameters):
        body = json.dumps(parameters).encode() if parameters else None
        headers = {**self.headers, "Content-Type": "application/json"}
        request = urllib.request.Request(self.endpoint + "/account" + path, body, headers, method=method)
        status, headers, text = open_without_redirects(request)
        if status in (301, 302):
            return headers["Location"]
        value = json.loads(text) if text else None
        if status >= 400:
            raise ServiceError(status, value)
        return value
