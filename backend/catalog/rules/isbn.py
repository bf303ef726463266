"""ISBN check digits. Source: ISO 2108:2017, annexes A and C."""

import re


def isbn13_of(text: str) -> str | None:
    """The ISBN-13 that an ISBN-10 or ISBN-13 stands for, or None when its check digit is wrong.

    Hyphens and spaces do not matter. An ISBN-10 may have lost leading zeros to a spreadsheet."""
    digits = re.sub(r"[\s\-‐-―]", "", text).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        return digits if _check13(digits[:12]) == digits[12] else None
    digits = digits.rjust(10, "0")
    if re.fullmatch(r"\d{9}[\dX]", digits) and len(text.strip()) > 0 and digits[:9] != "0" * 9:
        weighted = sum((10 - place) * int(digit) for place, digit in enumerate(digits[:9]))
        check = (11 - weighted % 11) % 11
        if ("X" if check == 10 else str(check)) == digits[9]:
            return "978" + digits[:9] + _check13("978" + digits[:9])
    return None


def _check13(twelve: str) -> str:
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str((10 - weighted % 10) % 10)


def isbn10_of(isbn13: str) -> str | None:
    """The ISBN-10 of the same book; None where there is none (979)."""
    if not isbn13.startswith("978"):
        return None
    nine = isbn13[3:12]
    check = (11 - sum((10 - place) * int(digit) for place, digit in enumerate(nine)) % 11) % 11
    return nine + ("X" if check == 10 else str(check))
