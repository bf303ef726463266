"""Counting a book's stars anew, to compare them with what its row says."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, func, select, update

from backend.catalog.models import Book
from backend.catalog.rules import bars_of, rating_score
from backend.catalog.service import Difference
from backend.core.database import db
from backend.engagement.models import Rating

_COLUMNS = (*(f"stars_{value}" for value in range(1, 6)), "half_star_count", "rating_count", "rating_score")
_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_STORED = select(Book.id, *(getattr(Book, name) for name in _COLUMNS)).where(Book.id.in_(_THESE))
_COUNTED = (
    select(Rating.book_id, Rating.stars, func.count())
    .where(Rating.book_id.in_(_THESE))
    .group_by(Rating.book_id, Rating.stars)
)


def wrong_stars(book_ids: Sequence[int]) -> list[Difference]:
    """Where a book's stars, or what follows from them, are not what its readers gave. What is not locked may be in the
    middle of a change and look wrong."""
    counted = _counted(book_ids)
    return [
        Difference(book_id, name, before, counted[book_id][name])
        for book_id, *stored in db.session.execute(_STORED, {"ids": list(book_ids)})
        for name, before in zip(_COLUMNS, stored, strict=True)
        if before != counted[book_id][name]
    ]


def mend_stars(book_ids: Sequence[int]) -> None:
    """Make them what the readers gave. The books must be locked, and indexed anew, by the caller."""
    rows = [{"id": book_id, **figures} for book_id, figures in _counted(book_ids).items()]
    if rows:
        db.session.execute(update(Book), rows)


def _counted(book_ids: Sequence[int]) -> dict[int, dict[str, float]]:
    """Book id -> column -> figure, for each of these books."""
    given: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for book_id, stars, number in db.session.execute(_COUNTED, {"ids": list(book_ids)}):
        given[book_id].append((stars, number))
    return {book_id: _figures(given[book_id]) for book_id in book_ids}


def _figures(given: list[tuple[float, int]]) -> dict[str, float]:
    bars, halves = bars_of(given)
    return dict(zip(_COLUMNS, (*bars, halves, sum(bars), rating_score(bars, halves)), strict=True))
