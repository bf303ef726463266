"""What somebody who is still typing may be looking for: titles, authors, categories."""

from dataclasses import dataclass

from pyroaring import BitMap
from sqlalchemy import func, or_, select

from backend.catalog.models import Author, Category
from backend.catalog.queries.cards import AuthorName, authors_of, titles_of
from backend.catalog.queries.search.facets import authors_among
from backend.catalog.queries.search.matching import matches_of
from backend.catalog.queries.search.ordering import page_by_relevance
from backend.catalog.queries.search.popular import most_popular
from backend.catalog.rules.names import is_meant
from backend.catalog.rules.wishes import wish_of
from backend.catalog.rules.words import plain
from backend.core.database import db

AUTHORS, CATEGORIES = 3, 2
# Hits by author whose authors are counted.
COUNTED, AUTHORS_ASKED = 200, 20


@dataclass(frozen=True)
class SuggestedBook:
    id: int
    title: str
    authors: list[AuthorName]


@dataclass(frozen=True)
class Suggestions:
    """In the order in which they are shown."""

    books: list[SuggestedBook]
    authors: list[AuthorName]
    categories: list[Category]


def suggestions(typed: str, size: int) -> Suggestions:
    """At most `size` books, and a few authors and categories."""
    wish = wish_of(typed)
    if not wish.wanted:
        return Suggestions([], [], [])
    matches = matches_of(wish)
    ids = page_by_relevance(matches, 0, size)
    titles, authors = titles_of(ids), authors_of(ids)
    books = [SuggestedBook(book_id, titles[book_id], authors.get(book_id, [])) for book_id in ids if book_id in titles]
    return Suggestions(books, _authors(matches.by_author, wish.text), _categories(typed))


def _authors(books: BitMap, text: str) -> list[AuthorName]:
    """The authors of the hits whose own names are meant, those with most books first."""
    if not books:
        return []
    counts = authors_among(most_popular(books, COUNTED), AUTHORS_ASKED)
    statement = select(Author.id, Author.name, Author.original_name).where(Author.id.in_(counts))
    people = {row.id: AuthorName(row.id, row.name, row.original_name) for row in db.session.execute(statement)}
    found = [people[author_id] for author_id in counts]
    return [each for each in found if is_meant(filter(None, (each.name, each.original_name)), text)][:AUTHORS]


def _categories(typed: str) -> list[Category]:
    name = plain(typed).strip()
    if not name:
        return []
    begins = [
        or_(func.lower(column).startswith(name, autoescape=True), column.startswith(name, autoescape=True))
        for column in (Category.name_zh, Category.name_en)
    ]
    statement = select(Category).where(or_(*begins)).order_by(Category.parent_id.is_not(None), Category.position)
    return list(db.session.scalars(statement.limit(CATEGORIES)))
