"""Looking at imports: how far they are, and what is said of each row."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from backend.catalog.queries import BookCard, cards_of
from backend.core.csv_cells import guarded
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.portability.models import AT_WORK, KEPT, STAYED, TAKEN_BACK, WRITTEN, ReaderImport, ReaderImportRow
from backend.portability.queries.rows import item_of, next_rows, problems_of
from backend.portability.rules.items import AMBIGUOUS, BROKEN, MISSING, Problem, Said
from backend.portability.rules.tables import REASON

# Rows that can be mended and brought again.
REMAINING = (MISSING, AMBIGUOUS, BROKEN)
ROWS_AT_ONCE = 500
# Under this key of its `about_me` an import keeps what service.planning has found.
PLAN = "list_plan"
# Under this one what service.picture keeps of the reader's picture in the file.
PICTURE = "picture"


class ReaderImportNotFound(NotFound):
    message = "You have no such import."


@dataclass(frozen=True)
class LeftOut:
    """A list for which there is no room, or not for all of its books."""

    name: str
    book_count: int


@dataclass(frozen=True)
class ImportProgress:
    """An import as its reader sees it: rows by verdict and by what became of them, and what comes onto lists."""

    id: int
    site: str
    file_name: str
    state: str
    prefer: str
    made_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    row_count: int
    done_count: int
    verdicts: dict[str, int]
    outcomes: dict[str, int]
    new_list_count: int
    lists_left_out: list[LeftOut]
    # Whether there is one in the file: given, refused, or none.
    picture: str | None


@dataclass(frozen=True)
class RowReport:
    """A row, the book that it is taken to be about, and what it says of it."""

    place: int
    title: str
    authors: Sequence[str]
    verdict: str | None
    how: str | None
    outcome: str | None
    book: BookCard | None
    candidates: list[BookCard]
    compared: dict[str, str]
    said: Said
    problems: Sequence[Problem] = field(default_factory=list)


def get_import(user_id: int, import_id: int) -> ReaderImport:
    """A reader's own import. Raises ReaderImportNotFound."""
    return _got(select(ReaderImport).where(ReaderImport.id == import_id, ReaderImport.user_id == user_id))


def lock_import(user_id: int, import_id: int) -> ReaderImport:
    """The same, locked until the commit; before books and the reader, always. Raises ReaderImportNotFound."""
    mine = select(ReaderImport).where(ReaderImport.id == import_id, ReaderImport.user_id == user_id)
    return _got(mine.with_for_update().execution_options(populate_existing=True))


def _got(statement: "object") -> ReaderImport:
    found = db.session.scalar(statement)  # type: ignore[call-overload]
    if found is None:
        raise ReaderImportNotFound
    return found  # type: ignore[no-any-return]


def imports_of(user_id: int) -> list[ImportProgress]:
    """A reader's imports, newest first."""
    mine = select(ReaderImport).where(ReaderImport.user_id == user_id).order_by(ReaderImport.id.desc())
    return [progress_of(one) for one in db.session.scalars(mine)]


def progress_of(one: ReaderImport) -> ImportProgress:
    row = ReaderImportRow
    grouped = (
        select(row.verdict, row.outcome, func.count()).where(row.import_id == one.id).group_by(row.verdict, row.outcome)
    )
    verdicts: dict[str, int] = {}
    outcomes: dict[str, int] = {}
    for verdict, outcome, count in db.session.execute(grouped):
        if verdict:
            verdicts[verdict] = verdicts.get(verdict, 0) + count
        if outcome:
            outcomes[outcome] = outcomes.get(outcome, 0) + count
    about = json.loads(one.about_me)
    plan, picture = about.get(PLAN, {}), about.get(PICTURE)
    columns = (*("id", "site", "file_name", "state", "prefer", "made_at", "finished_at", "undone_at", "row_count"),)
    return ImportProgress(
        **{name: getattr(one, name) for name in columns},
        done_count=_done(one) if one.state in AT_WORK else one.row_count,
        verdicts=verdicts,
        outcomes=outcomes,
        new_list_count=plan.get("made", 0),
        lists_left_out=[LeftOut(name, count) for name, count in plan.get("left_out", [])],
        picture=picture and ("given" if picture["given"] else "refused"),
    )


def _done(one: ReaderImport) -> int:
    row = ReaderImportRow
    behind = select(func.count()).select_from(row).where(row.import_id == one.id, row.place <= one.reached)
    return db.session.scalar(behind) or 0


def rows_of(one: ReaderImport, verdict: str | None, page: int, size: int) -> Page[RowReport]:
    """A page of an import's rows in the order of the file, of one verdict if one is given."""
    row = ReaderImportRow
    wanted: list[ColumnElement[bool]] = [row.import_id == one.id]
    if verdict in (WRITTEN, KEPT, TAKEN_BACK, STAYED):
        wanted.append(row.outcome == verdict)
    elif verdict is not None:
        wanted.append(row.verdict == verdict)
    total = db.session.scalar(select(func.count()).select_from(row).where(*wanted)) or 0
    found = db.session.scalars(
        select(row).where(*wanted).order_by(row.place).offset((page - 1) * size).limit(size)
    ).all()
    return Page(_reports(found), page, size, total)


def row_report(row: ReaderImportRow) -> RowReport:
    return _reports([row])[0]


def _reports(rows: Sequence[ReaderImportRow]) -> list[RowReport]:
    candidates = {row.place: [int(book_id) for book_id in json.loads(row.candidates)] for row in rows}
    ids = {row.book_id for row in rows if row.book_id} | {book for own in candidates.values() for book in own}
    cards = {card.id: card for card in cards_of(sorted(ids))}
    reports = []
    for row in rows:
        item = item_of(row)
        reports.append(
            RowReport(
                place=row.place,
                title=row.title,
                authors=item.authors,
                verdict=row.verdict,
                how=row.how,
                outcome=row.outcome,
                book=cards.get(row.book_id) if row.book_id else None,
                candidates=[cards[book_id] for book_id in candidates[row.place] if book_id in cards],
                compared=json.loads(row.compared),
                said=item.said,
                problems=problems_of(row),
            )
        )
    return reports


def remaining_csv(one: ReaderImport) -> Iterator[bytes]:
    """The rows that found no book, in the columns of their file and with the reason, to be mended and brought again."""
    head = json.loads(one.head) or ["shelfwise.json"]
    yield b"\xef\xbb\xbf" + _line([*head, REASON])
    last = 0
    while found := next_rows(one.id, last, ROWS_AT_ONCE, ReaderImportRow.verdict.in_(REMAINING)):
        for row in found:
            cells = [*item_of(row).cells][: len(head)]
            cells += [""] * (len(head) - len(cells))
            reasons = " ".join(dict.fromkeys(problem.code for problem in problems_of(row)))
            yield _line([*cells, reasons])
        last = found[-1].place


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return text.getvalue().encode()
