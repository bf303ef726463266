"""Titles as they are filed, and years."""

import re

from backend.catalog.rules.words import plain, runs, spelled

YEAR_MIN, YEAR_MAX = -3000, 2100
_ARTICLE = re.compile(r"^(the|an|a) (?=\w)")


def sort_title(title: str) -> str:
    """The title as it is filed: without case, accents, punctuation and a leading English article; Chinese by pinyin."""
    words = " ".join(" ".join(spelled(run.text)) if run.han else run.text for run in runs(title))
    return (_ARTICLE.sub("", words) or plain(title))[:500]


def year_is_possible(year: int) -> bool:
    return year != 0 and YEAR_MIN <= year <= YEAR_MAX
