"""Who changed what in the back office: before and after, written in the transaction of the change.

Every request of the staff that changes something leaves a line at least, written by the edge (core/api.py). What is
registered with `audited` tells by itself how it was and how it is now; what is made of several tables, or changed by a
statement without its objects, is told of by whoever changes it, with `note`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, delete, event, insert, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core.database import TABLE_OPTIONS, Model, UtcDateTime, change_rows, db

ADDED, CHANGED, REMOVED, ACTED = CHANGES = ("added", "changed", "removed", "acted")
NAME_LENGTH = 255
FORGOTTEN_AT_ONCE = 1_000
# What the line itself says, and counts of edits.
SAID_ANYWAY = frozenset(
    {"id", "revision", "changed_at", "changed_by", "made_at", "made_by", "added_at", "added_by", "decided_by"}
)


class AuditEvent(Model):
    """One change: the act is the name of the view that was asked (`correct_book`), the kind the word of the table that
    changed (`book`). Never changed, never deleted but with its time."""

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint(f"change_kind IN {CHANGES}", name="change_kind"),
        Index(None, "happened_at", "id"),
        # What is looked for comes the latest first.
        Index(None, "kind", "thing_id", "happened_at", "id"),
        Index(None, "kind", "happened_at", "id"),
        Index(None, "user_id", "happened_at", "id"),
        Index(None, "act", "happened_at", "id"),
        Index(None, "name", "happened_at", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Null: the account is gone; the role stays.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(String(16))
    act: Mapped[str] = mapped_column(String(64))
    change: Mapped[str] = mapped_column("change_kind", String(8))
    # Null with ACTED: what was done is the act itself.
    kind: Mapped[str | None] = mapped_column(String(32))
    thing_id: Mapped[int | None]
    name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    # Column -> value; only those that changed.
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str | None] = mapped_column(String(32), index=True)
    # Part of an act on many things: see the office room.
    bulk_act_id: Mapped[int | None] = mapped_column(index=True)
    # The reader whom the line is about: when he leaves, what names him is erased. No foreign key: that comes first.
    reader_id: Mapped[int | None] = mapped_column(index=True)


@dataclass
class _Acting:
    act: str
    user_id: int | None
    role: str
    request_id: str | None
    at: datetime
    bulk_act_id: int | None = None
    written: int = 0

    def count_in(self, other: "_Acting | None") -> None:
        if other is not None:
            other.written += self.written


@dataclass(frozen=True)
class _Described:
    kind: str
    name_of: Callable[[Any], str | None]
    without: frozenset[str]
    reader_of: Callable[[Any], int | None] | None


_acting: ContextVar[_Acting | None] = ContextVar("acting", default=None)
_audited: dict[type[Any], _Described] = {}


def audited(
    model: type[Any],
    kind: str,
    name_of: Callable[[Any], str | None],
    without: frozenset[str] = frozenset(),
    reader_of: Callable[[Any], int | None] | None = None,
) -> None:
    """From now on rows of this model tell of their changes, but for the columns `without`: secrets, counts. `reader_of`
    says whom a row is about: when he leaves, what names him is erased. Neither function asks the database."""
    _audited[model] = _Described(kind, name_of, without, reader_of)


@contextmanager
def acting(
    act: str, user_id: int | None, role: str, request_id: str | None, at: datetime, bulk_act_id: int | None = None
) -> Iterator[Callable[[], None]]:
    """Inside, changes are written down as those of this person. Yields what ends the act: it leaves a line of its own
    when nothing else did. One may be inside of another, as what somebody does for somebody else."""
    outer = _acting.get()
    mine = _Acting(act, user_id, role, request_id, at, bulk_act_id)
    token = _acting.set(mine)

    def end() -> None:
        db.session.flush()  # what is changed last must be written down too
        if not mine.written:
            _write(mine, [_row(ACTED)])

    try:
        yield end
    finally:
        _acting.reset(token)
        mine.count_in(outer)


@contextmanager
def savepoint() -> Iterator[Callable[[], int]]:
    """What is done inside is taken back with its lines when it fails. Yields what tells how many lines there are."""
    mine = _acting.get()
    before = mine.written if mine else 0

    def lines() -> int:
        db.session.flush()  # what is changed last is one of them
        return mine.written - before if mine else 0

    try:
        with db.session.begin_nested():
            yield lines
    except BaseException:  # whatever it was: what the savepoint takes back was not written
        if mine:
            mine.written = before
        raise


def note(
    change: str,
    kind: str,
    thing_id: int | None,
    name: str | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reader_id: int | None = None,
) -> None:
    """Write a change down that no object tells of. Equal values on both sides are left out; outside of an act, nothing
    is written."""
    mine = _acting.get()
    if mine is None:
        return
    was, now = _plain(before or {}), _plain(after or {})
    same = {key for key in was.keys() & now.keys() if was[key] == now[key]}
    if change == CHANGED and was.keys() == now.keys() == same:
        return
    _write(mine, [_row(change, kind, thing_id, name, _but(was, same), _but(now, same), reader_id)])


def forget_events(before: datetime, keep: Callable[[], None]) -> int:
    """Delete what is older, some lines at a time, each kept; returns how many."""
    forgotten = 0
    old = select(AuditEvent.id).where(AuditEvent.happened_at < before).order_by(AuditEvent.happened_at)
    while ids := db.session.scalars(old.limit(FORGOTTEN_AT_ONCE)).all():
        forgotten += change_rows(delete(AuditEvent).where(AuditEvent.id.in_(ids)))
        keep()
    return forgotten


def forget_reader(user_id: int) -> None:
    """What was done about a reader stays; what names him, and what he had, is erased."""
    erased: dict[str, Any] = {"name": None, "before": {}, "after": {}, "thing_id": None, "reader_id": None}
    change_rows(update(AuditEvent).where(AuditEvent.reader_id == user_id).values(erased))


def _write(mine: _Acting, rows: list[dict[str, Any]]) -> None:
    base = {
        "happened_at": mine.at,
        "user_id": mine.user_id,
        "role": mine.role,
        "act": mine.act[:64],
        "request_id": mine.request_id,
        "bulk_act_id": mine.bulk_act_id,
    }
    # On the connection: this runs inside a flush too.
    db.session.connection().execute(insert(AuditEvent.__table__), [base | row for row in rows])  # type: ignore[arg-type]
    mine.written += len(rows)


def _row(
    change: str,
    kind: str | None = None,
    thing_id: int | None = None,
    name: str | None = None,
    was: dict[str, Any] | None = None,
    now: dict[str, Any] | None = None,
    reader_id: int | None = None,
) -> dict[str, Any]:
    return {
        "change_kind": change,
        "kind": kind,
        "thing_id": thing_id,
        "name": name and name[:NAME_LENGTH],
        "before": was or {},
        "after": now or {},
        "reader_id": reader_id,
    }


def _but(values: dict[str, Any], same: set[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in same}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON has it: dates and moments in ISO 8601."""
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return None
    return value


@event.listens_for(Session, "after_flush")
def _note_flushed(session: Session, _context: Any) -> None:
    """The session still tells what was new, changed and deleted, and how it was before."""
    mine = _acting.get()
    if mine is None or not _audited:
        return
    rows = [
        *(_of(row, ADDED) for row in session.new if type(row) in _audited),
        *(_of(row, CHANGED) for row in session.dirty if type(row) in _audited),
        *(_of(row, REMOVED) for row in session.deleted if type(row) in _audited),
    ]
    told = [row for row in rows if row is not None]
    if told:
        _write(mine, told)


def _of(thing: Any, change: str) -> dict[str, Any] | None:
    described = _audited[type(thing)]
    state = inspect(thing)
    was: dict[str, Any] = {}
    now: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        if column.key in described.without | SAID_ANYWAY or column.key not in state.dict:
            continue
        value = state.dict[column.key]
        history = state.attrs[column.key].history
        if change == CHANGED:
            if history.has_changes():
                was[column.key] = history.deleted[0] if history.deleted else None
                now[column.key] = value
        elif value is not None:
            (now if change == ADDED else was)[column.key] = value
    if change == CHANGED and not now:
        return None
    [key, *rest] = state.mapper.primary_key_from_instance(thing)
    thing_id = key if not rest and isinstance(key, int) else None
    reader_id = described.reader_of(thing) if described.reader_of is not None else None
    return _row(change, described.kind, thing_id, described.name_of(thing), _plain(was), _plain(now), reader_id)
