"""Rows that are valid by default; a test states only what matters to it. Nothing is committed here."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from backend.accounts.models import User
from backend.accounts.service import count_rating, touch_taste
from backend.announcements.models import Announcement
from backend.catalog.models import (
    Author,
    AuthorMerge,
    AuthorMergePart,
    Book,
    BookAuthor,
    BookCategory,
    BookSeries,
    Category,
    Copy,
    CuratedBook,
    CuratedList,
    ItemType,
    Location,
    Series,
)
from backend.catalog.rules import sort_title
from backend.catalog.service import move_stars
from backend.circulation.models import ReaderGroup
from backend.core import clock
from backend.core.database import db
from backend.core.outbox import Message, Notice
from backend.engagement.models import BookLike, BookView, FilterWord, Rating, Review
from backend.engagement.rules import normalised
from backend.exchange.models import ImportRun
from backend.lists.models import ReadingList, ReadingListEntry
from backend.lists.rules import name_key
from backend.portability.models import ReaderImport, ReaderImportRow
from backend.recommendations.models import (
    AlsoLiked,
    Recommendation,
    RecommendationList,
    RecommendationRun,
    RecommendationShown,
    SimilarBook,
)

_numbers = count(1)
Row = TypeVar("Row", bound=Any)


def make_user(**values: Any) -> User:
    number = next(_numbers)
    defaults = {"name": f"reader-{number}", "display_name": f"Reader {number}", "created_at": clock.now()}
    return _add(User(**{**defaults, **values}))


def make_notice(user_id: int, **values: Any) -> Notice:
    number = next(_numbers)
    defaults = {"kind": "password_changed", "key": f"key-{number}", "facts": {}, "made_at": clock.now()}
    return _add(Notice(**{**defaults, "user_id": user_id, **values}))


def make_message(user_id: int | None, **values: Any) -> Message:
    """A letter that is due."""
    number, at = next(_numbers), clock.now()
    defaults = {"kind": "password_changed", "key": f"key-{number}", "facts": {}, "made_at": at, "next_attempt_at": at}
    return _add(Message(**{**defaults, "user_id": user_id, **values}))


def make_category(slug: str = "", parent: Category | None = None, **values: Any) -> Category:
    slug = slug or f"category-{next(_numbers)}"
    defaults = {"slug": slug, "name_zh": slug, "name_en": slug, "parent_id": parent.id if parent else None}
    return _add(Category(**{**defaults, **values}))


def make_author(name: str = "") -> Author:
    return _add(Author(name=name or f"Author {next(_numbers)}"))


def make_book(
    title: str = "", categories: tuple[Category, ...] = (), authors: tuple[Author, ...] = (), **values: Any
) -> Book:
    title = title or f"Book {next(_numbers)}"
    defaults = {"title": title, "sort_title": sort_title(title), "language": "en", "added_on": date(2026, 1, 1)}
    book = _add(Book(**{**defaults, **values}))
    for position, category in enumerate(categories):
        db.session.add(BookCategory(book_id=book.id, category_id=category.id, position=position))
    for position, author in enumerate(authors):
        db.session.add(BookAuthor(book_id=book.id, author_id=author.id, position=position))
    return book


def make_series(volumes: dict[Book, float | None], name: str = "") -> Series:
    """A series of these books, each with its volume."""
    series = _add(Series(name=name or f"Series {next(_numbers)}"))
    for book, volume in volumes.items():
        db.session.add(BookSeries(book_id=book.id, series_id=series.id, volume=volume))
    return series


def make_curated_list(books: list[Book], published: bool = True, **values: Any) -> CuratedList:
    slug = f"list-{next(_numbers)}"
    defaults = {"slug": slug, "title_zh": slug, "title_en": slug, "published": published}
    curated = _add(CuratedList(**{**defaults, **values}))
    for position, book in enumerate(books):
        db.session.add(CuratedBook(list_id=curated.id, book_id=book.id, position=position))
    return curated


def make_merge(kept: Author, gone: Author) -> AuthorMerge:
    """One of them turned out to be the other, who had no books."""
    merge = _add(AuthorMerge(kept_id=kept.id, done_at=clock.now()))
    gone.merged_into_id = kept.id
    _add(AuthorMergePart(merge_id=merge.id, author_id=gone.id, names=[], books=[]))
    return merge


def make_announcement(**values: Any) -> Announcement:
    """Told to everybody since the start of the year."""
    defaults = {
        "text_zh": "闭馆通知",
        "text_en": "We are closed",
        "starts_on": date(2026, 1, 1),
        "made_at": clock.now(),
    }
    return _add(Announcement(**{**defaults, **values}))


def make_reading_list(user: User, books: list[Book], name: str = "", **values: Any) -> ReadingList:
    """A reader's own list of these books, with an address where it is shared."""
    name, at = name or f"List {next(_numbers)}", clock.now()
    slug = f"slug-{next(_numbers)}" if values.get("visibility", "private") != "private" else None
    defaults = {"name": name, "name_key": name_key(name), "share_slug": slug, "created_at": at, "updated_at": at}
    made = _add(ReadingList(**{**defaults, "user_id": user.id, "book_count": len(books), **values}))
    for position, book in enumerate(books):
        db.session.add(ReadingListEntry(list_id=made.id, book_id=book.id, position=position, added_at=at))
    return made


def make_copy(book: Book, **values: Any) -> Copy:
    """A copy in a room of its own unless a location is given."""
    number = next(_numbers)
    if "location_id" not in values:
        room = Location(code=f"room-{number}", name_zh=f"阅览室 {number}", name_en=f"Room {number}")
        values["location_id"] = _add(room).id
    return _add(Copy(**{"book_id": book.id, "barcode": f"B{number:06d}", **values}))


def make_group() -> ReaderGroup:
    """A group of readers in which nobody is."""
    code = f"group-{next(_numbers)}"
    return _add(ReaderGroup(code=code, name_zh=code, name_en=code))


def make_item_type() -> ItemType:
    """A type of which there is no copy."""
    code = f"type-{next(_numbers)}"
    return _add(ItemType(code=code, name_zh=code, name_en=code))


def make_view(user_id: int, book: Book, at: datetime) -> BookView:
    return _add(BookView(user_id=user_id, book_id=book.id, view_count=1, first_viewed_at=at, viewed_at=at))


def make_rating(user: User, book: Book, stars: float = 5, at: datetime | None = None) -> Rating:
    """A rating with the facts it moves."""
    move_stars(book, None, stars)
    count_rating(user.id, +1)
    touch_taste(user.id)
    return _add(Rating(user_id=user.id, book_id=book.id, stars=stars, rated_at=at or clock.now()))


def make_run(**values: Any) -> RecommendationRun:
    """A published run of the default model."""
    moment = clock.now()
    defaults = {
        "model": "ncf",
        "state": "published",
        "published": True,
        "started_at": moment,
        "finished_at": moment,
        "published_at": moment,
    }
    return _add(RecommendationRun(**{**defaults, **values}))


def make_import(**values: Any) -> ImportRun:
    """An import of a file in which nothing was."""
    defaults = {"format": "csv", "file_name": "books.csv", "made_at": clock.now()}
    return _add(ImportRun(**{**defaults, **values}))


def make_reader_import(user_id: int) -> ReaderImport:
    """A reader's file with one row that waits for him."""
    one = _add(ReaderImport(user_id=user_id, site="goodreads", file_name="x.csv", state="checked", made_at=clock.now()))
    item = '{"title":"X","authors":[],"isbns":[],"number":null,"said":{},"cells":["X"]}'
    _add(ReaderImportRow(import_id=one.id, place=2, title="X", verdict="missing", item=item))
    return one


def make_like(user: User, book: Book, at: datetime | None = None) -> BookLike:
    touch_taste(user.id)
    return _add(BookLike(user_id=user.id, book_id=book.id, liked_at=at or clock.now()))


def make_review(user: User, book: Book, text: str = "", **values: Any) -> Review:
    """A review that everybody may see."""
    defaults = {"text": text or f"Review {next(_numbers)}", "language": "en", "visibility": "public"}
    made: dict[str, Any] = {"created_at": clock.now(), "state": "published", **defaults, **values}
    return _add(Review(user_id=user.id, book_id=book.id, **made))


def make_filter_word(word: str) -> FilterWord:
    return _add(FilterWord(word=word, normalised=normalised(word), added_at=clock.now()))


def make_list(run: RecommendationRun, user: User, books: list[Book], **values: Any) -> list[Recommendation]:
    """A reader's list, made when the run started and knowing everything the reader has said so far."""
    defaults: dict[str, Any] = {"reason": "similar_readers", "predicted_stars": 4.5, "source": run.model}
    _add(
        RecommendationList(
            run_id=run.id, user_id=user.id, made_at=run.started_at, taste_version=user.taste_version, refreshed=False
        )
    )
    return [
        _add(
            Recommendation(
                **{
                    **defaults,
                    "run_id": run.id,
                    "user_id": user.id,
                    "rank": rank,
                    "book_id": book.id,
                    "score": 1 / rank,
                    **values,
                }
            )
        )
        for rank, book in enumerate(books, start=1)
    ]


def make_neighbours(run: RecommendationRun, book: Book, others: list[Book]) -> list[SimilarBook]:
    """Books similar to one, the nearest first."""
    return [
        _add(SimilarBook(run_id=run.id, book_id=book.id, rank=rank, similar_book_id=other.id, score=1 / rank))
        for rank, other in enumerate(others, start=1)
    ]


def make_also_liked(run: RecommendationRun, book: Book, others: list[Book]) -> list[AlsoLiked]:
    """Books that readers of one liked too."""
    return [
        _add(
            AlsoLiked(run_id=run.id, book_id=book.id, rank=rank, other_book_id=other.id, score=1 / rank, reader_count=9)
        )
        for rank, other in enumerate(others, start=1)
    ]


def make_sighting(user: User, book: Book, **values: Any) -> RecommendationShown:
    """A book on a reader's own list, seen today."""
    defaults = {"shelf": "for_you", "source": "ncf", "day": clock.today(UTC), "shown_at": clock.now()}
    return _add(RecommendationShown(**{**defaults, "user_id": user.id, "book_id": book.id, **values}))


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()  # rows refer to each other by id
    return row
