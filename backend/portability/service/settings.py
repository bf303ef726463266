"""Settings and favourite categories from an export of this library: brought, and put back as they were.

The import keeps what it has changed of them, so that only that is taken back, and only what nobody has changed since.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from backend.accounts.rules.profiles import LOCALES, OCCUPATIONS, THEMES, birth_year_problem
from backend.catalog.queries.facts import category_ids
from backend.core.database import db
from backend.engagement.models import FavouriteCategory
from backend.portability.models import FILE, ReaderImport
from backend.portability.queries.readers import lock_reader
from backend.portability.rules.items import as_json
from backend.portability.rules.said import iso
from backend.portability.service.moments import moment_of
from backend.recommendations.service import personalise

LONGEST_NAME = 64
PERSONALISED = "personalised"
_SWITCHES = ("keep_loan_history", "profile_consent", PERSONALISED)
# Under these keys the import keeps each setting with its value before and after, and each category with its moment.
SET, CHOSEN = "changed_settings", "chosen_categories"


def bring_settings(one: ReaderImport, now: datetime) -> None:
    """Settings only where the file counts, categories beside those that are there. The reader is locked."""
    about = json.loads(one.about_me)
    if one.prefer == FILE and isinstance(about.get("profile"), Mapping):
        about[SET] = _set(one.user_id, dict(_acceptable(about["profile"], now)))
    if isinstance(about.get("favourite_categories"), Mapping):
        about[CHOSEN] = _choose(one.user_id, about["favourite_categories"], now)
    one.about_me = as_json(about)


def take_settings_back(one: ReaderImport) -> None:
    """Settings as they were before the import, and its categories away, unless the reader has changed them since."""
    about = json.loads(one.about_me)
    reader = lock_reader(one.user_id)
    changed: dict[str, list[Any]] = about.get(SET, {})
    _set(one.user_id, {name: before for name, (before, said) in changed.items() if getattr(reader, name) == said})
    ids = category_ids()
    for slug, at in about.get(CHOSEN, {}).items():
        row = FavouriteCategory
        chosen = (row.user_id == one.user_id, row.category_id == ids.get(slug), row.chosen_at == moment_of(at))
        db.session.execute(delete(row).where(*chosen))


def _acceptable(profile: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """What of it can be set here."""
    name = profile.get("display_name")
    if isinstance(name, str) and name.strip():
        yield "display_name", name.strip()[:LONGEST_NAME]
    for setting, known in (("locale", LOCALES), ("theme", THEMES), ("occupation", OCCUPATIONS)):
        if profile.get(setting) in known:
            yield setting, profile[setting]
    for setting in _SWITCHES:
        if isinstance(profile.get(setting), bool):
            yield setting, profile[setting]
    year = profile.get("birth_year")
    if type(year) is int and birth_year_problem(year, now.year) is None:
        yield "birth_year", year


def _set(user_id: int, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What this has changed: each with its value before and after."""
    reader = lock_reader(user_id)
    changed = {name: [getattr(reader, name), value] for name, value in values.items() if getattr(reader, name) != value}
    for name, (_, value) in changed.items():
        if name == PERSONALISED:
            personalise(user_id, value)
        else:
            setattr(reader, name, value)
    return changed


def _choose(user_id: int, chosen: Mapping[str, Any], now: datetime) -> dict[str, str | None]:
    """The categories that were not there, each with the moment that stands beside it now."""
    ids = category_ids()
    there = set(db.session.scalars(select(FavouriteCategory.category_id).where(FavouriteCategory.user_id == user_id)))
    added = {}
    for slug, value in chosen.items():
        if slug in ids and ids[slug] not in there:
            at = moment_of(value.get("at") if isinstance(value, Mapping) else None) or now.replace(microsecond=0)
            db.session.add(FavouriteCategory(user_id=user_id, category_id=ids[slug], chosen_at=at))
            added[slug] = iso(at)
    return added
