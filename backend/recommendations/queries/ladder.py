"""What stands in when the reader's own list does not reach, step by step, each step asked only when it is needed.

Every step looks at the same number of books however many are wanted: an entry's place never depends on the length of
the page, so that pages of one list do not overlap.
"""

from collections.abc import Iterator
from datetime import datetime

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.models import Book, Category
from backend.engagement.queries import favourite_categories, trending_books
from backend.recommendations.models import RecommendationRun
from backend.recommendations.queries.entries import Pick, Reason, picks_of
from backend.recommendations.queries.neighbours import neighbour_picks
from backend.recommendations.queries.signals import family_counts, newest_liked, untouched
from backend.recommendations.rules import take_turns

# More than the longest list, so that a step can fill it even when some of its books stand there already.
STEP = 150
# A statement for each: what a reader chose first, then what his likes show.
CATEGORIES, DERIVED_CATEGORIES = 6, 3
# Neighbours are looked up for this many of the newest liked books.
SEEDS = 10


def ladder(run: RecommendationRun | None, reader: User, at: datetime) -> Iterator[Pick]:
    """Neighbours of liked books, favourites of the reader's categories, trending, popular, newest.

    Of a reader who opted out nothing is read but what he has had already.
    """
    if reader.personalised:
        if run is not None:
            yield from neighbour_picks(run.id, reader.id, newest_liked(reader.id, SEEDS))
        yield from _of_categories(reader.id)
    new_to_reader = untouched(reader.id, Book.id)
    yield from _step("trending", trending_books(STEP, at, new_to_reader))
    yield from _step("popular", catalog.most_rated(STEP, new_to_reader))
    yield from _step("new", catalog.newest(STEP, new_to_reader))


def _step(source: str, book_ids: list[int]) -> list[Pick]:
    return picks_of(book_ids, source, [Reason(source)] * len(book_ids))


def _of_categories(user_id: int) -> list[Pick]:
    categories = _categories_of(user_id)
    unread = untouched(user_id, Book.id)
    shelves = [catalog.most_rated(STEP // CATEGORIES, unread, family=category.slug) for category in categories]
    found = [(book_id, categories[number]) for number, book_id in take_turns(shelves)]
    reasons = [Reason("popular_in_category", category=category) for _, category in found]
    return picks_of([book_id for book_id, _ in found], "category", reasons)


def _categories_of(user_id: int) -> list[Category]:
    """The chosen ones, then the two or three that the reader's likes show."""
    derived = [category for category, _ in family_counts(user_id)[:DERIVED_CATEGORIES]]
    found = {category.id: category for category in [*favourite_categories(user_id), *derived]}
    return list(found.values())[:CATEGORIES]
