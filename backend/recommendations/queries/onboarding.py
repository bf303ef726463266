"""What a newcomer is asked: which categories, and which of some well-known books."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.models import Book
from backend.catalog.queries import BookCard, CategoryNode
from backend.core.database import db
from backend.engagement.models import BookLike
from backend.engagement.queries import favourite_categories
from backend.recommendations.queries.signals import untouched
from backend.recommendations.rules import take_turns

BOOKS = 30
# Some of a category's books fall to the rule of one book per author.
PER_CATEGORY = 60
LIKED = 200


@dataclass(frozen=True)
class Onboarding:
    """The top categories, those chosen before, books to like, and whether the reader has been through this."""

    categories: list[CategoryNode]
    chosen: list[str]
    books: list[BookCard]
    liked_book_ids: list[int]
    welcomed: bool


def onboarding_of(reader: User, wanted: Sequence[str] = ()) -> Onboarding:
    """Questions for a reader; the books are of the wanted categories, else of the chosen ones, else of all.

    Raises CategoryNotFound.
    """
    chosen = favourite_categories(reader.id)
    categories = catalog.find_categories(wanted) if wanted else chosen
    liked = (
        select(BookLike.book_id).where(BookLike.user_id == reader.id).order_by(BookLike.liked_at.desc()).limit(LIKED)
    )
    return Onboarding(
        categories=catalog.category_tree(),
        chosen=[category.slug for category in chosen],
        books=_known_books(reader.id, [category.id for category in categories]),
        liked_book_ids=list(db.session.scalars(liked)),
        welcomed=reader.welcomed_at is not None,
    )


def _known_books(user_id: int, category_ids: list[int]) -> list[BookCard]:
    """Well-known books, one of each category in turn and one of each author, that the reader has not touched."""
    shelves = catalog.most_rated_by_category(PER_CATEGORY, category_ids, untouched(user_id, Book.id))
    turns = [book_id for _, book_id in take_turns(shelves.values())]
    authors = catalog.authors_of(turns) if turns else {}
    picked: list[int] = []
    seen: set[int] = set()
    for book_id in dict.fromkeys(turns):
        ids = {author.id for author in authors.get(book_id, [])}
        if not ids & seen:
            picked.append(book_id)
            seen |= ids
    return catalog.cards_of(picked[:BOOKS], authors)
