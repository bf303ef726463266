"""What somebody typed into the search field, taken apart: words, "phrases", author:, isbn:, and -what is not wanted."""

import re
from dataclasses import dataclass

from backend.catalog.rules import documents
from backend.catalog.rules.isbn import isbn13_of
from backend.catalog.rules.words import cut, pairs_of, runs, words_of

FIELD_NAMES = {
    "title": documents.TITLE,
    "书名": documents.TITLE,
    "author": documents.AUTHOR,
    "作者": documents.AUTHOR,
    "series": documents.SERIES,
    "丛书": documents.SERIES,
    "publisher": documents.PUBLISHER,
    "出版社": documents.PUBLISHER,
    "category": documents.CATEGORY,
    "分类": documents.CATEGORY,
    "isbn": documents.ISBN,
}
# More is no question but a text; what comes later is left out.
MOST_CLAUSES = 16
_NAMES = "|".join(FIELD_NAMES)
_PIECE = re.compile(
    rf"""(?P<minus>(?<!\S)[-−])?
    (?:(?P<field>{_NAMES})\s*[:：]\s*)?
    (?:["“”「『](?P<phrase>[^"“”」』]*)(?:["“”」』]|$) | (?P<word>[^\s"“”「『]+))""",
    re.VERBOSE | re.IGNORECASE,
)
_ISBN = re.compile(r"(?<![\w-])(?:97[89][-–‐ ]?)?(?:\d[-–‐ ]?){9}[\dXx](?![\w-])")


@dataclass(frozen=True)
class Clause:
    """One thing that a book must have, or must not. All words stand in one field; without a field, in any."""

    words: tuple[str, ...]
    typed: str
    """What the person wrote, for a correction."""
    field: str | None = None
    phrase: bool = False
    unwanted: bool = False
    unfinished: bool = False
    """The last word is still being typed: what begins with it is meant too."""


@dataclass(frozen=True)
class Wish:
    clauses: tuple[Clause, ...]
    text: str
    """The whole as it may be a title: words in order with one space between."""

    @property
    def wanted(self) -> list[Clause]:
        return [clause for clause in self.clauses if not clause.unwanted]


def wish_of(text: str) -> Wish:
    """Whatever is typed is a wish: what makes no sense as an operator is a word."""
    clauses: list[Clause] = []
    rest = _ISBN.sub(lambda match: _take_isbn(match, clauses), text)
    open_end = bool(rest) and not rest[-1].isspace()
    pieces = list(_PIECE.finditer(rest))
    for piece in pieces:
        last = open_end and piece is pieces[-1]
        clauses += _clauses_of(piece, last)
    plain_words = [word for run in runs(text) for word in [run.text]]
    return Wish(tuple(dict.fromkeys(clauses))[:MOST_CLAUSES], " ".join(plain_words))


def _take_isbn(match: re.Match[str], clauses: list[Clause]) -> str:
    isbn = isbn13_of(match[0])
    if isbn is None:
        return match[0].replace(" ", "")
    clauses.append(Clause((isbn,), match[0], documents.ISBN))
    return " "


def _clauses_of(piece: re.Match[str], last: bool) -> list[Clause]:
    field = FIELD_NAMES.get((piece["field"] or "").lower())
    unwanted = piece["minus"] is not None
    if piece["phrase"] is not None:
        words = tuple(words_of(piece["phrase"]))
        return (
            [Clause(words, piece["phrase"].strip(), field, phrase=len(words) > 1, unwanted=unwanted)] if words else []
        )
    if field == documents.ISBN:
        digits = re.sub(r"[^\dXx]", "", piece["word"]).lower()
        whole = isbn13_of(digits) if digits else None
        return (
            [Clause((whole or digits,), piece["word"], field, unwanted=unwanted, unfinished=whole is None)]
            if digits
            else []
        )
    clauses = []
    found = list(runs(piece["word"]))
    for place, run in enumerate(found):
        if run.han:
            clauses += [
                Clause(tuple(pairs_of(word)) or (word,), word, field, unwanted=unwanted) for word in cut(run.text)
            ]
        else:
            unfinished = last and place == len(found) - 1 and not unwanted
            clauses.append(Clause((run.text,), run.text, field, unwanted=unwanted, unfinished=unfinished))
    return clauses
