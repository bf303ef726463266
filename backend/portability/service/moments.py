"""Moments as a file tells them."""

from datetime import datetime
from typing import Any

from backend.portability.rules.checking import moment


def moment_of(text: Any) -> datetime | None:
    """None for what is none."""
    try:
        found = moment(text)
    except ValueError:
        return None
    return datetime.fromisoformat(found.replace("Z", "+00:00")) if found else None
