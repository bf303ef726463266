"""What the demonstration readers keep and write: favourites, where they are with their books, and reviews.

Drawn apart from everything else. None of it is about a book that its reader has not rated, but what he still wants to
read: so the simulated taste stays the only teacher.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert

from backend.core.database import db
from backend.engagement.models import BookFavourite, BookNote, FilterWord, Reading, Review, ReviewReport, ReviewVote
from backend.engagement.rules import normalised
from backend.seed.ratings import SimulatedRating
from backend.seed.readers import SimulatedReader
from backend.seed.shelf import Shelf

REVIEWS = Path(__file__).with_name("reviews.jsonl")
FAVOURITE_SHARE, READ_SHARE = 0.12, 0.2
# Of the readers who could know a review by its book.
VOTERS_AT_MOST = 14
WORDS = ("代写论文", "加微信", "casino")
NOTE = "借给了小李，十二月底还。第 167 页折了角：关于“射手和农场主”那一段，下次读书会要讲。"


@dataclass(frozen=True)
class Rated:
    """A rating with the ids that it has got."""

    user_id: int
    book_id: int
    locale: str
    rating: SimulatedRating


def store_opinions(
    shelf: Shelf,
    people: Sequence[SimulatedReader],
    walks: Sequence[Sequence[SimulatedRating]],
    ids: tuple[Sequence[int], Sequence[int]],
    days: tuple[date, tzinfo],
    seed: int,
) -> int:
    """Favourites, readings, reviews and votes on them; returns how many reviews. ids: of the readers, of the books."""
    user_ids, book_ids = ids
    rated = [
        Rated(user_id, book_ids[rating.volume], person.locale, rating)
        for person, user_id, ratings in zip(people, user_ids, walks, strict=True)
        for rating in ratings
    ]
    rng = Random(f"{seed}:opinions")
    demonstration = user_ids[-1]
    _insert(BookFavourite, _favourites(rated, demonstration, rng))
    _insert(Reading, _readings(rated, demonstration, days, rng))
    _insert(Reading, _wanted(shelf, book_ids, [each for each in rated if each.user_id == demonstration], days))
    titles = {book_id: volume.book.title for book_id, volume in zip(book_ids, shelf.volumes, strict=True)}
    return _store_reviews(rated, titles, demonstration, rng)


def _favourites(rated: Sequence[Rated], demonstration: int, rng: Random) -> list[dict[str, Any]]:
    return [
        {"user_id": each.user_id, "book_id": each.book_id, "favourited_at": each.rating.at}
        for each in rated
        if each.rating.stars == 5 and (rng.random() < FAVOURITE_SHARE or each.user_id == demonstration)
    ]


def _readings(
    rated: Sequence[Rated], demonstration: int, days: tuple[date, tzinfo], rng: Random
) -> list[dict[str, Any]]:
    """Some of the books that a reader rated, with the day; what he gave one star to he has stopped reading."""
    rows = []
    for each in rated:
        pages = rng.randint(2, 24)
        if rng.random() >= READ_SHARE and each.user_id != demonstration:
            continue
        finished = each.rating.at.astimezone(days[1]).date()
        stopped = each.rating.stars == 1
        rows.append(
            {
                **_reading(each.user_id, each.book_id, "stopped" if stopped else "read", each.rating.at),
                "started_on": finished - timedelta(days=pages),
                "finished_on": finished,
                "progress": 10 + pages if stopped else 100,
            }
        )
    return rows


def _wanted(
    shelf: Shelf, book_ids: Sequence[int], mine: Sequence[Rated], days: tuple[date, tzinfo]
) -> list[dict[str, Any]]:
    """Books that the demonstration reader has not rated: two he is reading, and some he wants to read."""
    had = {each.book_id for each in mine}
    user_id = mine[-1].user_id
    at = mine[-1].rating.at
    unread = [
        book_id
        for book_id, volume in zip(book_ids, shelf.volumes, strict=True)
        if book_id not in had and volume.book.language == "zh"
    ]
    reading, wanted = unread[:2], unread[2:9]
    rows = [
        _reading(user_id, book_id, "want_to_read", at - timedelta(days=place)) for place, book_id in enumerate(wanted)
    ]
    for place, book_id in enumerate(reading):
        row = _reading(user_id, book_id, "reading", at)
        pages = {"page": 168, "page_total": 412} if place else {"page": None, "page_total": None}
        rows.append(
            {**row, "started_on": days[0] - timedelta(days=5 + place), "progress": 40 if place else 65, **pages}
        )
    return rows


def _reading(user_id: int, book_id: int, status: str, at: datetime) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(("started_on", "finished_on", "page", "page_total"))
    return {"user_id": user_id, "book_id": book_id, "status": status, "progress": 0, "updated_at": at, **nothing}


def _store_reviews(rated: Sequence[Rated], titles: dict[int, str], demonstration: int, rng: Random) -> int:
    by_title: dict[str, list[Rated]] = {}
    for each in rated:
        by_title.setdefault(titles[each.book_id], []).append(each)
    taken: set[tuple[int, int]] = set()
    mine = 0
    reviews: list[tuple[Review, list[Rated]]] = []
    for line in REVIEWS.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        readers = [each for each in by_title.get(told["book"], []) if (each.user_id, each.book_id) not in taken]
        fitting = [
            each
            for each in readers
            if told["least"] <= each.rating.stars <= (5 if told["least"] > 1 else 3)
            and (each.locale == "zh-CN") == (told["language"] == "zh")
        ]
        if not fitting:
            continue
        own = [each for each in fitting if each.user_id == demonstration and mine < 3]
        writer = own[0] if own else rng.choice(fitting)
        mine += bool(own)
        taken.add((writer.user_id, writer.book_id))
        reviews.append((_review(writer, told), [each for each in readers if each.user_id != writer.user_id]))
    db.session.add_all([review for review, _ in reviews])
    db.session.flush()  # votes and reports name reviews by their ids
    for review, others in reviews:
        voters = rng.sample(others, min(len(others), rng.randint(0, VOTERS_AT_MOST)))
        at = review.created_at + timedelta(days=1)
        db.session.add_all(ReviewVote(user_id=each.user_id, review_id=review.id, voted_at=at) for each in voters)
        review.helpful_count = len(voters)
    _store_desk(reviews, demonstration)
    return len(reviews)


def _review(writer: Rated, told: dict[str, Any]) -> Review:
    return Review(
        user_id=writer.user_id,
        book_id=writer.book_id,
        title=told["title"],
        text=told["text"],
        spoiler=told.get("spoiler", False),
        language=told["language"],
        visibility="public",
        created_at=writer.rating.at + timedelta(minutes=20),
    )


def _store_desk(reviews: Sequence[tuple[Review, list[Rated]]], demonstration: int) -> None:
    """Words of the filter, a report for the desk, and a note of the demonstration reader's own."""
    if not reviews:
        return
    first = reviews[0][0]
    at = first.created_at
    db.session.add_all(FilterWord(word=word, normalised=normalised(word), added_at=at) for word in WORDS)
    last, reporters = next(
        ((review, there) for review, there in reversed(reviews) if there and review.user_id != demonstration),
        reviews[0],
    )
    if reporters:
        db.session.add(
            ReviewReport(
                review_id=last.id,
                user_id=reporters[0].user_id,
                reason="spoiler",
                comment="",
                reported_at=last.created_at + timedelta(days=2),
            )
        )
    db.session.add(BookNote(user_id=demonstration, book_id=first.book_id, text=NOTE, updated_at=at))


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
