"""What the library says of itself, read from the database at most every few seconds."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import column, select, table

from backend.core.database import db
from backend.core.settings import Settings
from backend.house.models import HouseSetting
from backend.house.rules import House, house_of

# Another process may have changed them: every process looks again after so long.
SECONDS_KEPT = 5.0


@dataclass
class _Kept:
    house: House
    until: float


_kept: dict[str, _Kept] = {}


@dataclass(frozen=True)
class Changed:
    """Who set a setting, and when."""

    name: str
    changed_at: datetime
    changed_by: str | None


def house(settings: Settings) -> House:
    """The library as it presents itself now. No statement while what was read is fresh."""
    kept = _kept.get(settings.database_url)
    if kept is not None and time.monotonic() < kept.until:
        return kept.house
    found = house_of(usual(settings), stored())
    _kept[settings.database_url] = _Kept(found, time.monotonic() + SECONDS_KEPT)
    return found


def forget() -> None:
    """Read them anew the next time: after a change, in this process at once."""
    _kept.clear()


def usual(settings: Settings) -> House:
    """As it is while nobody has set anything; the names are those of the environment."""
    return House(name_zh=settings.library_name_zh, name_en=settings.library_name_en)


def stored() -> dict[str, Any]:
    return {row.name: row.value for row in db.session.execute(select(HouseSetting.name, HouseSetting.value))}


def changes() -> list[Changed]:
    """Who set what is set."""
    # The accounts are a room above: only the name of their table is known here.
    user = table("user", column("id"), column("display_name"))
    rows = db.session.execute(
        select(HouseSetting.name, HouseSetting.changed_at, user.c.display_name)
        .outerjoin(user, user.c.id == HouseSetting.changed_by)
        .order_by(HouseSetting.name)
    )
    return [Changed(*row) for row in rows]


def name_of_library(settings: Settings, locale: str) -> str:
    """The library's name in this language."""
    mine = house(settings)
    return mine.name_zh if locale == "zh-CN" else mine.name_en
