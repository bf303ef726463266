"""A reader's import: brought, checked, looked at, confirmed, written, and taken back.

Checking, writing and undoing go a chunk of rows at a time, each in a transaction of its own that the page asks for (or
`flask jobs run`, where the page is gone). A chunk is written with everything that belongs to it or not at all, and the
import says how far it is: after a crash it goes on where it was.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, select

from backend.accounts.models import User
from backend.catalog.service import lock_books
from backend.core.auth import SignInRequired
from backend.core.database import db
from backend.core.errors import Conflict
from backend.lists.rules import name_key
from backend.portability.models import (
    AT_WORK,
    CHECKED,
    CHECKING,
    DONE,
    FILE,
    IMPORTING,
    KEPT,
    STAYED,
    TAKEN_BACK,
    UNDOING,
    UNDONE,
    WRITTEN,
    ReaderImport,
    ReaderImportRow,
)
from backend.portability.queries.facets import facet_values
from backend.portability.queries.imports import ReaderImportNotFound, lock_import
from backend.portability.queries.readers import lock_reader
from backend.portability.queries.rows import item_of, next_rows
from backend.portability.rules.checking import acceptable
from backend.portability.rules.comparing import compare, completed, untouched
from backend.portability.rules.errors import TooManyRows
from backend.portability.rules.items import DIFFERS, FACETS, LISTS, MOST_ROWS, NEW, SAME, STATUS, VIEW, as_json
from backend.portability.rules.reading import read_file
from backend.portability.service.about_me import arrange_lists, describe_reader, drop_made_lists
from backend.portability.service.brought import Brought, Here
from backend.portability.service.facets import write_facet
from backend.portability.service.matching import check_rows
from backend.portability.service.picture import bring_picture, look_at_picture, take_picture_back
from backend.portability.service.planning import not_made, plan_lists
from backend.portability.service.settings import take_settings_back
from backend.portability.service.storing import change_rows, store_items

# As many rows are checked or written in one transaction.
CHECKED_AT_ONCE, WRITTEN_AT_ONCE = 1_000, 500
# Finished ones are kept for the undo.
MOST_KEPT = 20


class ImportNotReady(Conflict):
    message = "The import is not at this point."


class TooManyImports(Conflict):
    message = f"You have {MOST_KEPT} imports already. Delete one that you will not undo."


def begin_import(user_id: int, brought: Brought, here: Here) -> ReaderImport:
    """Read a file into rows, to be checked. An import that its reader never confirmed makes room for it.

    Raises TooManyRows, TooManyImports and the errors of rules.errors when nothing of the file can be read.
    """
    given = read_file(brought.site, brought.data, brought.name, here.zone, brought.status)
    lock_reader(user_id)
    mine = db.session.execute(select(ReaderImport.id, ReaderImport.state).where(ReaderImport.user_id == user_id)).all()
    waiting = [import_id for import_id, state in mine if state in (CHECKING, CHECKED)]
    _delete(waiting)
    if len(mine) - len(waiting) >= MOST_KEPT:
        raise TooManyImports
    one = ReaderImport(
        user_id=user_id,
        site=brought.site,
        file_name=brought.name[:255],
        state=CHECKING,
        head=as_json(given.head),
        about_me=as_json({**given.about_me, **look_at_picture(given.picture)}),
        made_at=here.now,
    )
    db.session.add(one)
    db.session.flush()  # its rows need the id
    one.row_count = store_items(one.id, islice(given.items, MOST_ROWS + 1))
    if one.row_count > MOST_ROWS:
        raise TooManyRows
    if not one.row_count:
        one.state = CHECKED
        plan_lists(one)
    return one


def advance(user_id: int, import_id: int, here: Here) -> ReaderImport:
    """Do the next chunk of the present work; nothing when there is none. Raises ReaderImportNotFound."""
    one = lock_import(user_id, import_id)
    if one.state == CHECKING:
        rows = next_rows(one.id, one.reached, CHECKED_AT_ONCE)
        check_rows(one, rows, here.library)
        _go_on(one, rows, CHECKED_AT_ONCE, CHECKED)
        if one.state == CHECKED:
            plan_lists(one)
    elif one.state == IMPORTING:
        rows = next_rows(one.id, one.reached, WRITTEN_AT_ONCE, ReaderImportRow.verdict.in_((NEW, DIFFERS, SAME)))
        _write(one, rows, here.now)
        _go_on(one, rows, WRITTEN_AT_ONCE, DONE)
        if one.state == DONE:
            arrange_lists(one)
            one.finished_at = here.now
    elif one.state == UNDOING:
        rows = next_rows(one.id, one.reached, WRITTEN_AT_ONCE, ReaderImportRow.outcome == WRITTEN)
        _take_back(one, rows, here.now)
        _go_on(one, rows, WRITTEN_AT_ONCE, UNDONE)
        if one.state == UNDONE:
            drop_made_lists(one)
            take_settings_back(one)
            take_picture_back(one, here.avatars_folder)
            one.undone_at = here.now
    return one


def prefer(user_id: int, import_id: int, preference: str) -> ReaderImport:
    """Whether what is here stays, or what the file says counts, where the two differ. Raises ImportNotReady."""
    one = _at(lock_import(user_id, import_id), CHECKED)
    one.prefer = preference
    return one


def confirm(user_id: int, import_id: int, here: Here) -> ReaderImport:
    """Begin to write. Raises ReaderImportNotFound, ImportNotReady."""
    one = _at(lock_import(user_id, import_id), CHECKED)
    lock_reader(user_id)
    # Once more: the reader may have chosen books, and made lists, since he saw it.
    plan_lists(one)
    describe_reader(one, here.now)
    bring_picture(one, here.avatars_folder)
    one.state, one.reached = IMPORTING, 0
    return one


def undo(user_id: int, import_id: int) -> ReaderImport:
    """Begin to take back what the import has written and nobody has changed since. Raises ImportNotReady."""
    one = _at(lock_import(user_id, import_id), DONE)
    one.state, one.reached = UNDOING, 0
    return one


def delete_import(user_id: int, import_id: int) -> None:
    """Forget an import; what it has written stays. Raises ReaderImportNotFound, ImportNotReady while it is at work."""
    one = lock_import(user_id, import_id)
    if one.state in AT_WORK and one.state != CHECKING:
        raise ImportNotReady
    _delete([one.id])
    db.session.expunge(one)


def go_on_with_imports(here: Here, keep: Callable[[], None]) -> int:
    """Finish the imports whose page may be gone, and keep each step; returns how many. A page that is still there takes
    its turns at the same import."""
    finished = 0
    for user_id, import_id in imports_at_work():
        try:
            while advance(user_id, import_id, here).state in AT_WORK:
                keep()
        except (ReaderImportNotFound, SignInRequired):
            # Its reader has left, or has thrown it away.
            db.session.rollback()
            continue
        keep()
        finished += 1
    return finished


def imports_at_work() -> list[tuple[int, int]]:
    """Reader and id of the imports that have something to be done."""
    at_work = select(ReaderImport.user_id, ReaderImport.id).where(ReaderImport.state.in_(AT_WORK))
    return [(user_id, import_id) for user_id, import_id in db.session.execute(at_work.order_by(ReaderImport.id))]


def _at(one: ReaderImport, state: str) -> ReaderImport:
    if one.state != state:
        raise ImportNotReady
    return one


def _go_on(one: ReaderImport, rows: Sequence[ReaderImportRow], size: int, then: str) -> None:
    if rows:
        one.reached = rows[-1].place
    if len(rows) < size:
        one.state, one.reached = then, 0


def _write(one: ReaderImport, rows: Sequence[ReaderImportRow], now: datetime) -> None:
    """Write what these rows say and is not here; where the two differ, as the reader prefers."""
    there, reader = _locked(one.user_id, rows)
    chosen = {row.book_id: row for row in rows if row.book_id in there}
    said = {book_id: acceptable(item_of(row).said)[0] for book_id, row in chosen.items() if book_id}
    here = _here(one.user_id, said)
    writing: defaultdict[str, dict[int, Any]] = defaultdict(dict)
    written: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    left_out = not_made(one)
    for book_id, facets in said.items():
        mine = {facet: values[book_id] for facet, values in here.items() if book_id in values}
        if left_out and LISTS in facets:
            facets = {**facets, LISTS: _fitting(facets[LISTS], left_out)}
        for facet, found in compare(facets, mine).items():
            refused = (facet == VIEW and not reader.personalised) or (found == DIFFERS and one.prefer != FILE)
            if found == SAME or refused:
                continue
            value = facets[facet]
            if facet == STATUS:
                value = completed(value, mine.get(facet))
            writing[facet][book_id] = {**mine.get(facet, {}), **value} if facet == LISTS else value
            written[book_id][facet] = [mine.get(facet), value]
    for facet in FACETS:
        write_facet(facet, one.user_id, writing[facet], now)
    _note(one, rows, {row.place: written.get(row.book_id or 0) for row in rows}, WRITTEN, KEPT)


def _take_back(one: ReaderImport, rows: Sequence[ReaderImportRow], now: datetime) -> None:
    """Put back what was there before these rows, unless somebody has changed it since."""
    there, _ = _locked(one.user_id, rows)
    changes = {row.book_id: json.loads(row.written or "{}") for row in rows if row.book_id in there}
    here = _here(one.user_id, {book_id: facets for book_id, facets in changes.items() if book_id})
    writing: defaultdict[str, dict[int, Any]] = defaultdict(dict)
    stayed = set()
    for book_id, facets in changes.items():
        for facet, (before, said) in facets.items():
            now_there = here.get(facet, {}).get(book_id)
            if facet == LISTS and now_there:
                writing[facet][book_id] = _off_lists(now_there, before, said)
            elif now_there is not None and untouched(facet, said, now_there):
                writing[facet][book_id] = before
            elif now_there is not None:
                stayed.add(book_id)
    for facet in FACETS:
        write_facet(facet, one.user_id, writing[facet], now)
    gone = {row.place for row in rows if row.book_id in stayed or row.book_id not in there}
    done: dict[int, Any] = {row.place: None if row.place in gone else {} for row in rows}
    _note(one, rows, done, TAKEN_BACK, STAYED)


def _fitting(lists: Mapping[str, Any], left_out: frozenset[str]) -> dict[str, Any]:
    return {name: entry for name, entry in lists.items() if name_key(name) not in left_out}


def _off_lists(here: Mapping[str, Any], before: Mapping[str, Any] | None, said: Mapping[str, Any]) -> dict[str, Any]:
    put = {name.casefold() for name in said} - {name.casefold() for name in before or {}}
    return {name: entry for name, entry in here.items() if name.casefold() not in put}


def _locked(user_id: int, rows: Iterable[ReaderImportRow]) -> tuple[set[int], User]:
    """The books that are still there, locked, and the reader, locked after them."""
    there = lock_books(sorted({row.book_id for row in rows if row.book_id}))
    return there, lock_reader(user_id)


def _here(user_id: int, wanted: Mapping[int, Mapping[str, Any]]) -> dict[str, dict[int, Any]]:
    facets = {facet for value in wanted.values() for facet in value}
    return {facet: facet_values(facet, user_id, list(wanted)) for facet in facets}


def _note(one: ReaderImport, rows: Iterable[ReaderImportRow], done: Mapping[int, Any], some: str, none: str) -> None:
    noted: list[dict[str, Any]] = []
    for row in rows:
        change = done.get(row.place)
        outcome = none if change is None else some
        noted.append({"import_id": one.id, "place": row.place, "outcome": outcome})
        if some == WRITTEN:
            noted[-1]["written"] = as_json(change) if change else None
    change_rows(noted, "outcome", *(["written"] if some == WRITTEN else []))


def _delete(import_ids: Sequence[int]) -> None:
    if import_ids:
        db.session.execute(delete(ReaderImportRow).where(ReaderImportRow.import_id.in_(import_ids)))
        db.session.execute(delete(ReaderImport).where(ReaderImport.id.in_(import_ids)))
