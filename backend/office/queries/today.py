"""What waits in the library today, as counts: each with the same condition as the list that it leads to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from backend.circulation.models import Hold, Loan
from backend.circulation.rules.lives import ACTIVE, ALLOCATED, READY
from backend.core.clockwork import JobRun
from backend.core.database import db
from backend.core.here import Here
from backend.core.outbox import Message
from backend.engagement.queries import count_waiting_reviews
from backend.exchange.models import DONE, ImportRun
from backend.office.models import BulkAct
from backend.recommendations.queries.runs import published_run
from backend.shop.queries.money import count_open_alerts
from backend.shop.queries.order_counts import order_counts

BACK_DAYS, AHEAD_DAYS, IMPORT_DAYS = 14, 7, 7


@dataclass(frozen=True)
class DayCount:
    on: date
    count: int


@dataclass(frozen=True)
class Today:
    """Counts, and two short rows of days: what was lent, and what is due back."""

    as_of: datetime
    today: date
    pull_list: int
    hold_shelf: int
    to_clear: int
    overdue: int
    oldest_due_on: date | None
    to_pack: int
    packing: int
    not_collected: int
    alerts: int
    reviews: int
    failed_jobs: int
    failed_letters: int
    refused_records: int
    unfinished_acts: int
    lists_made_at: datetime | None
    lent: list[DayCount]
    due_back: list[DayCount]


def waiting_today(here: Here) -> Today:
    """Thirteen statements, however large the library is."""
    today = here.today
    cleared = func.coalesce(func.sum(case((Hold.pickup_until < today, 1), else_=0)), 0)
    set_aside = select(Hold.state, func.count(), cleared).where(Hold.state.in_((ALLOCATED, READY))).group_by(Hold.state)
    holds = {state: (number, late) for state, number, late in db.session.execute(set_aside)}
    late_loans = select(func.count(), func.min(Loan.due_on)).where(Loan.state == ACTIVE, Loan.due_on < today)
    overdue, oldest = db.session.execute(late_loans).one()
    orders = order_counts(today)
    run = published_run()
    refused = select(func.coalesce(func.sum(ImportRun.refused), 0))
    refused = refused.where(ImportRun.state == DONE, ImportRun.made_at >= here.at - timedelta(days=IMPORT_DAYS))
    return Today(
        as_of=here.at,
        today=today,
        pull_list=holds.get(ALLOCATED, (0, 0))[0],
        hold_shelf=holds.get(READY, (0, 0))[0],
        to_clear=int(holds.get(READY, (0, 0))[1]),
        overdue=overdue,
        oldest_due_on=oldest,
        to_pack=orders.confirmed,
        packing=orders.packing,
        not_collected=orders.not_collected,
        alerts=count_open_alerts(),
        reviews=count_waiting_reviews(),
        failed_jobs=_count(select(func.count()).select_from(JobRun).where(JobRun.problem.is_not(None))),
        failed_letters=_count(select(func.count()).select_from(Message).where(Message.state == "failed")),
        refused_records=_count(refused),
        unfinished_acts=_count(
            select(func.count()).select_from(BulkAct).where(BulkAct.state.in_(("running", "undoing")))
        ),
        lists_made_at=None if run is None else run.published_at,
        lent=_days(Loan.borrowed_on, today - timedelta(days=BACK_DAYS - 1), today),
        due_back=_days(Loan.due_on, today, today + timedelta(days=AHEAD_DAYS - 1), only_out=True),
    )


def _count(statement: Any) -> int:
    return int(db.session.scalar(statement) or 0)


def _days(column: InstrumentedAttribute[date], first: date, last: date, only_out: bool = False) -> list[DayCount]:
    """Every day of the row, also those on which nothing was."""
    counted = select(column, func.count()).where(column.between(first, last)).group_by(column)
    if only_out:
        counted = counted.where(Loan.state == ACTIVE)
    found = dict(db.session.execute(counted).all())
    return [
        DayCount(on, found.get(on, 0)) for on in (first + timedelta(days=i) for i in range((last - first).days + 1))
    ]
