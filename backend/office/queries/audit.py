"""The audit log: who changed what, the latest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select, union

from backend.accounts.models import User
from backend.accounts.rules import normalised_name
from backend.catalog.models import Book
from backend.core.audit import AuditEvent
from backend.core.database import db
from backend.core.paging import Page
from backend.core.permissions import READER
from backend.office.queries.people import Person, people_of

MOST_LINES, LINES_AT_ONCE = 200_000, 1_000
# Whoever means more readers or books than these by some words writes more of them.
MOST_MEANT = 200
# After everything that a name can begin with.
LAST = "\uffff"


@dataclass(frozen=True)
class Sought:
    """What the log is narrowed to; days are the library's own."""

    act: str = ""
    kind: str = ""
    thing_id: int | None = None
    change: str | None = None
    user_id: int | None = None
    reader_id: int | None = None
    bulk_act_id: int | None = None
    request_id: str = ""
    from_on: date | None = None
    to_on: date | None = None
    # What something is called, who did it, whom it is about.
    q: str = ""
    # Acts that the words may mean too, by their names.
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditLine:
    id: int
    happened_at: datetime
    user: Person | None
    role: str
    act: str
    change: str
    kind: str | None
    thing_id: int | None
    name: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    request_id: str | None
    bulk_act_id: int | None
    reader_id: int | None


_NAMES = [name for name in AuditLine.__dataclass_fields__ if name != "user"]
# Columns, not objects: a file is sent in pieces, and what the session holds is gone between them.
_EVENTS = select(AuditEvent.user_id, *(getattr(AuditEvent, name).label(name) for name in _NAMES))


def audit_page(sought: Sought, zone: tzinfo, page: int, size: int) -> Page[AuditLine]:
    """Three statements, and two more for words."""
    wanted, meant = _wanted(sought, zone), _meant(sought)
    counted = _among(select(func.count()).select_from(AuditEvent).where(*wanted), meant)
    total = db.session.scalar(counted) or 0
    # The ids by an index alone, however far behind.
    found = _newest(_among(select(AuditEvent.id).where(*wanted), meant))
    ids = db.session.scalars(found.offset((page - 1) * size).limit(size)).all()
    events = db.session.execute(_newest(_EVENTS.where(AuditEvent.id.in_(ids)))).all() if ids else []
    return Page(_lines(events), page, size, total)


def audit_lines(sought: Sought, zone: tzinfo) -> Iterator[AuditLine]:
    """All of them, some at a time: what is written meanwhile moves nothing."""
    wanted, meant, left = _wanted(sought, zone), _meant(sought), MOST_LINES
    last: Row[Any] | None = None
    while left > 0:
        behind = [] if last is None else [_behind(last.happened_at, last.id)]
        wanted_now = _newest(_among(_EVENTS.where(*wanted, *behind), meant)).limit(min(left, LINES_AT_ONCE))
        events = db.session.execute(wanted_now).all()
        if not events:
            return
        last = events[-1]
        left -= len(events)
        yield from _lines(events)


def audit_kinds() -> list[str]:
    kinds = select(AuditEvent.kind).where(AuditEvent.kind.is_not(None)).distinct().order_by(AuditEvent.kind)
    return [kind for kind in db.session.scalars(kinds) if kind is not None]


def audit_people() -> list[Person]:
    """Who works in the library, and who did something before."""
    acted = select(AuditEvent.user_id).where(AuditEvent.user_id.is_not(None)).distinct()
    wanted = or_(User.role != READER, User.id.in_(acted))
    rows = db.session.execute(select(User.id, User.name, User.display_name).where(wanted).order_by(User.name))
    return [Person(row.id, row.name, row.display_name) for row in rows]


def _newest(events: Select[Any]) -> Select[Any]:
    return events.order_by(AuditEvent.happened_at.desc(), AuditEvent.id.desc())


def _among(events: Select[Any], meant: Subquery | None) -> Select[Any]:
    return events if meant is None else events.join(meant, meant.c.id == AuditEvent.id)


def _meant(sought: Sought) -> Subquery | None:
    """The ids of what these words may mean. Each part has an index: the log is never read through."""
    words, event = sought.q.strip(), AuditEvent
    if not words:
        return None
    spellings = dict.fromkeys((words, words.lower(), words.upper(), words.capitalize(), words.title()))
    parts: list[Select[Any]] = [
        select(event.id).where(event.name >= spelled, event.name < spelled + LAST) for spelled in spellings
    ]
    called = or_(
        User.name.contains(normalised_name(words), autoescape=True), User.display_name.contains(words, autoescape=True)
    )
    if people := db.session.scalars(select(User.id).where(called).order_by(User.id).limit(MOST_MEANT)).all():
        parts += [
            select(event.id).where(event.user_id.in_(people)),
            select(event.id).where(event.reader_id.in_(people)),
        ]
    titled = func.lower(Book.title).contains(words.casefold(), autoescape=True)
    if books := db.session.scalars(select(Book.id).where(titled).order_by(Book.id).limit(MOST_MEANT)).all():
        parts.append(select(event.id).where(event.kind == "book", event.thing_id.in_(books)))
    if sought.acts:
        parts.append(select(event.id).where(event.act.in_(sought.acts)))
    return union(*parts).subquery()


def _behind(at: datetime, event_id: int) -> ColumnElement[bool]:
    event = AuditEvent
    return or_(event.happened_at < at, and_(event.happened_at == at, event.id < event_id))


def _wanted(sought: Sought, zone: tzinfo) -> list[ColumnElement[bool]]:
    event = AuditEvent
    same = {
        name: value
        for name in ("act", "kind", "thing_id", "change", "user_id", "reader_id", "bulk_act_id", "request_id")
        if (value := getattr(sought, name)) not in (None, "")
    }
    wanted: list[ColumnElement[bool]] = [getattr(event, name) == value for name, value in same.items()]
    if sought.from_on is not None:
        wanted.append(event.happened_at >= _midnight(sought.from_on, zone))
    if sought.to_on is not None:
        wanted.append(event.happened_at < _midnight(sought.to_on + timedelta(days=1), zone))
    return wanted


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _lines(events: Sequence[Row[Any]]) -> list[AuditLine]:
    people = people_of(event.user_id for event in events)
    return [
        AuditLine(user=people.get(event.user_id), **{name: getattr(event, name) for name in _NAMES}) for event in events
    ]
