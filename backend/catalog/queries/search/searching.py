"""Search: a wish and filters in; hits, their number, their facets and what else might have been meant out."""

from dataclasses import dataclass, replace

from pyroaring import BitMap

from backend.catalog.queries.cards import BookCard, cards_of
from backend.catalog.queries.search.facets import Facets, facets_of
from backend.catalog.queries.search.matching import NOTHING, Matches, matches_of, nearest_of
from backend.catalog.queries.search.narrowing import BookFilter, every_book, narrowing_of
from backend.catalog.queries.search.ordering import page_by, page_by_relevance
from backend.catalog.queries.search.typos import corrected, likelier
from backend.catalog.rules.wishes import Wish, wish_of

RELEVANCE = "relevance"


@dataclass(frozen=True)
class Found:
    """A page of hits with what is said about all of them."""

    items: list[BookCard]
    page: int
    size: int
    total: int
    facets: Facets
    shown_for: str | None = None
    """What was searched instead, because nothing fits what was typed."""
    did_you_mean: str | None = None
    nearest: bool = False
    """Nothing has everything that was typed: these have most of it."""


@dataclass(frozen=True)
class _Hits:
    matches: Matches
    shown_for: str | None = None
    did_you_mean: str | None = None
    nearest: bool = False


def search_books(q: str | None, wanted: BookFilter, sort: str, page: int, size: int, hidden: BitMap) -> Found:
    """One page of the books that fit, in an order of ordering.SORTS or by relevance. Raises CategoryNotFound.

    hidden: books that are left out, such as those that the reader has read.
    """
    narrowing, there = narrowing_of(wanted), every_book() - hidden
    typed = (q or "").strip()
    hits = _hits(q or "", there) if typed else _Hits(Matches(there))
    books, offset = narrowing.of(hits.matches.books), (page - 1) * size
    if sort == RELEVANCE and typed:
        ids = page_by_relevance(replace(hits.matches, books=books), offset, size)
    else:
        ids = page_by("popular" if sort == RELEVANCE else sort, books, offset, size)
    return Found(
        items=cards_of(ids),
        page=page,
        size=size,
        total=len(books),
        facets=facets_of(hits.matches.books, narrowing),
        shown_for=hits.shown_for,
        did_you_mean=hits.did_you_mean,
        nearest=hits.nearest and bool(books),
    )


def _hits(q: str, within: BitMap) -> _Hits:
    wish = wish_of(q)
    if not wish.clauses:
        return _Hits(NOTHING)
    matches = matches_of(wish, within)
    if matches.books:
        return _Hits(matches, did_you_mean=likelier(q, wish, len(matches.books)))
    instead = corrected(q, matches.doubtful)
    if instead is not None:
        second = wish_of(instead)
        better = matches_of(second, within)
        if better.books:
            return _Hits(better, shown_for=instead)
        wish = second
    return _near(wish, within)


def _near(wish: Wish, within: BitMap) -> _Hits:
    near = nearest_of(wish, within)
    return _Hits(near, nearest=bool(near.books))
