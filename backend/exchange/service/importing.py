"""Records into the catalogue: everything checked, every record reported, and a trace by which it can be undone."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from backend.catalog.service import add_books, correct_books, lock_books
from backend.core.database import db
from backend.exchange import queries
from backend.exchange.models import ImportChange, ImportRun
from backend.exchange.queries import ORIGIN, ImportReport
from backend.exchange.rules.errors import FileTooLarge
from backend.exchange.rules.records import (
    ADDED,
    CHANGED,
    OUTCOMES,
    Record,
    Row,
    facts_as_json,
    fingerprint,
    rows_as_json,
)
from backend.exchange.service.matching import Matcher, Plan
from backend.exchange.service.reading import read_records

# As many records are looked up, written and indexed together.
AT_ONCE = 500
MOST_RECORDS = 40_000
TRIED = "tried"


@dataclass(frozen=True)
class ImportFile:
    """What is to be imported; user_id is None on the command line."""

    data: bytes
    format: str
    name: str
    user_id: int | None = None


@dataclass(frozen=True)
class Here:
    """This library's code, its date, and the moment."""

    library: str
    today: date
    now: datetime


def import_records(file: ImportFile, here: Here, *, dry_run: bool = False) -> ImportReport:
    """Add and correct the books of a file; records that are wrong are refused and reported, the others are not
    touched by that. A dry run checks and reports the same and writes nothing.

    Raises the errors of rules.errors when nothing of the file can be read.
    """
    records = read_records(file.format, file.data)
    matcher = Matcher(here.library)
    values: dict[str, Any] = {"format": file.format, "file_name": file.name[:255], "made_at": here.now}
    run = ImportRun(**values, user_id=file.user_id)
    rows: list[Row] = []
    for part in _parts(records):
        if len(rows) + len(part) > MOST_RECORDS:
            raise FileTooLarge
        plans = matcher.plan(part)
        if dry_run:
            rows += [plan.row() for plan in plans]
        else:
            rows += _store(plans, _kept(run), here.today)
    done = Counter(row.done for row in rows)
    counts: dict[str, Any] = {name: done[name] for name in OUTCOMES}
    if dry_run:
        return ImportReport(None, TRIED, user=None, undone_at=None, rows=rows, **values, **counts)
    run = _kept(run)
    run.added, run.changed, run.same, run.refused = counts.values()
    run.report = rows_as_json(rows)
    db.session.flush()  # the caller wants the report with its id
    return queries.import_report(run.id)


def _parts(records: Iterator[Record]) -> Iterator[list[Record]]:
    while part := list(islice(records, AT_ONCE)):
        yield part


def _kept(run: ImportRun) -> ImportRun:
    """The run in the database. Not earlier: a file that cannot be read leaves no trace."""
    if run not in db.session:
        db.session.add(run)
        db.session.flush()  # its changes need the id
    return run


def _store(plans: Sequence[Plan], run: ImportRun, today: date) -> list[Row]:
    try:
        with db.session.begin_nested():
            return _write(plans, run.id, today)
    except IntegrityError:
        # Somebody has written the same ISBN meanwhile: one by one, only that record is lost.
        return [row for plan in plans for row in _store_one(plan, run, today)]


def _store_one(plan: Plan, run: ImportRun, today: date) -> list[Row]:
    try:
        with db.session.begin_nested():
            return _write([plan], run.id, today)
    except IntegrityError:
        return [plan.refused("conflict").row()]


def _write(plans: Sequence[Plan], import_id: int, today: date) -> list[Row]:
    """Write down a chunk, its books, links, index and changes; returns its rows in the order of the plans."""
    there = lock_books([plan.book_id for plan in plans if plan.done == CHANGED and plan.book_id])
    # A book that was deleted since it was looked up is not made again by half a record.
    plans = [
        plan.refused("book_gone") if plan.done == CHANGED and plan.book_id not in there else plan for plan in plans
    ]
    new = [plan for plan in plans if plan.done == ADDED]
    changed = {plan.book_id: plan for plan in plans if plan.done == CHANGED and plan.book_id}
    ids: list[int] = []
    if new:
        origins = [(ORIGIN, plan.record.number) if plan.record.number else None for plan in new]
        ids = add_books([plan.facts for plan in new], today, origins)
    if changed:
        correct_books({book_id: plan.facts for book_id, plan in changed.items()})
    placed = {plan.record.place: book_id for plan, book_id in zip(new, ids, strict=True)}
    changes = [
        {
            "import_id": import_id,
            "book_id": placed.get(plan.record.place, plan.book_id),
            "place": plan.record.place,
            "kind": plan.done,
            "title": plan.facts.title,
            "before": facts_as_json(plan.before) if plan.before else None,
            "after": fingerprint(plan.facts),
        }
        for plan in plans
        if plan.done in (ADDED, CHANGED)
    ]
    if changes:
        db.session.execute(insert(ImportChange), changes)
    return [plan.row(placed.get(plan.record.place)) for plan in plans]
