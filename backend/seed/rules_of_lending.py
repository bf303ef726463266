"""How the demonstration library lends: when it is open, who its readers are, and what holds for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, insert, update

from backend.calendar.models import CalendarException, OpeningHours
from backend.catalog.models import ItemType
from backend.circulation.models import Policy, ReaderGroup
from backend.circulation.rules.terms import DEFAULT_SCOPE, scope_of
from backend.core.database import db

MONDAY = 0
# The first day of the year, for as long as anybody will look at this demonstration.
NEW_YEARS = (
    *(date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13)),
    *(date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8)),
)
# The group of whoever nobody has put into another; the migration makes it.
GENERAL = 1
TYPES = (("new", "新书", "New book"), ("reference", "参考书", "Reference"))
GROUPS = (("children", "少儿读者", "Children"), ("colleagues", "馆员", "Staff"))


@dataclass(frozen=True)
class Places:
    """Ids of what was stored: types of items and groups of readers."""

    new: int
    reference: int
    children: int
    colleagues: int


def store_rules(today: date, at: datetime) -> Places:
    """Opening hours, holidays, types, groups and policies. Nothing is lent to the shelf of reference books."""
    _store_calendar(today, at)
    types = [
        ItemType(code=code, name_zh=zh, name_en=en, position=place) for place, (code, zh, en) in enumerate(TYPES, 1)
    ]
    groups = [
        ReaderGroup(code=code, name_zh=zh, name_en=en, position=place) for place, (code, zh, en) in enumerate(GROUPS, 1)
    ]
    db.session.add_all([*types, *groups])
    db.session.flush()  # policies name them
    places = Places(types[0].id, types[1].id, groups[0].id, groups[1].id)
    default = update(Policy).where(Policy.scope == DEFAULT_SCOPE).values(self_issue=True, changed_at=at)
    db.session.execute(default)
    db.session.add_all(
        [
            _policy(at, item_type_id=places.new, loan_days=14, renew_days=14, max_renewals=1, renew_window_days=4),
            _policy(at, item_type_id=places.reference, lends=False),
            _policy(at, group_id=places.children, max_loans=6, fine_per_open_day_cents=0, max_renewals=3),
            _policy(at, group_id=places.colleagues, loan_days=60, max_loans=20, fine_per_open_day_cents=0),
        ]
    )
    db.session.flush()  # loans are made under them
    return places


def _policy(at: datetime, **values: object) -> Policy:
    scope = scope_of(values.get("group_id"), values.get("item_type_id"), None)  # type: ignore[arg-type]
    return Policy(scope=scope, self_issue=True, changed_at=at, **values)


def _store_calendar(today: date, at: datetime) -> None:
    db.session.execute(delete(OpeningHours).where(OpeningHours.weekday == MONDAY))
    later = update(OpeningHours).where(OpeningHours.weekday.in_((1, 2, 3, 4)))
    db.session.execute(later.values(closes_at=time(20)))
    rows = [
        {"day": day, "reason_zh": zh, "reason_en": en, "made_at": at}
        for year in range(today.year - 1, today.year + 2)
        for day, zh, en in _holidays(year)
    ]
    if rows:
        db.session.execute(insert(CalendarException), rows)


def _holidays(year: int) -> Iterator[tuple[date, str, str]]:
    yield date(year, 1, 1), "元旦", "New Year's Day"
    for first in NEW_YEARS:
        if first.year == year:
            for days in range(-1, 6):
                yield first + timedelta(days=days), "春节", "Spring Festival"
    yield date(year, 5, 1), "劳动节", "Labour Day"
    for day in (1, 2, 3):
        yield date(year, 10, day), "国庆节", "National Day"
