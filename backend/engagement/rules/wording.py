"""The words that a review is looked through for: whatever their case, width, accents, or form of Chinese characters."""

import re
from collections.abc import Iterable

from backend.catalog.rules.words import is_han, plain

# What people put between the characters of a word so that it is not found; it is no part of any word.
_BETWEEN_HAN = r"[\W_]{0,3}"
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")


def normalised(text: str) -> str:
    """The text as it is compared (NFKC, simplified characters, no case, no accents, nothing unseen)."""
    return " ".join(plain(_UNSEEN.sub("", text)).split())


def find_words(text: str, words: Iterable[str]) -> list[str]:
    """Which of the words (normalised ones) are in a text, in their order. A word of letters is found as a whole word:
    "ass" is not in "class". Chinese characters are found within a sentence too, also with signs between them."""
    compared = normalised(text)
    return [word for word in words if _pattern(word).search(compared)]


def _pattern(word: str) -> re.Pattern[str]:
    parts: list[str] = []
    for before, character in zip(["", *word], word, strict=False):
        if before and is_han(before) and is_han(character):
            parts.append(_BETWEEN_HAN)
        parts.append(re.escape(character))
    start = "" if is_han(word[0]) else r"(?<!\w)" if word[0].isalnum() else ""
    end = "" if is_han(word[-1]) else r"(?!\w)" if word[-1].isalnum() else ""
    # A word of letters ends where a Chinese character begins.
    start = start and rf"(?:{start}|(?<=[\u3400-\u9fff]))"
    end = end and rf"(?:{end}|(?=[\u3400-\u9fff]))"
    return re.compile(start + "".join(parts) + end)
