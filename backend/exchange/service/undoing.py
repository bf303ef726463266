"""An import taken back, as far as nobody has built on it since."""

from datetime import datetime

from sqlalchemy import select

from backend.catalog.queries.facts import book_facts, books_with_isbn, category_ids
from backend.catalog.rules.facts import BookFacts, Problem
from backend.catalog.service import correct_books, delete_books, hanging_on, lock_books
from backend.core.database import db
from backend.core.errors import Conflict
from backend.exchange import queries
from backend.exchange.models import ADDED, CHANGED, UNDONE, ImportChange, ImportRun
from backend.exchange.queries import ImportNotFound, ImportReport
from backend.exchange.rules.records import Row, facts_from_json, fingerprint, rows_as_json

KEPT, DELETED, RESTORED = "kept", "deleted", "restored"
AT_ONCE = 500


class ImportUndone(Conflict):
    message = "This import is undone already."


def undo_import(import_id: int, now: datetime) -> ImportReport:
    """Delete the books that an import has added and give those that it has changed their former facts.

    A book on which something hangs, or that somebody has changed since, is left as it is, and reported.
    Raises ImportNotFound, ImportUndone.
    """
    run = db.session.scalar(select(ImportRun).where(ImportRun.id == import_id).with_for_update())
    if run is None:
        raise ImportNotFound
    if run.state == UNDONE:
        raise ImportUndone
    # First those that were added: a former ISBN may be theirs now.
    rows = [row for changes in queries.changes_of(import_id, ADDED, AT_ONCE) for row in _delete(changes)]
    rows += [row for changes in queries.changes_of(import_id, CHANGED, AT_ONCE) for row in _restore(changes)]
    run.state, run.undone_at = UNDONE, now
    run.undo_report = rows_as_json(sorted(rows, key=lambda row: row.place))
    db.session.flush()  # the report is read anew
    return queries.import_report(import_id)


def _delete(changes: list[ImportChange]) -> list[Row]:
    reasons = _reasons(changes)
    ids = [change.book_id for change in changes if change.book_id]
    for book_id, tables in hanging_on(ids).items():
        reasons[book_id] += [Problem("book", "in_use", table) for table in tables]
    rows = [_row(change, DELETED, reasons) for change in changes]
    gone = [row.book_id for row in rows if row.done == DELETED and row.book_id]
    if gone:
        delete_books(gone)
    return rows


def _restore(changes: list[ImportChange]) -> list[Row]:
    reasons = _reasons(changes)
    before = {change.book_id: facts_from_json(change.before) for change in changes if change.book_id and change.before}
    slugs = category_ids()
    taken = books_with_isbn([facts.isbn13 for facts in before.values() if facts.isbn13])
    for book_id, facts in before.items():
        reasons[book_id] += [
            Problem("categories", "category_unknown", slug) for slug in facts.categories if slug not in slugs
        ]
        if facts.isbn13 and taken.get(facts.isbn13, book_id) not in before:
            reasons[book_id].append(Problem("isbn13", "isbn_taken", facts.isbn13))
    rows = [_row(change, RESTORED, reasons) for change in changes]
    restored: dict[int, BookFacts] = {
        row.book_id: before[row.book_id] for row in rows if row.done == RESTORED and row.book_id
    }
    if restored:
        correct_books(restored)
    return rows


def _reasons(changes: list[ImportChange]) -> dict[int, list[Problem]]:
    """Book id -> why it must stay as it is; the books are locked."""
    ids = sorted(change.book_id for change in changes if change.book_id)
    lock_books(ids)
    now = book_facts(ids)
    wrote = {change.book_id: change.after for change in changes}
    return {
        book_id: [] if fingerprint(now[book_id]) == wrote[book_id] else [Problem("book", "changed_since")]
        for book_id in ids
    }


def _row(change: ImportChange, done: str, reasons: dict[int, list[Problem]]) -> Row:
    if change.book_id is None:
        return Row(change.place, change.title, KEPT, None, (Problem("book", "gone"),))
    why = tuple(reasons[change.book_id])
    return Row(change.place, change.title, KEPT if why else done, change.book_id, why)
