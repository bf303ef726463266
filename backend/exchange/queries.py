"""Looking at imports, and finding the books that records are about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from backend.accounts.models import User
from backend.catalog.models import Author, Book, Category, Series
from backend.catalog.queries.facts import book_facts
from backend.catalog.rules.facts import BookFacts
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page
from backend.exchange.models import ImportChange, ImportRun
from backend.exchange.rules.records import Row, rows_from_json

# Where books come from whose control number is another library's.
ORIGIN = "export"
Names = dict[str, list[tuple[str, str | None]]]


class ImportNotFound(NotFound):
    message = "There is no such import."


@dataclass(frozen=True)
class ImportReport:
    """An import and what became of each record; a list of imports has no rows, and a dry run no id."""

    id: int | None
    state: str
    format: str
    file_name: str
    user: str | None
    made_at: datetime
    undone_at: datetime | None
    added: int
    changed: int
    same: int
    refused: int
    rows: Sequence[Row] = ()
    undo_rows: Sequence[Row] = ()


def imports(page: int, size: int) -> Page[ImportReport]:
    """A page of the imports, newest first."""
    newest = (
        select(ImportRun, User.display_name)
        .outerjoin(User, User.id == ImportRun.user_id)
        .order_by(ImportRun.id.desc())
        .offset((page - 1) * size)
        .limit(size)
    )
    items = [_report(run, name) for run, name in db.session.execute(newest)]
    return Page(items, page, size, db.session.scalar(select(func.count()).select_from(ImportRun)) or 0)


def import_report(import_id: int) -> ImportReport:
    """One import, record by record. Raises ImportNotFound."""
    run = db.session.get(ImportRun, import_id)
    if run is None:
        raise ImportNotFound
    name = db.session.scalar(select(User.display_name).where(User.id == run.user_id))
    return _report(run, name, rows=rows_from_json(run.report), undo_rows=rows_from_json(run.undo_report))


def _report(run: ImportRun, user: str | None, rows: Sequence[Row] = (), undo_rows: Sequence[Row] = ()) -> ImportReport:
    columns = ("id", "state", "format", "file_name", "made_at", "undone_at", "added", "changed", "same", "refused")
    return ImportReport(user=user, **{name: getattr(run, name) for name in columns}, rows=rows, undo_rows=undo_rows)


def changes_of(import_id: int, kind: str, size: int) -> Iterator[list[ImportChange]]:
    """What an import did, so many changes at a time."""
    last = 0
    wanted = select(ImportChange).where(ImportChange.import_id == import_id, ImportChange.kind == kind)
    while found := list(db.session.scalars(wanted.where(ImportChange.id > last).order_by(ImportChange.id).limit(size))):
        yield found
        last = found[-1].id


def control_number(library: str, book_id: int, added_on: date) -> str:
    """What a book is called in the files of this library. The day tells it from a book that had its id before."""
    return f"{library}-{book_id}-{added_on:%Y%m%d}"


def books_called(numbers: Iterable[str], library: str) -> dict[str, set[int]]:
    """Control number -> the books that are meant by it: at most one, unless something has gone wrong."""
    wanted = set(numbers)
    own = {
        int(parts[-2]) for number in wanted if len(parts := _own_parts(number, library)) == 2 and parts[0].isdecimal()
    }
    found: dict[str, set[int]] = {}
    statement = select(Book.id, Book.origin, Book.origin_id, Book.added_on).where(
        or_(Book.id.in_(own), (Book.origin == ORIGIN) & Book.origin_id.in_(wanted))
    )
    for book_id, origin, origin_id, added_on in db.session.execute(statement) if wanted else ():
        number = _number(library, book_id, origin, origin_id, added_on)
        if number in wanted:
            found.setdefault(number, set()).add(book_id)
    return found


def _own_parts(number: str, library: str) -> list[str]:
    return number[len(library) + 1 :].split("-") if number.startswith(f"{library}-") else []


def _number(library: str, book_id: int, origin: str | None, origin_id: str | None, added_on: date) -> str:
    return origin_id if origin == ORIGIN and origin_id else control_number(library, book_id, added_on)


def records_of(library: str, size: int) -> Iterator[list[tuple[str, date, BookFacts]]]:
    """Every book by its id, so many at a time: control number, the day it came, its facts."""
    last = 0
    columns = (Book.id, Book.origin, Book.origin_id, Book.added_on)
    while found := db.session.execute(select(*columns).where(Book.id > last).order_by(Book.id).limit(size)).all():
        facts = book_facts([row.id for row in found])
        yield [(_number(library, *row), row.added_on, facts[row.id]) for row in found]
        last = found[-1].id


def category_words() -> dict[str, str]:
    """Slug or name of a category, in small letters -> its slug."""
    names: dict[str, str] = {}
    for slug, *others in db.session.execute(select(Category.slug, Category.name_zh, Category.name_en)):
        for name in others:
            names.setdefault(name.casefold(), slug)
    return names | {slug: slug for slug in db.session.scalars(select(Category.slug))}


def people_called(names: Iterable[str]) -> Names:
    """Name -> the people of that name, each with the name in its own script, the oldest first."""
    return _called(Author, names)


def series_called(names: Iterable[str]) -> Names:
    return _called(Series, names)


def _called(model: type[Author] | type[Series], names: Iterable[str]) -> Names:
    wanted = select(model.name, model.original_name).where(model.name.in_(set(names))).order_by(model.id)
    found: Names = {}
    for name, original_name in db.session.execute(wanted):
        found.setdefault(name, []).append((name, original_name))
    return found
