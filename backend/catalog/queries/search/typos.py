"""What somebody may have meant: words of the catalogue within two typing errors of one that it does not have.

An error is a letter left out, put in, changed, or two changed round (optimal string alignment distance), as rapidfuzz
computes it.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from sqlalchemy import select

from backend.catalog.models import SearchTerm
from backend.catalog.queries.search.postings import Term, find_terms
from backend.catalog.rules.documents import AUTHOR, SERIES, TITLE
from backend.catalog.rules.wishes import Clause, Wish
from backend.core.database import db

# In words of three and four letters one error, in longer ones two; shorter ones may be anything.
ONE_ERROR, TWO_ERRORS = 3, 5
SHORT = 6
CANDIDATES = 30
# So many times the hits of what was typed make another spelling likelier.
LIKELIER = 20
FEW_HITS = 3
_FIELDS = (TITLE, AUTHOR, SERIES)


@dataclass
class _Words:
    """The words of the catalogue that a process has read so far. They are kept by place and letter (the first, the
    second) and length, so that a search for what is near looks through a hundredth of them."""

    last: tuple[int, str] | None = None
    words: dict[tuple[int, str, int], list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def add(self, word: str) -> None:
        if word not in self.seen:
            self.seen.add(word)
            for place in (0, 1):
                # At the end of a list: another thread may be reading it.
                self.words.setdefault((place, word[place], len(word)), []).append(word)

    def near(self, word: str, errors: int, beginnings: Iterable[tuple[int, str]]) -> list[str]:
        """Those with such a letter at such a place that may be within so many errors, by their length."""
        lengths = range(len(word) - errors, len(word) + errors + 1)
        return [each for at in beginnings for length in lengths for each in self.words.get((*at, length), ())]


_known: WeakKeyDictionary[Any, _Words] = WeakKeyDictionary()
_reading = threading.Lock()


def corrected(q: str, missing: Sequence[Clause]) -> str | None:
    """What was typed with each missing word replaced by the likeliest one; None where nothing is near."""
    better = q
    for clause in missing:
        word = _near(clause)
        if word is None:
            return None
        better = _replaced(better, clause.typed, word)
    return better if better != q else None


def likelier(q: str, wish: Wish, hits: int) -> str | None:
    """Another spelling that very many more books have, where what was typed has few hits."""
    if hits > FEW_HITS:
        return None
    for clause in wish.wanted:
        if clause.phrase or clause.field or len(clause.words) > 1 or len(clause.words[0]) < TWO_ERRORS:
            continue
        own = sum(term.documents for term in _terms_of(clause.words))
        better = _nearest(clause.words[0], 1, _same_first(clause.words[0]))
        if better and better[0].documents >= LIKELIER * max(1, own):
            return _replaced(q, clause.typed, better[0].term[1:])
    return None


def _near(clause: Clause) -> str | None:
    [word, *more] = clause.words
    if more or not word.isascii() or len(word) < ONE_ERROR:
        return None
    errors = 1 if len(word) < TWO_ERRORS else 2
    found = _nearest(word, errors, _same_first(word))
    # Hardly anybody gets the first letter wrong, and in a short word too much would be near.
    if not found and len(word) > SHORT:
        found = _nearest(word, errors, _other_first(word))
    return found[0].term[1:] if found else None


def _same_first(word: str) -> list[tuple[int, str]]:
    return [(0, word[0])]


def _other_first(word: str) -> list[tuple[int, str]]:
    """The first letter was changed, left out, put in, or changed round with the second."""
    return [(1, word[1]), (1, word[0]), (0, word[1])]


def _nearest(word: str, errors: int, beginnings: Iterable[tuple[int, str]]) -> list[Term]:
    """Terms that begin so and are within so many errors, the nearest and then those of most books first."""
    candidates = _words().near(word, errors, beginnings)
    near = extract(word, candidates, scorer=OSA.distance, score_cutoff=errors, limit=CANDIDATES)
    distance = {candidate: int(errors_made) for candidate, errors_made, _ in near if candidate != word}
    terms = _terms_of(tuple(distance))
    return sorted(terms, key=lambda term: (distance[term.term[1:]], -term.documents, term.term))


def _terms_of(words: Sequence[str]) -> list[Term]:
    return find_terms({name + word for name in _FIELDS for word in words})


def _words() -> _Words:
    """All words in ASCII of titles, authors and series. The first call reads them all, a later one what is new."""
    engine = db.session.get_bind()
    with _reading:
        known = _known.setdefault(engine, _Words())
        if known.last is not None and not _is_there(known.last):
            # Another index: it was made anew.
            known.last, known.words, known.seen = None, {}, set()
        after = known.last[0] if known.last else 0
        statement = select(SearchTerm.id, SearchTerm.term).where(SearchTerm.id > after).order_by(SearchTerm.id)
        for term_id, term in db.session.execute(statement):
            known.last = (term_id, term)
            word = term[1:]
            if term[0] in _FIELDS and len(word) >= ONE_ERROR and word.isascii():
                known.add(word)
        return known


def _is_there(last: tuple[int, str]) -> bool:
    term_id, term = last
    return db.session.scalar(select(SearchTerm.term).where(SearchTerm.id == term_id)) == term


def _replaced(text: str, typed: str, better: str) -> str:
    place = text.casefold().rfind(typed.casefold())
    better = better.capitalize() if text[place : place + 1].isupper() else better
    return f"{text[:place]}{better}{text[place + len(typed) :]}" if place >= 0 else f"{text} {better}"
