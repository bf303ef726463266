"""A client that behaves like the single-page app: it fetches the CSRF token and sends it with every write."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def twins(client: "LibraryClient", number: int) -> "list[LibraryClient]":
    """The same signed-in person in several windows, each ready to write at once."""
    # The token's other half is in the cookie that comes with it.
    token = client.get("/api/account").get_json()["csrf_token"]
    cookie = client.get_cookie("shelfwise_session")
    assert cookie is not None
    found = []
    for _ in range(number):
        twin = client.application.test_client()
        assert isinstance(twin, LibraryClient)
        twin.set_cookie("shelfwise_session", cookie.value)
        twin.environ_base["HTTP_X_CSRF_TOKEN"] = token
        twin.user_id, twin.sends_token = client.user_id, False
        found.append(twin)
    return found


class LibraryClient(FlaskClient):
    user_id: int = 0
    sends_token: bool = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        method = str(kwargs.get("method", "GET")).upper()
        if self.sends_token and method not in ("GET", "HEAD", "OPTIONS"):
            answer = super().open("/api/account", method="GET")
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = {"X-CSRF-Token": answer.get_json()["csrf_token"], **headers}
        return super().open(*args, **kwargs)
