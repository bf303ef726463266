"""Whether somebody is typing a person's name."""

from collections.abc import Iterable

from backend.catalog.rules.keys import keys_of
from backend.catalog.rules.words import spellings_of, words_of


def is_meant(names: Iterable[str], text: str) -> bool:
    """Every word of the text begins a word of one of the names, however it is spelled."""
    wanted = text.split()
    return any(all(any(word.startswith(each) for word in _words(name)) for each in wanted) for name in names)


def _words(name: str) -> set[str]:
    return {*words_of(name), *spellings_of(name), *keys_of([name])}
