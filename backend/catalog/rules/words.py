"""What is looked for in a text: words, Chinese characters and pairs of them, and how Chinese is spelled.

Two texts that a person would call the same become the same here: case, accents, full-width forms, apostrophes and the
traditional forms of Chinese characters do not matter. Chinese is cut by rjieba (jieba-rs), spelled by pypinyin, made
simplified by OpenCC.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import opencc
import rjieba

LONGEST_WORD = 60
# A run of more characters than a title has is not spelled: nobody types it in pinyin.
LONGEST_SPELLED = 40
LONGEST_NAME = 4

_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|((?:(?![{_HAN}])[^\W_])+)")
_ACCENTS = re.compile("[\u0300-\u036f]")
_IS_HAN = re.compile(f"[{_HAN}]")
_HYPHEN = re.compile("[-‐‑]")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼ](?=[^\W\d_])")
_COMPOUND = re.compile(rf"(?<![\w-])(?:(?![{_HAN}])[^\W_])+(?:[-‐‑](?:(?![{_HAN}])[^\W_])+)+(?![\w-])")
# Both are printed on covers of the same people's books, and OpenCC keeps them apart.
_VARIANTS = str.maketrans("锺祕綫", "钟秘线")
_simplified = opencc.OpenCC("t2s")


class Run(NamedTuple):
    """A word, or Chinese characters without anything between them."""

    text: str
    han: bool


def is_han(character: str) -> bool:
    return _IS_HAN.match(character) is not None


def plain(text: str) -> str:
    """The text as it is compared: simplified, without case and accents, everything else as it was."""
    folded = _simplified.convert(unicodedata.normalize("NFKC", text)).translate(_VARIANTS).casefold()
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", folded)))
    return _APOSTROPHE.sub("", bare)


def runs(text: str) -> list[Run]:
    return _runs_in(plain(text))


def words_of(text: str) -> list[str]:
    """Words and single characters in the order of the text."""
    return words_in(runs(text))


def words_in(found: Iterable[Run]) -> list[str]:
    return [word for run in found for word in (run.text if run.han else [run.text])]


def pairs_of(text: str) -> list[str]:
    """Neighbouring Chinese characters: 三体问题 has 三体, 体问, 问题."""
    return _pairs_in(runs(text))


def beside_words(text: str, spell: bool) -> tuple[list[Run], list[str]]:
    """The runs of a text, and what else it is found by: pairs of characters, words without their hyphens, spellings."""
    bare = plain(text)
    found = _runs_in(bare)
    more = [*_pairs_in(found), *_compounds_in(bare)]
    return found, more + (spellings_in(found) if spell else [])


def _runs_in(bare: str) -> list[Run]:
    return [Run(han, True) if han else Run(word[:LONGEST_WORD], False) for han, word in _RUN.findall(bare)]


def _pairs_in(found: Iterable[Run]) -> list[str]:
    return [run.text[at : at + 2] for run in found if run.han for at in range(len(run.text) - 1)]


def _compounds_in(bare: str) -> list[str]:
    """What is written with a hyphen and may be typed without: Spider-Man, catch-22."""
    if not _HYPHEN.search(bare):
        return []
    return [_HYPHEN.sub("", found)[:LONGEST_WORD] for found in _COMPOUND.findall(bare)]


def cut(run: str) -> list[str]:
    """Chinese characters as the words that they make."""
    return [str(word) for word in rjieba.cut(run)]


def spellings_of(text: str) -> list[str]:
    """How the Chinese of a text may be typed: each syllable; each word and the whole, in full and by initials."""
    return spellings_in(runs(text))


def spellings_in(runs_there: Iterable[Run]) -> list[str]:
    found: dict[str, None] = {}
    for run in runs_there:
        if not run.han or len(run.text) > LONGEST_SPELLED:
            continue
        syllables = spelled(run.text)
        found.update(dict.fromkeys(syllables))
        for first, last in sorted(_spans(run.text)):
            part = syllables[first:last]
            found["".join(part)[:LONGEST_WORD]] = None
            if len(part) > 1:
                found["".join(syllable[0] for syllable in part)] = None
    return list(found)


def _spans(run: str) -> set[tuple[int, int]]:
    """Where the whole and the words in it begin and end, words inside words included."""
    if len(run) <= LONGEST_NAME:
        # Of a name any part is typed: 慈欣 of 刘慈欣 is no word of the dictionary.
        return {(start, end) for start in range(len(run)) for end in range(start + 1, len(run) + 1)}
    return {(0, len(run)), *((start, end) for _, start, end in rjieba.tokenize(run, "search"))}


@lru_cache(maxsize=50_000)
def spelled(run: str) -> tuple[str, ...]:
    """The syllables of Chinese characters without tones; shape (characters,)."""
    # Its tables take a second and 50 MB: a process that only answers readers never needs them.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(run, style=Style.NORMAL, v_to_u=False)
    return tuple(plain(syllable).replace(" ", "") or "?" for syllable in syllables)
