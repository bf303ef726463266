"""Favourites, where a reader is with his books, and his notes. The book is held first, the reader locked after it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete

from backend.accounts.queries import lock_user
from backend.accounts.service import touch_taste
from backend.catalog.queries import hold_book
from backend.core.database import db
from backend.core.errors import Invalid
from backend.engagement.models import BookFavourite, BookNote, PastReading, Reading
from backend.engagement.queries import MyBook, find_favourite, find_note, find_reading, my_book
from backend.engagement.queries.shelves import Span
from backend.engagement.rules import READ, READING, WANT_TO_READ, percent_of

# Before it no living reader has read anything.
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class ReadingRecord:
    """What a reader says of his readings of a book: the latest, and those before it."""

    status: str
    started_on: date | None = None
    finished_on: date | None = None
    progress: int = 0
    page: int | None = None
    page_total: int | None = None
    past: Sequence[Span] = ()


def favourite_book(user_id: int, book_id: int, at: datetime) -> None:
    """Keep a book among a reader's favourites; a second time changes nothing. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    if find_favourite(user_id, book_id) is None:
        touch_taste(user_id)
        db.session.add(BookFavourite(user_id=user_id, book_id=book_id, favourited_at=at))


def unfavourite_book(user_id: int, book_id: int) -> None:
    """Take a book from a reader's favourites, if it is there. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    favourite = find_favourite(user_id, book_id)
    if favourite is not None:
        touch_taste(user_id)
        db.session.delete(favourite)


def record_reading(user_id: int, book_id: int, record: ReadingRecord, today: date, at: datetime) -> MyBook:
    """Make this what is known of a reader's readings of a book. Raises BookNotFound, or Invalid with what is wrong."""
    _refuse(record, today)
    record = _consistent(record)
    hold_book(book_id)
    lock_user(user_id)
    reading = find_reading(user_id, book_id)
    if reading is None:
        reading = Reading(user_id=user_id, book_id=book_id)
        db.session.add(reading)
    reading.status = record.status
    reading.started_on, reading.finished_on = record.started_on, record.finished_on
    reading.progress, reading.page, reading.page_total = record.progress, record.page, record.page_total
    reading.updated_at = at
    _replace_past(user_id, book_id, record.past)
    db.session.flush()  # the answer reads what is stored
    return my_book(user_id, book_id)


def forget_reading(user_id: int, book_id: int) -> MyBook:
    """Forget all of a reader's readings of a book. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    reading = find_reading(user_id, book_id)
    if reading is not None:
        db.session.delete(reading)
    _replace_past(user_id, book_id, ())
    db.session.flush()  # the answer reads what is stored
    return my_book(user_id, book_id)


def write_note(user_id: int, book_id: int, text: str, at: datetime) -> BookNote:
    """Make this the reader's note on a book. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    note = find_note(user_id, book_id)
    if note is None:
        note = BookNote(user_id=user_id, book_id=book_id, text=text, updated_at=at)
        db.session.add(note)
    elif note.text != text:
        note.text, note.updated_at = text, at
    return note


def delete_note(user_id: int, book_id: int) -> None:
    """Delete a reader's note, if there is one. Raises BookNotFound."""
    hold_book(book_id)
    lock_user(user_id)
    db.session.execute(delete(BookNote).where(BookNote.user_id == user_id, BookNote.book_id == book_id))


def _consistent(record: ReadingRecord) -> ReadingRecord:
    """What follows from the status and the pages: nothing is read of a book that is wanted, all of one that is read."""
    if record.status == WANT_TO_READ:
        return replace(record, started_on=None, finished_on=None, progress=0, page=None)
    if record.status == READING:
        record = replace(record, finished_on=None)
    if record.status == READ:
        page = record.page_total if record.page is not None else None
        return replace(record, progress=100, page=page)
    if record.page is not None and record.page_total:
        return replace(record, progress=min(100, percent_of(record.page, record.page_total)))
    return record


def _refuse(record: ReadingRecord, today: date) -> None:
    fields: dict[str, list[dict[str, str]]] = {}

    def wrong(field: str, code: str, message: str) -> None:
        fields.setdefault(field, []).append({"code": code, "message": message})

    if record.page is not None and record.page_total is None:
        wrong("page_total", "page_total_missing", "A page is one of how many?")
    elif record.page is not None and record.page_total is not None and record.page > record.page_total:
        wrong("page", "page_beyond_total", "The book has fewer pages.")
    spans = [("", Span(record.started_on, record.finished_on))]
    spans += [(f"past.{place}.", span) for place, span in enumerate(record.past)]
    for where, span in spans:
        for name, day in (("started_on", span.started_on), ("finished_on", span.finished_on)):
            if day is not None and day > today:
                wrong(where + name, "date_in_future", "This day is still to come.")
            elif day is not None and day < EARLIEST:
                wrong(where + name, "date_too_early", "Nobody remembers this day.")
        if span.started_on and span.finished_on and span.finished_on < span.started_on:
            wrong(where + "finished_on", "finished_before_started", "It was finished before it was begun.")
    if fields:
        raise Invalid(fields=fields)


def _replace_past(user_id: int, book_id: int, past: Sequence[Span]) -> None:
    db.session.execute(delete(PastReading).where(PastReading.user_id == user_id, PastReading.book_id == book_id))
    for span in past:
        db.session.add(
            PastReading(user_id=user_id, book_id=book_id, started_on=span.started_on, finished_on=span.finished_on)
        )
