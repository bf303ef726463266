"""The tokens of links: what is in them, and whether a link opens."""

import hashlib
from datetime import date, datetime

# Of random bytes; 43 letters in the link.
TOKEN_BYTES = 32


def hash_of(token: str) -> str:
    """Random enough not to need salt; what is looked for by an equal key tells nothing by its time."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_open(ends_on: date | None, revoked_at: datetime | None, today: date) -> bool:
    return revoked_at is None and (ends_on is None or today <= ends_on)
