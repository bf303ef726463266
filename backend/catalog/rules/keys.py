"""A title as somebody may type it whole: its words, its pinyin, its initials."""

from collections.abc import Iterable

from backend.catalog.rules.words import runs, spelled

LONGEST_KEY = 120


def key_of(text: str) -> str:
    """The words of a text, without spaces: so it does not matter where somebody puts them."""
    return "".join(run.text for run in runs(text))[:LONGEST_KEY]


def keys_of(titles: Iterable[str]) -> set[str]:
    """Every key by which one of the titles is typed whole."""
    keys: set[str] = set()
    for title in titles:
        found = list(runs(title))
        keys.add(key_of(title))
        if any(run.han for run in found):
            spellings = [spelled(run.text) if run.han else (run.text,) for run in found]
            keys.add("".join(syllable for run in spellings for syllable in run)[:LONGEST_KEY])
            keys.add("".join(syllable[0] for run in spellings for syllable in run)[:LONGEST_KEY])
    keys.discard("")
    return keys
