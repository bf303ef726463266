"""Which readers were there on which days, and how many of those who joined in a month came back.

What is noted of a reader stays when his loans are forgotten: that he was there, not with what. It goes with his
account.
"""

from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from sqlalchemy import delete, extract, func, insert, literal, select
from sqlalchemy.dialects import mysql, sqlite

from backend.accounts.models import User
from backend.circulation.models import Loan
from backend.circulation.rules.lives import VOIDED
from backend.circulation.service.forgetting import when_forgotten
from backend.core.database import db
from backend.core.permissions import READER
from backend.dashboard.models import CountedCohort, CountedReader
from backend.dashboard.queries.local_time import local_month
from backend.dashboard.queries.raw import active_readers
from backend.dashboard.rules.grains import MONTH, YEAR
from backend.dashboard.rules.ranges import FIRST, Range, month_of

_COLUMNS = ["grain", "starts_on", "user_id", "bits", "joined_on"]


def count_readers(month: date, days: Range, zone: tzinfo) -> None:
    """Add those of some days of a month to those who are noted already, and the month to the cohorts."""
    there = active_readers(days, zone).subquery("there")
    bit = literal(1).op("<<")(extract("day", there.c.day) - 1)
    joined = local_month(there.c.created_at, Range(FIRST, days.to_on), zone)
    # Each day is there once: their sum is all of them.
    rows = select(literal(MONTH), literal(month), there.c.user_id, func.sum(bit), func.min(joined))
    _note(rows=rows.group_by(there.c.user_id))
    table = CountedReader
    db.session.execute(delete(CountedCohort).where(CountedCohort.month_on == month))
    cohorts = (
        select(table.joined_on, literal(month), func.count())
        .where(table.grain == MONTH, table.starts_on == month, table.joined_on <= month)
        .group_by(table.joined_on)
    )
    db.session.execute(insert(CountedCohort).from_select(["joined_on", "month_on", "readers"], cohorts))


def sum_reader_year(year: date) -> None:
    """The months of a year in which a reader was there."""
    table = CountedReader
    db.session.execute(delete(table).where(table.grain == YEAR, table.starts_on == year))
    bit = literal(1).op("<<")(extract("month", table.starts_on) - 1)
    rows = (
        select(literal(YEAR), literal(year), table.user_id, func.sum(bit), func.min(table.joined_on))
        .where(table.grain == MONTH, table.starts_on.between(year, year.replace(month=12)))
        .group_by(table.user_id)
    )
    db.session.execute(insert(table).from_select(_COLUMNS, rows))


@when_forgotten
def note_reader_of(loan: Loan) -> None:
    """That he was there on that day counts on when nobody can tell any more whose loan it was."""
    if loan.user_id is None or loan.state == VOIDED:
        return
    reader = db.session.get(User, loan.user_id)
    if reader is None or reader.role != READER:
        return
    day, month = loan.borrowed_on, month_of(loan.borrowed_on)
    # A loan is due in the last second of a day where the library stands: so far its clocks are ahead of UTC.
    ahead = datetime.combine(loan.due_on, time(23, 59, 59), UTC) - loan.due_at
    known = {"user_id": reader.id, "joined_on": month_of((reader.created_at + ahead).date())}
    _note({**known, "grain": MONTH, "starts_on": month, "bits": 1 << (day.day - 1)})
    _note({**known, "grain": YEAR, "starts_on": month.replace(month=1), "bits": 1 << (day.month - 1)})


def _note(values: dict[str, Any] | None = None, rows: Any = None) -> None:
    """One row, or those of a select. Days that are known already stay noted."""
    table = CountedReader
    if db.session.get_bind().dialect.name == "sqlite":
        lite = sqlite.insert(table)
        put: Any = lite.values(**values) if values is not None else lite.from_select(_COLUMNS, rows)
        changes = {"bits": table.bits.op("|")(put.excluded.bits), "joined_on": put.excluded.joined_on}
        put = put.on_conflict_do_update(["grain", "starts_on", "user_id"], set_=changes)
    else:
        other = mysql.insert(table)
        put = other.values(**values) if values is not None else other.from_select(_COLUMNS, rows)
        changes = {"bits": table.bits.op("|")(put.inserted.bits), "joined_on": put.inserted.joined_on}
        put = put.on_duplicate_key_update(**changes)
    db.session.execute(put, execution_options={"synchronize_session": False})
