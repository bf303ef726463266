"""Which of the books that a row may mean it does mean."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from backend.portability.rules.items import AMBIGUOUS, MISSING, Problem
from backend.portability.rules.titles import same_author, title_keys

# By what a book was known.
BY_NUMBER, BY_ISBN, BY_TITLE_AND_AUTHOR, BY_TITLE, CHOSEN = "number", "isbn", "title_author", "title", "chosen"
HOW = (BY_NUMBER, BY_ISBN, BY_TITLE_AND_AUTHOR, BY_TITLE, CHOSEN)
MOST_CANDIDATES = 8


class Match(NamedTuple):
    """The book and by what it is known; without one the verdict, why, and the books to choose from."""

    book_id: int | None
    how: str | None = None
    verdict: str | None = None
    problem: Problem | None = None
    candidates: tuple[int, ...] = ()


class Comparable(Protocol):
    """A book of the catalogue: the keys of its titles, of those as they stand, and the names of its people."""

    @property
    def id(self) -> int: ...
    @property
    def keys(self) -> frozenset[str]: ...
    @property
    def whole(self) -> frozenset[str]: ...
    @property
    def people(self) -> tuple[str, ...]: ...


def match_by_title(title: str, authors: Iterable[str], books: Iterable[Comparable]) -> Match:
    """The one book of this title by one of these authors. Without authors, the only one of exactly this title."""
    keys = title_keys(title)
    people = list(authors)
    alike = [book for book in books if book.keys & {*keys}]
    if not alike:
        return Match(None, verdict=MISSING, problem=Problem("book", "not_in_catalogue"))
    if not people:
        return _nearest(alike, keys, BY_TITLE)
    theirs = [book for book in alike if same_author(people, book.people)]
    if theirs:
        return _nearest(theirs, keys, BY_TITLE_AND_AUTHOR)
    # A book without authors in the catalogue contradicts nobody.
    unsigned = [book for book in alike if not book.people and keys[0] in book.whole]
    if unsigned:
        return _nearest(unsigned, keys, BY_TITLE)
    shown = tuple(sorted(book.id for book in alike)[:MOST_CANDIDATES])
    return Match(None, verdict=MISSING, problem=Problem("book", "author_differs"), candidates=shown)


def _nearest(books: list[Comparable], keys: tuple[str, ...], how: str) -> Match:
    """The only one of the most exact kind."""
    exact = [book for book in books if keys[0] in book.whole]
    for group in (exact, [book for book in books if {*keys} & book.whole], books):
        if len(group) == 1 and not (how == BY_TITLE and group is not exact):
            return Match(group[0].id, how)
        if group:
            break
    shown = tuple(sorted(book.id for book in (exact or books))[:MOST_CANDIDATES])
    return Match(None, verdict=AMBIGUOUS, problem=Problem("book", "several_books"), candidates=shown)
