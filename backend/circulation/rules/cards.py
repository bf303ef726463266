"""Numbers of library cards: R, the account, and a digit that tells a wrong number from a right one."""

import re
from datetime import date, datetime

# So many digits at least, before the one that checks them.
DIGITS = 7
_NUMBER = re.compile(rf"R(\d{{{DIGITS},10}})(\d)", re.ASCII)
# Ids of accounts fit an INTEGER column.
HIGHEST_ID = 2**31 - 1


def card_number(user_id: int) -> str:
    """The number of an account's first card: R00000125 for the twelfth account."""
    digits = f"{user_id:0{DIGITS}d}"
    return f"R{digits}{_check_digit(digits)}"


def normalised_number(text: str) -> str:
    """A number as it is stored, whatever a scanner or a person put around it."""
    return re.sub(r"[\s-]", "", text).upper()


def account_of_number(number: str) -> int | None:
    """Whose first card has this number; None when it is no such number or was misread."""
    found = _NUMBER.fullmatch(normalised_number(number))
    if found is None or _check_digit(found[1]) != found[2] or not 0 < int(found[1]) <= HIGHEST_ID:
        return None
    return int(found[1])


def is_blocked(blocked_at: datetime | None, blocked_until: date | None, today: date) -> bool:
    """Whether a block holds today; its last day is part of it."""
    return blocked_at is not None and (blocked_until is None or today <= blocked_until)


def _check_digit(digits: str) -> str:
    """After Luhn: one wrong digit, or two neighbours changed about, give another one."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
