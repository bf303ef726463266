"""What stands in an address for a name."""

import re
from collections.abc import Container
from unicodedata import normalize

LONGEST_SLUG = 64


def slug_of(name: str, otherwise: str, taken: Container[str]) -> str:
    """Small letters, digits and hyphens of an English name, not one of those that are taken."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[: LONGEST_SLUG - 4].strip("-") or otherwise
    number = 1
    found = slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
