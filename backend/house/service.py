"""Changing what the library says of itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.core import audit
from backend.core.database import db
from backend.core.errors import Invalid
from backend.core.settings import Settings
from backend.house.models import HouseSetting
from backend.house.queries import forget, house, stored, usual
from backend.house.rules import House, house_of, problem_of


def change_settings(values: Mapping[str, Any], by: int, at: datetime, settings: Settings) -> House:
    """Set these; null: as it usually is. Raises Invalid with every field that is wrong."""
    given = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    wrong = {
        name: [{"code": code, "message": "This value is not right."}]
        for name, value in given.items()
        if value is not None and (code := problem_of(name, value)) is not None
    }
    if wrong:
        raise Invalid(fields=wrong)
    rows = {row.name: row for row in db.session.scalars(select(HouseSetting).with_for_update())}
    before = house_of(usual(settings), {name: row.value for name, row in rows.items()})
    standard = usual(settings)
    for name, value in given.items():
        row = rows.get(name)
        if value is None or value == getattr(standard, name):
            if row is not None:
                db.session.delete(row)
            continue
        kept = list(value) if isinstance(value, tuple) else value
        if row is None:
            db.session.add(HouseSetting(name=name, value=kept, changed_at=at, changed_by=by))
        elif row.value != kept:
            row.value, row.changed_at, row.changed_by = kept, at, by
    db.session.flush()  # what is answered is read from the table
    after = house_of(standard, stored())
    changed = [name for name in given if getattr(before, name) != getattr(after, name)]
    if changed:
        audit.note(
            audit.CHANGED, "house_setting", None, ", ".join(changed), _told(before, changed), _told(after, changed)
        )
    forget()
    return after


def current(settings: Settings) -> House:
    """As it is in the database at this moment."""
    forget()
    return house(settings)


def _told(of: House, names: list[str]) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
