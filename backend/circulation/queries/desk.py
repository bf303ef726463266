"""A reader as the desk sees him, and what happened to a copy, a hold or a loan."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from backend.accounts.models import User
from backend.calendar.queries import open_days
from backend.circulation.models import CirculationEvent
from backend.circulation.queries.cards import ReaderNotFound, card_as_seen, find_reader, get_group
from backend.circulation.queries.fines import accrued_of
from backend.circulation.queries.hold_lines import HoldLine, holds_of
from backend.circulation.queries.loan_lines import LoanLine, all_open_loans
from backend.circulation.queries.people import names_of
from backend.circulation.queries.policies import terms_for
from backend.circulation.queries.standing import standings
from backend.circulation.rules.cards import is_blocked
from backend.circulation.rules.guards import block_reasons, card_reasons
from backend.circulation.rules.refusals import as_json
from backend.core.database import db
from backend.core.here import Here

MOST_EVENTS = 200


@dataclass(frozen=True)
class DeskCard:
    number: str
    group_id: int
    group_zh: str
    group_en: str
    valid_until: date | None
    blocked: bool
    block_reason: str | None
    suspended_until: date | None
    no_shows: int


@dataclass(frozen=True)
class DeskReader:
    """Everything that the desk needs to serve a reader."""

    id: int
    name: str
    display_name: str
    email: str | None
    card: DeskCard
    loans: list[LoanLine]
    holds: list[HoldLine]
    # From the ledger; what late books would cost today comes on top.
    debt_cents: int
    accrued_cents: int
    # Why nothing can be lent to him, whatever the copy.
    blocks: list[dict[str, Any]]


@dataclass(frozen=True)
class EventLine:
    id: int
    action: str
    before: str | None
    after: str
    actor: str | None
    actor_role: str
    reason: str | None
    facts: dict[str, Any]
    happened_at: datetime


def desk_reader(number: str, here: Here) -> DeskReader:
    """Whoever has this card number, user name or e-mail address. Raises ReaderNotFound."""
    user = find_reader(number)
    if user is None:
        raise ReaderNotFound
    return reader_at_desk(user, here)


def reader_at_desk(user: User, here: Here) -> DeskReader:
    card = card_as_seen(user.id, here.at)
    group = get_group(card.group_id)
    standing = standings([user.id], here.today)[user.id]
    # No policy is for type or location 0: what holds for all copies answers.
    general = terms_for(card.group_id, 0, 0)
    blocks = [*card_reasons(standing, here.today), *block_reasons(standing, general, here.today)]
    return DeskReader(
        id=user.id,
        name=user.name,
        display_name=user.display_name,
        email=user.email,
        card=DeskCard(
            number=card.number,
            group_id=group.id,
            group_zh=group.name_zh,
            group_en=group.name_en,
            valid_until=card.valid_until,
            blocked=is_blocked(card.blocked_at, card.blocked_until, here.today),
            block_reason=card.block_reason,
            suspended_until=card.suspended_until,
            no_shows=card.no_shows,
        ),
        loans=all_open_loans(user.id, here),
        holds=holds_of(user.id, here),
        debt_cents=standing.debt_cents,
        accrued_cents=accrued_of(user.id, here.today, open_days()),
        blocks=as_json(blocks),
    )


def events_of(entity: str, entity_id: int) -> list[EventLine]:
    """What happened to it, the last first."""
    wanted = (
        select(CirculationEvent)
        .where(CirculationEvent.entity == entity, CirculationEvent.entity_id == entity_id)
        .order_by(CirculationEvent.id.desc())
        .limit(MOST_EVENTS)
    )
    events = db.session.scalars(wanted).all()
    people = names_of(event.actor_id for event in events)
    return [
        EventLine(
            id=event.id,
            action=event.action,
            before=event.before,
            after=event.after,
            actor=people[event.actor_id].name if event.actor_id in people else None,
            actor_role=event.actor_role,
            reason=event.reason,
            facts=event.facts,
            happened_at=event.happened_at,
        )
        for event in events
    ]
