"""The rating facts of books, counted anew from the ratings themselves."""

from collections import defaultdict

from sqlalchemy import Connection, bindparam, func, select, update

from backend.catalog.models import Book
from backend.catalog.rules import bars_of, rating_score
from backend.engagement.models import Rating

_STARS = (Book.stars_1, Book.stars_2, Book.stars_3, Book.stars_4, Book.stars_5, Book.half_star_count)


def refresh_facts(connection: Connection, book_ids: list[int]) -> int:
    """Make the facts of these books true, and tell how many were not.

    The books are locked first, as everybody does who rates one: no rating slips in between counting and writing.
    """
    locked = select(Book.id, *_STARS, Book.rating_score).where(Book.id.in_(book_ids)).order_by(Book.id)
    before = {book_id: facts for book_id, *facts in connection.execute(locked.with_for_update())}
    given: dict[int, list[tuple[float, int]]] = defaultdict(list)
    grouped = select(Rating.book_id, Rating.stars, func.count()).where(Rating.book_id.in_(book_ids))
    for book_id, stars, count in connection.execute(grouped.group_by(Rating.book_id, Rating.stars)):
        given[book_id].append((stars, count))
    counts = {book_id: bars_of(given[book_id]) for book_id in before}
    changes = [
        {
            "key": book_id,
            **{f"stars_{value}": number for value, number in enumerate(bars, start=1)},
            "half_star_count": halves,
            "rating_count": sum(bars),
            "rating_score": rating_score(bars, halves),
        }
        for book_id, (bars, halves) in counts.items()
        if before[book_id] != [*bars, halves, rating_score(bars, halves)]
    ]
    if changes:
        connection.execute(update(Book).where(Book.id == bindparam("key")), changes)
    return len(changes)
