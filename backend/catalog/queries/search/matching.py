"""From a wish to the books that fulfil it, told apart by where they do."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from pyroaring import BitMap
from sqlalchemy import func, literal, select

from backend.catalog.models import SearchDocument
from backend.catalog.queries.search.among import among, rows_of
from backend.catalog.queries.search.popular import most_popular
from backend.catalog.queries.search.postings import (
    Term,
    books_with,
    books_with_any,
    find_terms,
    terms_beginning,
)
from backend.catalog.rules.documents import (
    AUTHOR,
    BEGINNING,
    FIELDS,
    LONGEST_BEGINNING,
    SERIES,
    TITLE,
    TYPED,
    term_of,
    token_of,
)
from backend.catalog.rules.wishes import Clause, Wish

# Words that an unfinished one may become, those of most books first: each rare one is looked up for itself.
ENDINGS = 50
# Books whose texts are looked into for a phrase, the most popular first.
PHRASE_BOOKS = 10_000


@dataclass(frozen=True)
class Found:
    """The books of one clause by the field that has it."""

    clause: Clause
    fields: dict[str, BitMap] = field(default_factory=dict)
    begun: bool = False
    """No book has the word itself, only what begins with it."""

    def within(self, fields: Sequence[str]) -> BitMap:
        return BitMap().union(*(self.fields[name] for name in fields if name in self.fields))

    @property
    def books(self) -> BitMap:
        return self.within(list(self.fields))


@dataclass(frozen=True)
class Matches:
    """The books that fulfil a wish."""

    books: BitMap
    tiers: tuple[BitMap, ...] = ()
    """Those of the books that do so in a better way than the others, the best way first."""
    by_author: BitMap = field(default_factory=BitMap)
    """Those that do so by their author alone."""
    title: str = ""
    """What of the wish may be a title: all of it but the words that stand for authors."""
    doubtful: tuple[Clause, ...] = ()
    """Where no book is found: clauses that no book of the library fulfils, or, if there is none, those of which it has
    beginnings only."""


NOTHING = Matches(BitMap())


def matches_of(wish: Wish, within: BitMap | None = None) -> Matches:
    """The books of `within`, or of the library, that have everything that is wanted and nothing that is not. A wish for
    nothing, or only against something, needs `within`."""
    found = [_found(clause) for clause in wish.wanted]
    unwanted = [_found(clause).books for clause in wish.clauses if clause.unwanted]
    several = [*([] if within is None else [within]), *(each.books for each in found)]
    books = _in_all(several[0], several[1:]) - BitMap().union(*unwanted)
    if not books:
        missing = tuple(each.clause for each in found if not each.books)
        return Matches(books, doubtful=missing or tuple(each.clause for each in found if each.begun))
    by_author, by_both = (
        _in_all(books, [each.within(fields) for each in found]) for fields in ((AUTHOR,), (TITLE, SERIES, AUTHOR))
    )
    return Matches(books, (by_author, by_both), by_author, _title(wish, found, books))


def nearest_of(wish: Wish, within: BitMap) -> Matches:
    """The books that have most of what is wanted, where none has all of it: at least half, or else what fewest books
    have. Those with the rarest of the words come first."""
    found = sorted((_found(clause).books & within for clause in wish.wanted), key=len)
    found = [books for books in found if books]
    if not found:
        return NOTHING
    at_least = [within, *(BitMap() for _ in found)]
    for books in found:
        for number in range(len(found), 0, -1):
            at_least[number] |= at_least[number - 1] & books
    half = (len(wish.wanted) + 1) // 2
    nearest = next((books for books in reversed(at_least[half:]) if books), found[0])
    return Matches(nearest, (nearest & found[0],))


def _title(wish: Wish, found: Sequence["Found"], books: BitMap) -> str:
    """Without operators the whole wish may be a title; where a word is only in these books' authors, the rest may."""
    if any(clause.phrase for clause in wish.wanted):
        return ""
    of_authors = [each for each in found if not each.within((TITLE, SERIES)) & books and each.within((AUTHOR,)) & books]
    if not of_authors and not any(clause.field for clause in wish.wanted):
        return wish.text
    skipped = [each.clause for each in of_authors]
    return " ".join(clause.typed for clause in wish.wanted if clause not in skipped and clause.field in (None, TITLE))


def _in_all(books: BitMap, several: Sequence[BitMap]) -> BitMap:
    return reduce(lambda left, right: left & right, several, books)


def _found(clause: Clause) -> Found:
    fields = (clause.field,) if clause.field else FIELDS
    if clause.unfinished:
        return _beginning(clause, fields)
    found = _whole(clause, fields)
    if clause.phrase:
        return Found(clause, {name: _in_order(clause, name, books) for name, books in found.fields.items()})
    # A word that no book has may be the beginning of one: "harr pott".
    if found.fields or len(clause.words) > 1:
        return found
    return replace(_beginning(clause, fields), begun=True)


def _whole(clause: Clause, fields: Sequence[str]) -> Found:
    """All words of the clause in one field."""
    terms = find_terms({term_of(name, word) for name in fields for word in clause.words})
    known = {term.term for term in terms}
    possible = [name for name in fields if all(term_of(name, word) in known for word in clause.words)]
    books = books_with([term for term in terms if term.term[0] in possible])
    found = {
        name: reduce(lambda left, right: left & right, (books[term_of(name, word)] for word in clause.words))
        for name in possible
    }
    return Found(clause, {name: ids for name, ids in found.items() if ids})


def _beginning(clause: Clause, fields: Sequence[str]) -> Found:
    """What begins with the clause's only word."""
    [word] = clause.words
    if len(word) > LONGEST_BEGINNING or not TYPED.intersection(fields):
        return _by_field(clause, terms_beginning(fields, word, ENDINGS))
    exact = {term_of(name, word) for name in fields if name not in TYPED}
    begun = {BEGINNING + word} if TYPED.issubset(fields) else set()
    found = _by_field(clause, find_terms(exact | begun))
    if begun:
        # Which of the three fields it is, the index does not tell: any of them.
        books = found.fields.pop(BEGINNING, BitMap())
        return Found(clause, {**found.fields, **(dict.fromkeys(TYPED, books) if books else {})})
    return _by_field(clause, terms_beginning(fields, word, ENDINGS))


def _by_field(clause: Clause, terms: Sequence[Term]) -> Found:
    names = dict.fromkeys(term.term[0] for term in terms)
    return Found(clause, {name: books_with_any([term for term in terms if term.term[0] == name]) for name in names})


def _in_order(clause: Clause, name: str, books: BitMap) -> BitMap:
    """Those of the books that have the words one after the other."""
    words = " ".join(token_of(term_of(name, word)) for word in clause.words)
    candidates = most_popular(books, PHRASE_BOOKS)
    text = literal(" ") + SearchDocument.words + literal(" ")
    statement = select(SearchDocument.book_id).where(
        among(SearchDocument.book_id, candidates), func.instr(text, f" {words} ") > 0
    )
    return BitMap(rows_of(statement).scalars())
