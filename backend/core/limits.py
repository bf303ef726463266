"""Rate limits. Counters live in memory, or in Redis by RATE_LIMITS_STORAGE when there are several machines."""

from unicodedata import normalize

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

# Writing is bounded tightly: a person does not make two changes a second for a minute.
limiter = Limiter(get_remote_address, headers_enabled=True, default_limits=[])
WRITES = "120 per minute"
# What pages report by themselves: seen, opened, looked at. A whole reading room may stand behind one address.
TRACES = "1200 per minute"
# A whole reading room may stand behind one address.
SEARCH = "1200 per minute"
REGISTRATION = "60 per hour"
# Letters that anybody can have sent to somebody, and links that anybody can try.
LETTERS_TO_ONE = "5 per hour"
LETTERS = "60 per hour"
LINKS = "60 per hour"
# A session that was left open gives nobody the time to guess a password.
PROOFS = "10 per hour"
# Everything about somebody is much to put together.
EXPORTS = "30 per hour"


def address_and_name() -> str:
    """Sign-in attempts are counted per address and name: guessing one password does not lock its owner out."""
    body = request.get_json(silent=True)
    name = body.get("name", "") if isinstance(body, dict) else ""
    return f"{get_remote_address()}|{_bare(str(name))}"


def _bare(name: str) -> str:
    # A space more or wider letters are the same name to the library, and must not be another one here.
    return normalize("NFKC", name[:400]).strip().casefold()[:64]


def account() -> str:
    """Counted per account, wherever it is used from; guests per address."""
    return f"account {current_user.id}" if current_user.is_authenticated else get_remote_address()
