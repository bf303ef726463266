"""The whole story: books, readers, ratings, and the facts that follow from them. The caller commits."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import exists, insert, or_, select
from sqlalchemy.orm import aliased

from backend.accounts.models import User
from backend.accounts.service import hash_password
from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.catalog.rules import rating_score, sort_title
from backend.catalog.service import ensure_categories, rebuild_index
from backend.core.database import db
from backend.engagement.models import BookLike, Rating
from backend.engagement.service import rank_books
from backend.seed.books import SeedBook
from backend.seed.extras import store_extras
from backend.seed.holdings import store_holdings
from backend.seed.homes import birth_year_of, store_homes
from backend.seed.lending import keeps_history, store_lending
from backend.seed.lists import store_lists
from backend.seed.opinions import store_opinions
from backend.seed.ratings import SimulatedRating, likes
from backend.seed.readers import READERS, SimulatedReader
from backend.seed.shelf import Shelf, Volume
from backend.seed.shop import store_shop
from backend.seed.simulation import SEED, simulate

PASSWORD = "shelfwise-demo"  # noqa: S105 (public on purpose; these accounts are refused in production)
STAFF = (("staff", "值班馆员", "staff"), ("admin", "系统管理员", "admin"))


class NamesTaken(Exception):
    """Accounts of the demonstration library exist already under the same names."""


@dataclass(frozen=True)
class Seeded:
    """What was stored."""

    books: int
    readers: int
    ratings: int


def has_books() -> bool:
    return bool(db.session.scalar(select(exists().select_from(Book))))


def seed_library(
    today: date,
    zone: tzinfo,
    *,
    seed: int = SEED,
    readers: int = READERS,
    tell: Callable[[str], object] = lambda _: None,
) -> Seeded:
    """Fill an empty library as it stands on `today`; the same seed and day give the same library.

    Nothing is committed. Raises BadBookFile or NamesTaken; the caller then rolls back.
    """
    _refuse_taken_names()
    category_ids = ensure_categories()
    year = simulate(tops_of_leaves(), today, zone, seed=seed, readers=readers)
    book_ids = _store_books(year.shelf, year.walks, category_ids)
    tell(f"{len(book_ids)} books, {_store_copies(year.shelf, year.walks, book_ids, seed)} copies")
    store_extras()
    user_ids = _store_readers(year.readers, year.walks, today.year, seed)
    store_homes(year.readers, user_ids, seed)
    staff_id = _store_staff(datetime.combine(year.shelf.days[0], time(9), zone).astimezone(UTC))
    tell(f"{len(user_ids)} readers")
    count = _store_ratings(year.walks, user_ids, book_ids)
    tell(f"{count} ratings over the last twelve months")
    tell(f"{_store_likes(year.readers, year.walks, user_ids, book_ids)} likes")
    demonstrator = next(i for i, person in enumerate(year.readers) if person.name == "reader")
    noon = datetime.combine(today - timedelta(days=1), time(12), zone).astimezone(UTC)
    tell(f"{store_lists(user_ids[demonstrator], noon)} books on three lists")
    reviews = store_opinions(year.shelf, year.readers, year.walks, (user_ids, book_ids), (today, zone), seed)
    tell(f"{reviews} reviews, favourites and readings")
    ids = (user_ids, book_ids, staff_id)
    tell(f"{store_lending(year.shelf, year.readers, year.walks, ids, (today, zone), seed)} loans")
    tell(f"{store_shop(year.shelf, year.readers, ids, (today, zone), seed)} orders in the shop")
    rebuild_index(db.session.flush)
    rank_books(today, zone)
    return Seeded(len(book_ids), len(user_ids), count)


def _refuse_taken_names() -> None:
    ours = ["reader", *(name for name, _, _ in STAFF)]
    taken = db.session.scalars(select(User.name).where(or_(User.name.in_(ours), User.name.like("sim-%")))).all()
    if taken:
        raise NamesTaken(
            f"There are accounts named {', '.join(sorted(taken)[:3])}; the demonstration needs these names."
        )


def tops_of_leaves() -> dict[str, str]:
    """Slug of a leaf of the category tree -> slug of its branch."""
    top = aliased(Category)
    return dict(db.session.execute(select(Category.slug, top.slug).join(top, Category.parent_id == top.id)).all())


def _store_books(shelf: Shelf, walks: list[list[SimulatedRating]], category_ids: dict[str, int]) -> list[int]:
    counts = Counter((rating.volume, rating.stars) for ratings in walks for rating in ratings)
    authors = _store_authors([volume.book for volume in shelf.volumes])
    rows = []
    for index, volume in enumerate(shelf.volumes):
        rows.append(_book_row(volume, [counts[index, stars] for stars in range(1, 6)]))
    db.session.add_all(rows)
    db.session.flush()  # links and ratings need the ids
    links = [
        {"book_id": row.id, "author_id": authors[author.name], "position": position}
        for row, volume in zip(rows, shelf.volumes, strict=True)
        for position, author in enumerate(volume.book.authors)
    ]
    db.session.execute(insert(BookAuthor), links)
    places = [
        {"book_id": row.id, "category_id": category_ids[slug], "position": position}
        for row, volume in zip(rows, shelf.volumes, strict=True)
        for position, slug in enumerate(volume.book.categories)
    ]
    db.session.execute(insert(BookCategory), places)
    return [row.id for row in rows]


def _store_copies(shelf: Shelf, walks: list[list[SimulatedRating]], book_ids: list[int], seed: int) -> int:
    readers = Counter(rating.volume for ratings in walks for rating in ratings)
    books = [
        (book_id, volume.book.language, readers[index], volume.book.price_cents, volume.added_on)
        for index, (book_id, volume) in enumerate(zip(book_ids, shelf.volumes, strict=True))
    ]
    return store_holdings(books, seed)


def _store_authors(books: list[SeedBook]) -> dict[str, int]:
    """One row per printed name; the name in its own script is taken from whichever edition gives it."""
    originals: dict[str, str | None] = {}
    for author in (author for book in books for author in book.authors):
        originals[author.name] = originals.get(author.name) or author.original_name
    rows = [Author(name=name, original_name=original) for name, original in originals.items()]
    db.session.add_all(rows)
    db.session.flush()  # books are linked by id
    return {row.name: row.id for row in rows}


def _book_row(volume: Volume, stars: list[int]) -> Book:
    book = volume.book
    return Book(
        title=book.title,
        sort_title=sort_title(book.title),
        original_title=book.original_title,
        publisher=book.publisher,
        published_year=book.published_year,
        language=book.language,
        isbn13=book.isbn13,
        price_cents=book.price_cents,
        description=book.description,
        added_on=volume.added_on,
        rating_count=sum(stars),
        rating_score=rating_score(stars),
        **{f"stars_{value}": number for value, number in enumerate(stars, start=1)},
    )


def _store_readers(
    people: list[SimulatedReader], walks: list[list[SimulatedRating]], this_year: int, seed: int
) -> list[int]:
    rows = [
        User(
            name=person.name,
            display_name=person.display_name,
            locale=person.locale,
            birth_year=birth_year_of(person, this_year, seed),
            password_hash=hash_password(PASSWORD) if person.name == "reader" else None,
            demonstration=True,
            keep_loan_history=keeps_history(person, seed),
            rating_count=len(ratings),
            created_at=person.diary.created_at,
            welcomed_at=person.diary.created_at,
        )
        for person, ratings in zip(people, walks, strict=True)
    ]
    db.session.add_all(rows)
    db.session.flush()  # ratings need the ids
    return [row.id for row in rows]


def _store_staff(at: datetime) -> int:
    """Returns the id of whoever stands at the desk."""
    rows = [
        User(
            name=name,
            display_name=display_name,
            role=role,
            password_hash=hash_password(PASSWORD),
            demonstration=True,
            created_at=at - timedelta(hours=hours),
            welcomed_at=at,
        )
        for hours, (name, display_name, role) in enumerate(STAFF)
    ]
    db.session.add_all(rows)
    db.session.flush()  # loans are made by somebody
    return rows[0].id


def _store_likes(
    people: list[SimulatedReader], walks: list[list[SimulatedRating]], user_ids: list[int], book_ids: list[int]
) -> int:
    """A like is given at the moment of its stars."""
    rows = [
        {"user_id": user_id, "book_id": book_ids[rating.volume], "liked_at": rating.at}
        for person, user_id, ratings in zip(people, user_ids, walks, strict=True)
        for rating in likes(person, ratings)
    ]
    if rows:
        db.session.execute(insert(BookLike), rows)
    return len(rows)


def _store_ratings(walks: list[list[SimulatedRating]], user_ids: list[int], book_ids: list[int]) -> int:
    """Ratings are stored in time order, so that their ids follow the year."""
    rows = [
        {"user_id": user_id, "book_id": book_ids[rating.volume], "stars": rating.stars, "rated_at": rating.at}
        for user_id, ratings in zip(user_ids, walks, strict=True)
        for rating in ratings
    ]
    rows.sort(key=lambda row: (row["rated_at"], row["user_id"]))
    db.session.execute(insert(Rating), rows)
    return len(rows)
