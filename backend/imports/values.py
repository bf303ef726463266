"""Single values as such files write them."""

import re

# Ids fit the database's INTEGER, and so do their packed forms in memory.
LARGEST_ID = 2**31 - 1
_YEAR = re.compile(r"-?\d{1,5}(\.0*)?")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "md", "m.d.", "ph.d.", "phd"})


def whole_number(text: str) -> int | None:
    """A positive id or count written in plain digits, or None."""
    if text.isascii() and text.isdecimal():
        number = int(text[:12])
        if 0 < number <= LARGEST_ID:
            return number
    return None


def year(text: str) -> int | None:
    """`2008.0` -> 2008, `-720.0` -> -720; None when it is no whole number."""
    return int(float(text)) if text.isascii() and _YEAR.fullmatch(text) else None


def people(text: str) -> list[str]:
    """The names in `A. Writer, B. Painter`, each once; spaces are tidied and `Jr.` stays with its bearer."""
    names: list[str] = []
    for part in text.split(","):
        name = " ".join(part.split())
        if name.lower() in _SUFFIXES and names:
            names[-1] = f"{names[-1]}, {name}"
        elif name:
            names.append(name)
    return list(dict.fromkeys(names))
