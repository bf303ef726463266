"""ISBN check digits, titles for sorting, and the score that ranks by rating."""

import re
import unicodedata
from collections.abc import Sequence

YEAR_MIN, YEAR_MAX = -3000, 2100
# A book without ratings is thought average; ten more opinions weigh as much as that prior.
PRIOR_MEAN, PRIOR_WEIGHT = 3.5, 10

_ARTICLE = re.compile(r"^(the|an|a) (?=\w)")


def isbn13_of(text: str) -> str | None:
    """The ISBN-13 that an ISBN-10 or ISBN-13 stands for, or None when its check digit is wrong.

    Hyphens and spaces do not matter. An ISBN-10 may have lost leading zeros to a spreadsheet.
    Source: ISO 2108:2017, annexes A and C.
    """
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


def sort_title(title: str) -> str:
    """The title as it is filed: without case, accents, punctuation and a leading English article."""
    folded = unicodedata.normalize("NFKD", title).casefold()
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    words = " ".join(re.sub(r"[^\w]+", " ", letters).split())
    return (_ARTICLE.sub("", words) or title.casefold())[:500]


def year_is_possible(year: int) -> bool:
    return year != 0 and YEAR_MIN <= year <= YEAR_MAX


def rating_score(stars: Sequence[int]) -> float:
    """Bayesian mean of the counts of one to five stars: few ratings stay near the prior."""
    count = sum(stars)
    total = sum(value * number for value, number in enumerate(stars, start=1))
    return (total + PRIOR_MEAN * PRIOR_WEIGHT) / (count + PRIOR_WEIGHT)


def rating_mean(stars: Sequence[int]) -> float | None:
    """Plain mean of the counts of one to five stars, to two places; None without ratings."""
    count = sum(stars)
    if not count:
        return None
    return round(sum(value * number for value, number in enumerate(stars, start=1)) / count, 2)
