"""Whether a row and a book of the catalogue are the same book, by title and author."""

import re
from collections.abc import Iterable
from functools import lru_cache

from backend.catalog.rules.keys import key_of
from backend.catalog.rules.words import is_han, runs, spelled

# A series after the title, "(Dune, #1)", an edition in Chinese brackets.
_BRACKETS = re.compile(r"\s*[\(（\[［【〔][^()（）\[\]［］【】〔〕]*[\)）\]］】〕]\s*$")
_SUBTITLE = re.compile(r"\s*(?::|：|——|--| - |·\s*—)\s*.*$", re.DOTALL)
# Below that, the beginning of a title says nothing.
SHORTEST, SHORTEST_HAN = 5, 2


@lru_cache(maxsize=20_000)
def title_keys(title: str, subtitle: str | None = None) -> tuple[str, ...]:
    """The keys under which a title may stand, the most exact first: whole, without brackets, without subtitle."""
    bare = title
    while (shorter := _BRACKETS.sub("", bare)) != bare and shorter:
        bare = shorter
    texts = [title, bare, *([f"{title} {subtitle}"] if subtitle else []), _SUBTITLE.sub("", bare)]
    return tuple(key for key in dict.fromkeys(key_of(text) for text in dict.fromkeys(texts)) if key)


def tells_enough(key: str) -> bool:
    """Whether books whose titles begin so are worth looking at."""
    return len(key) >= SHORTEST or (len(key) >= SHORTEST_HAN and all(is_han(character) for character in key))


def same_author(given: Iterable[str], known: Iterable[str]) -> bool:
    """Whether somebody of the one is somebody of the other: J.R.R. Tolkien and John Ronald Reuel Tolkien,
    Cixin Liu and 刘慈欣."""
    others = [name for name in known if name]
    return any(_same(one, other) for one in given for other in others)


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[frozenset[str], str, bool]:
    """Its words, the last of them, and whether it is Chinese."""
    found = runs(name)
    han = any(run.han for run in found)
    if han:
        whole = "".join(run.text for run in found)
        return frozenset((whole,)), whole, True
    words = [run.text for run in found]
    return frozenset(words), words[-1] if words else "", False


def _same(one: str, other: str) -> bool:
    words, last, han = _words(one)
    others, other_last, other_han = _words(other)
    if not words or not others:
        return False
    if han != other_han:
        return _spelled_alike(last if han else other_last, others if han else words)
    if han:
        # 弗兰克·赫伯特 is called 赫伯特 too.
        return words == others or (min(len(last), len(other_last)) > 2 and (last in other_last or other_last in last))
    if words == others or (len(words) > 1 and words < others) or (len(others) > 1 and others < words):
        return True
    # The same surname, and first letters that do not contradict.
    return last == other_last and bool({word[0] for word in words - {last}} & {word[0] for word in others - {last}})


def _spelled_alike(han: str, latin: frozenset[str]) -> bool:
    """刘慈欣 is Cixin Liu, Liu Cixin, Ci Xin Liu."""
    if len(han) > 4:
        return False
    syllables = list(spelled(han))
    return sorted("".join(latin)) == sorted("".join(syllables)) and syllables[0] in latin
