"""A client that behaves like the single-page app: it fetches the CSRF token and sends it with every write."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


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
