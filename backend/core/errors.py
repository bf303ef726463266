"""Named failures. A room derives its own (`BookNotFound`); the class name becomes the API's code."""

import re
from typing import Any


class Failure(Exception):
    """A request that cannot be served, with everything a person needs to know about why."""

    message = "The request could not be served."

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: dict[str, Any] | None = None,
        reasons: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message or self.message)
        self.fields = fields
        self.reasons = reasons

    @property
    def code(self) -> str:
        """`BookNotFound` -> `book_not_found`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(self).__name__).lower()


class NotFound(Failure):
    """It is not there, or the caller may not know of it."""

    message = "There is nothing here."


class Conflict(Failure):
    """The state of the library does not allow it."""

    message = "This is not possible as things stand."


class Forbidden(Failure):
    """The caller is known and may not do this."""

    message = "You may not do this."


class Unauthenticated(Failure):
    """Nobody is signed in, or the proof offered does not hold."""

    message = "Sign in first."


class Invalid(Failure):
    """A value was understood and is not acceptable."""

    message = "Some fields are not right."
