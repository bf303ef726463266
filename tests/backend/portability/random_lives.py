"""Readers whose lives are drawn at random."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from backend.catalog.service import index_books
from backend.core.database import db
from backend.engagement.models import (
    BookFavourite,
    BookLike,
    BookNote,
    BookView,
    PastReading,
    Reading,
    Review,
    ReviewEdit,
)
from backend.engagement.service import mend_stars
from backend.lists.models import ReadingList, ReadingListEntry
from backend.recommendations.models import Dismissal, TasteExclusion
from tests.backend.portability.lives import LONG_AGO
from tests.factories import make_author, make_book, make_rating, make_user

TEXTS = (
    *("好", "=1+1", "'quoted'", '"', "a\nb\r\nc", " space ", "<b>&amp;</b>", "🦊", "-", "e\u0301", "\\n", "x" * 400),
)


def live_at_random(chance: Random, books: int) -> int:
    """Somebody who has done something or other with so many books; his id."""
    me = make_user()
    made = [make_book(f"Book {n} {chance.random()}", authors=(make_author(f"Author {n}"),)) for n in range(books)]
    lists = [
        ReadingList(
            user_id=me.id, name=name, name_key=name.casefold(), description=chance.choice(TEXTS), visibility=visibility,
            share_slug=None if visibility == "private" else f"slug-{name}",
            created_at=moment(chance), updated_at=moment(chance),
        )
        for name, visibility in (("One", "private"), ("二", "public"), ("=3", "unlisted"))
    ]  # fmt: skip
    db.session.add_all(lists)
    db.session.flush()
    for n, book in enumerate(made):
        ids = {"user_id": me.id, "book_id": book.id}
        if chance.random() < 0.8 or n < 9:
            make_rating(me, book, 1 + n % 9 / 2, moment(chance) if n else None)
        for model, name in (
            *((BookLike, "liked_at"), (BookFavourite, "favourited_at")),
            *((Dismissal, "dismissed_at"), (TasteExclusion, "excluded_at")),
        ):
            if chance.random() < 0.4:
                db.session.add(model(**ids, **{name: moment(chance)}))
        if chance.random() < 0.4:
            db.session.add(BookNote(**ids, text=chance.choice(TEXTS), updated_at=moment(chance)))
        if chance.random() < 0.4:
            looked = {"first_viewed_at": moment(chance), "viewed_at": moment(chance)}
            db.session.add(BookView(**ids, view_count=chance.randint(1, 10**6), **looked))
        if chance.random() < 0.7 or n == 0:
            db.session.add(Reading(**ids, **reading(chance), updated_at=moment(chance)))
            for span in [(None, None), *(days(chance) for _ in range(chance.randint(0, 3)))]:
                db.session.add(PastReading(**ids, started_on=span[0], finished_on=span[1]))
        if chance.random() < 0.4:
            review = Review(
                **ids, **written(chance), visibility=chance.choice(("private", "public")),
                show_stars=chance.random() < 0.5, created_at=moment(chance), edited_at=chance.choice((None, LONG_AGO)),
            )  # fmt: skip
            db.session.add(review)
            db.session.flush()
            for _ in range(chance.randint(0, 3)):
                db.session.add(ReviewEdit(review_id=review.id, **written(chance), replaced_at=moment(chance)))
    for one in lists:
        on_it = chance.sample(made, chance.randint(0, books))
        one.book_count = len(on_it)
        for position, book in enumerate(on_it):
            entry = {"position": position, "note": chance.choice(("", *TEXTS)), "added_at": moment(chance)}
            db.session.add(ReadingListEntry(list_id=one.id, book_id=book.id, **entry))
    db.session.flush()
    mend_stars([book.id for book in made])
    index_books([book.id for book in made])
    db.session.commit()
    return me.id


def moment(chance: Random) -> datetime:
    return LONG_AGO + timedelta(seconds=chance.randint(0, 10**8))


def days(chance: Random) -> tuple[date | None, date | None]:
    first = date(2000, 1, 1) + timedelta(days=chance.randint(0, 5_000))
    last = first + timedelta(days=chance.randint(0, 300))
    return chance.choice((first, None)), chance.choice((last, None))


def reading(chance: Random) -> dict[str, Any]:
    """Of any status, as far as the database allows it."""
    status = chance.choice(("want_to_read", "reading", "read", "stopped"))
    first, last = days(chance)
    total = chance.choice((None, 1, 300))
    return {
        "status": status,
        "started_on": first,
        "finished_on": last if status in ("read", "stopped") else None,
        "progress": chance.randint(0, 100),
        "page": chance.choice((None, total)),
        "page_total": total,
    }


def written(chance: Random) -> dict[str, Any]:
    language = chance.choice(("zh", "en", "fr"))
    title, text = chance.choice(("", "=title", "书名")), chance.choice(TEXTS)
    return {"title": title, "text": text, "spoiler": chance.random() < 0.5, "language": language}
