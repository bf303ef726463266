"""What must always be true of lending, each asked of the whole library. The numbers are those of the specification."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select

from backend.catalog.models import OK, Copy
from backend.circulation.models import CirculationEvent, Hold, Loan
from backend.circulation.queries.copies import free_copies, is_lendable, is_lent, is_set_aside
from backend.circulation.queries.holds import is_awake, open_holds
from backend.circulation.queries.matching import Matching
from backend.circulation.rules.lives import COPY, HOLD, LOAN, OPEN_LOANS, QUEUED, READY, RETURNED, SET_ASIDE
from backend.core.database import db
from backend.core.here import Here
from backend.core.outbox import Message, Notice

# So long somebody may wait beside a free copy: the job that looks again runs every five minutes.
PATIENCE = timedelta(minutes=10)
MAX_RENEWALS = "max_renewals"


class Problem(NamedTuple):
    """Something that is not as it must be: the invariant, what it was found at, and what is wrong."""

    invariant: int
    entity: str
    entity_id: int
    what: str


def problems(here: Here) -> Iterator[Problem]:
    """Everything that is wrong in lending. Read in one transaction on SQLite; on MariaDB what is being changed
    meanwhile may look wrong.
    """
    for ask in (_both, _lent_away, _kept_badly, _over_renewed, _badly_closed, _told_twice, _log_broken, _log_differs):
        yield from ask()
    yield from _left_waiting(here)


def _both() -> Iterator[Problem]:
    both = select(Hold.id).join(Loan, Loan.open_copy_id == Hold.alloc_copy_id)
    yield from _found(1, HOLD, both, "its copy is set aside and lent at once")


def _lent_away() -> Iterator[Problem]:
    away = select(Loan.id).join(Copy, Copy.id == Loan.open_copy_id).where(Copy.condition.in_(("withdrawn", "on_order")))
    yield from _found(2, LOAN, away, "it is open, and its copy is withdrawn or was never here")


def _kept_badly() -> Iterator[Problem]:
    kept = select(Hold.id).join(Copy, Copy.id == Hold.alloc_copy_id)
    unfit = or_(Copy.condition != OK, Copy.reference_only, Copy.book_id != Hold.book_id)
    yield from _found(3, HOLD, kept.where(Hold.state.in_(SET_ASIDE), unfit), "the copy set aside cannot be lent")
    forever = select(Hold.id).where(Hold.state == READY, Hold.pickup_until.is_(None))
    yield from _found(3, HOLD, forever, "it lies ready without a last day")


def _left_waiting(here: Here) -> Iterator[Problem]:
    """Titles with a free copy for which somebody waits who may have it."""
    free = is_lendable() & ~is_lent() & ~is_set_aside()
    waiting = (Hold.state == QUEUED) & is_awake(here.today) & (Hold.placed_at < here.at - PATIENCE)
    titles = select(Hold.book_id).join(Copy, Copy.book_id == Hold.book_id).where(waiting, free).distinct()
    for book_id in db.session.scalars(titles.order_by(Hold.book_id)).all():
        queue = [hold for hold in open_holds(book_id) if hold.state == QUEUED]
        matching, copies = Matching(queue, here), free_copies(book_id)
        for hold in queue:
            if hold.placed_at < here.at - PATIENCE and any(not matching.reasons(hold, copy) for copy in copies):
                yield Problem(4, HOLD, hold.id, f"it waits although a copy of title {book_id} is free")


def _over_renewed() -> Iterator[Problem]:
    beyond = select(Loan.id, Loan.renewals).where(Loan.renewals > Loan.terms[MAX_RENEWALS].as_integer())
    for loan_id, renewals in db.session.execute(beyond).all():
        renewed = select(CirculationEvent.facts).where(
            CirculationEvent.entity == LOAN, CirculationEvent.entity_id == loan_id, CirculationEvent.action == "renew"
        )
        if not any(MAX_RENEWALS in facts.get("overridden", ()) for facts in db.session.scalars(renewed)):
            yield Problem(5, LOAN, loan_id, f"it was renewed {renewals} times, and nobody overruled the limit")


def _badly_closed() -> Iterator[Problem]:
    wrong = or_(Loan.returned_at < Loan.borrowed_at, and_(Loan.state == RETURNED, Loan.returned_at.is_(None)))
    yield from _found(6, LOAN, select(Loan.id).where(wrong), "it was returned before it was lent, or nobody knows when")
    event = CirculationEvent
    closing = (
        select(event.entity_id, func.count().label("times"))
        .where(event.entity == LOAN, event.before.in_(OPEN_LOANS), event.after.not_in(OPEN_LOANS))
        .group_by(event.entity_id)
        .subquery()
    )
    known = select(event.id).where(event.entity == LOAN, event.entity_id == Loan.id).exists()
    due = func.coalesce(closing.c.times, 0) != case((Loan.closed_at.is_not(None), 1), else_=0)
    often = select(Loan.id).outerjoin(closing, closing.c.entity_id == Loan.id).where(known, due)
    yield from _found(6, LOAN, often, "the log does not close it exactly once")


def _told_twice() -> Iterator[Problem]:
    for table in (Message, Notice):
        twice = select(func.min(table.id)).group_by(table.key).having(func.count() > 1)
        yield from _found(9, table.__tablename__, twice, "the same was told twice")


def _log_broken() -> Iterator[Problem]:
    """Every event begins where the one before it ended; the first one of a hold or a loan begins with nothing."""
    event = CirculationEvent
    before = func.lag(event.after).over(partition_by=(event.entity, event.entity_id), order_by=event.id)
    steps = select(event.entity, event.entity_id, event.before, before.label("was")).subquery()
    gap = and_(steps.c.was.is_not(None), or_(steps.c.before.is_(None), steps.c.before != steps.c.was))
    no_start = and_(steps.c.was.is_(None), steps.c.before.is_not(None), steps.c.entity != COPY)
    broken = select(steps.c.entity, steps.c.entity_id).where(or_(gap, no_start)).distinct()
    for entity, entity_id in db.session.execute(broken).all():
        yield Problem(10, entity, entity_id, "a step is missing in its log")


def _log_differs() -> Iterator[Problem]:
    """The log ends where the row stands; a copy that nothing has happened to has none."""
    event = CirculationEvent
    for entity, table, state in ((COPY, Copy, Copy.condition), (HOLD, Hold, Hold.state), (LOAN, Loan, Loan.state)):
        last = select(func.max(event.id)).where(event.entity == entity).group_by(event.entity_id)
        ended = select(event.entity_id, event.after).where(event.id.in_(last)).subquery()
        differs = select(table.id).join(ended, ended.c.entity_id == table.id).where(ended.c.after != state)
        yield from _found(10, entity, differs, "its log ends in another state")


def _found(invariant: int, entity: str, ids: Select[Any], what: str) -> Iterator[Problem]:
    for entity_id in db.session.scalars(ids).all():
        yield Problem(invariant, entity, entity_id, what)
