"""Routes whose body is a file. All others take JSON alone, and little of it."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

# A form of another site cannot send it: the browser asks first, and nobody answers.
FILE_MEDIA = "application/octet-stream"


def takes_file(most_bytes: int) -> Callable[[View], View]:
    """The body is a file of at most so many bytes, sent as `application/octet-stream`."""

    def declare(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return declare


def most_bytes_of(view: Callable[..., Any] | None) -> int | None:
    """How large a file the view takes; None when it takes none."""
    return getattr(view, "most_bytes", None)
