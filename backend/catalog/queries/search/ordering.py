"""The order of a list: by relevance or by a column, one page at a time."""

from collections.abc import Sequence
from typing import Any

from pyroaring import BitMap
from sqlalchemy import select

from backend.catalog.models import Book, SearchKey
from backend.catalog.queries.search.among import among, rows_of
from backend.catalog.queries.search.matching import Matches
from backend.catalog.queries.search.popular import popular_enough
from backend.catalog.rules.keys import key_of
from backend.core.database import db

POPULAR: tuple[Any, ...] = (Book.rating_count.desc(), Book.id)
SORTS: dict[str, tuple[Any, ...]] = {
    "popular": POPULAR,
    "new": (Book.added_on.desc(), Book.id.desc()),
    "title": (Book.sort_title, Book.id),
    "year": (Book.published_year.desc(), Book.id),
    "rating": (Book.rating_score.desc(), Book.id),
    "borrowed": (Book.loans_30d.desc(), Book.id),
    "trending": (Book.trend.desc(), Book.id),
}
# So many books are looked up one by one and sorted. Of more the index of the order is walked until a page is full: but
# not far where they can still be sorted, because they may all stand at its end, as "yang" does by title.
SORTED_AT_ONCE, SORTED_AT_MOST = 5_000, 30_000
WALKED_AT_ONCE = 2_000
# So many are sorted sooner than the bands of popularity are read.
FEW = 500
# Titles that begin with what was typed; where there are more, being typed from the start says little.
BEGINNINGS = 200
# A title so many times as long as what is typed is nearly typed.
NEARLY = 1.5


def page_by(sort: str, books: BitMap, offset: int, size: int) -> list[int]:
    """The ids at offset .. offset + size of the books in this order."""
    order = SORTS[sort]
    if offset >= len(books):
        return []
    if len(books) <= SORTED_AT_ONCE:
        return _sorted(order, books, offset, size)
    found: list[int] = []
    walked, step = 0, WALKED_AT_ONCE
    while len(found) < offset + size:
        if walked > WALKED_AT_ONCE and len(books) <= SORTED_AT_MOST:
            return _sorted(order, books, offset, size)
        ids = db.session.scalars(select(Book.id).order_by(*order).offset(walked).limit(step)).all()
        if not ids:
            break
        found += [book_id for book_id in ids if book_id in books]
        # Twice as many each time: what is walked over again stays in proportion to what is walked.
        walked, step = walked + step, step * 2
    return found[offset : offset + size]


def _sorted(order: Sequence[Any], books: BitMap, offset: int, size: int) -> list[int]:
    statement = select(Book.id).where(among(Book.id, books)).order_by(*order).offset(offset).limit(size)
    return list(rows_of(statement).scalars())


def page_by_relevance(matches: Matches, offset: int, size: int) -> list[int]:
    """Exact titles first, then titles that begin so, then the matches' own tiers, then the rest; among equals the most
    popular first."""
    page: list[int] = []
    for tier in _tiers(matches):
        if offset >= len(tier):
            offset -= len(tier)
            continue
        page += _most_popular_page(tier, offset, size - len(page))
        offset = 0
        if len(page) == size:
            break
    return page


def _tiers(matches: Matches) -> Sequence[BitMap]:
    left = matches.books
    tiers = []
    for tier in (*_by_key(key_of(matches.title)), *matches.tiers, matches.books):
        tiers.append(tier & left)
        left = left - tier
    return tiers


def _by_key(key: str) -> Sequence[BitMap]:
    """Books whose title is the key, is the key but for its end, or begins with it, however it is spelled."""
    if not key:
        return []
    begins = (SearchKey.key >= key, SearchKey.key < key + "\U0010ffff")
    begun = db.session.execute(select(SearchKey.book_id, SearchKey.key).where(*begins).limit(BEGINNINGS + 1)).all()
    if len(begun) > BEGINNINGS:
        return [BitMap(db.session.scalars(select(SearchKey.book_id).where(SearchKey.key == key)))]
    lengths = (len(key), len(key) * NEARLY, float("inf"))
    return [BitMap(book_id for book_id, whole in begun if len(whole) <= longest) for longest in lengths]


def _most_popular_page(books: BitMap, offset: int, size: int) -> list[int]:
    enough = books if len(books) <= FEW else popular_enough(books, offset + size)
    return page_by("popular", enough, offset, size)
