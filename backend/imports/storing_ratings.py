"""A chunk of readers with all their ratings: accounts nobody can sign in to, and counts that are true at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from backend.accounts.models import User
from backend.engagement.models import Rating
from backend.imports.ratings import SourceRating
from backend.imports.storing_books import ORIGIN


@dataclass(frozen=True)
class Profile:
    """A reader by the source's number, and what he rated."""

    reader: int
    ratings: list[SourceRating]


@dataclass(frozen=True)
class StoredRatings:
    readers: int
    ratings: int


def store_ratings(
    connection: Connection, profiles: list[Profile], book_ids: dict[int, int], at: datetime
) -> StoredRatings:
    """Add the readers and ratings that are missing; a reader's new ratings get neighbouring ids."""
    known = _ids_of(connection, [profile.reader for profile in profiles])
    strangers = [profile for profile in profiles if profile.reader not in known]
    ids = dict(known)
    if strangers:
        _add_readers(connection, strangers, at)
        ids |= _ids_of(connection, [profile.reader for profile in strangers])
    there = _rated(connection, list(known.values()))
    rows = [
        (ids[profile.reader], book_id, rating.stars, rating.sequence)
        for profile in profiles
        for rating in profile.ratings
        if (ids[profile.reader], book_id := book_ids[rating.book]) not in there
    ]
    if rows:
        _insert_ratings(connection, rows)
    grown = {user_id for user_id, *_ in rows} & set(known.values())
    if grown:
        count = select(func.count()).select_from(Rating).where(Rating.user_id == User.id).scalar_subquery()
        connection.execute(
            update(User).where(User.id.in_(grown)).values(rating_count=count, taste_version=User.taste_version + 1)
        )
    return StoredRatings(len(strangers), len(rows))


def _ids_of(connection: Connection, readers: list[int]) -> dict[int, int]:
    origin_ids = [str(reader) for reader in readers]
    found = select(User.origin_id, User.id).where(User.origin == ORIGIN, User.origin_id.in_(origin_ids))
    return {int(origin_id or 0): user_id for origin_id, user_id in connection.execute(found)}


def _add_readers(connection: Connection, profiles: list[Profile], at: datetime) -> None:
    wanted = {profile.reader: f"{ORIGIN}-{profile.reader}" for profile in profiles}
    # Anybody may have registered under such a name.
    taken = set(connection.scalars(select(User.name).where(User.name.in_(wanted.values()))))
    while taken:
        wanted = {reader: f"{name}_" if name in taken else name for reader, name in wanted.items()}
        taken = set(connection.scalars(select(User.name).where(User.name.in_(wanted.values()))))
    rows = [
        {
            "name": wanted[profile.reader],
            "display_name": f"Reader {profile.reader}",
            "locale": "en",
            "origin": ORIGIN,
            "origin_id": str(profile.reader),
            "rating_count": len(profile.ratings),
            "created_at": at,
        }
        for profile in profiles
    ]
    connection.execute(insert(User), rows)


def _rated(connection: Connection, user_ids: list[int]) -> set[tuple[int, int]]:
    if not user_ids:
        return set()
    pairs = select(Rating.user_id, Rating.book_id).where(Rating.user_id.in_(user_ids))
    return {(user_id, book_id) for user_id, book_id in connection.execute(pairs)}


def _insert_ratings(connection: Connection, rows: list[tuple[int, int, int, int | None]]) -> None:
    # Straight to the driver: the statement builder would cost as much as the database does.
    marks = ", ".join(["?" if connection.dialect.paramstyle == "qmark" else "%s"] * 4)
    connection.exec_driver_sql(f"INSERT INTO rating (user_id, book_id, stars, sequence) VALUES ({marks})", rows)  # noqa: S608 (marks only)
