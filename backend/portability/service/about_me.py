"""What an export of this library says of its reader beside books: settings, favourite categories, lists."""

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from backend.accounts.rules.profiles import LOCALES, OCCUPATIONS, THEMES, birth_year_problem
from backend.catalog.queries.facts import category_ids
from backend.core.database import db
from backend.engagement.models import FavouriteCategory
from backend.lists.models import ReadingList
from backend.lists.rules import SLUG_BYTES, VISIBILITIES, name_key
from backend.portability.models import FILE, WRITTEN, ReaderImport, ReaderImportRow
from backend.portability.queries.readers import lock_reader
from backend.portability.queries.rows import item_of
from backend.portability.rules.checking import moment
from backend.portability.rules.items import LISTS, SHELFWISE, as_json
from backend.portability.service.on_lists import arrange
from backend.portability.service.planning import not_made, told_lists
from backend.recommendations.service import personalise

LONGEST_DESCRIPTION, LONGEST_NAME = 500, 64
_SWITCHES = ("keep_loan_history", "profile_consent")
# Under this key the import keeps the names of the lists that it may have made.
MADE = "made_lists"


def describe_reader(one: ReaderImport, now: datetime) -> None:
    """Bring settings, categories and empty lists; settings only where the file counts. The reader is locked."""
    about = json.loads(one.about_me)
    if one.prefer == FILE and isinstance(about.get("profile"), Mapping):
        _set(one.user_id, about["profile"], now)
    if isinstance(about.get("favourite_categories"), Mapping):
        _choose(one.user_id, about["favourite_categories"], now)
    there = _list_keys(one.user_id)
    _make_lists(one, about, there, now)
    one.about_me = as_json({**about, MADE: sorted(there)})


def arrange_lists(one: ReaderImport) -> None:
    """Give the lists that the import has made the order that their books had, and the day of their last change."""
    about = json.loads(one.about_me)
    old = set(about.get(MADE, []))
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    row = ReaderImportRow
    listed = (row.outcome == WRITTEN, row.item.contains('"lists":'))
    written = select(row).where(row.import_id == one.id, *listed).order_by(row.place)
    for found in db.session.scalars(written.execution_options(populate_existing=True)):
        for name, entry in (item_of(found).said.get(LISTS) or {}).items():
            position = entry.get("position") if isinstance(entry, Mapping) else None
            if name_key(name) not in old and isinstance(position, int) and found.book_id:
                places[name].append((position, found.book_id))
    arrange(one.user_id, {name: [book_id for _, book_id in sorted(found)] for name, found in places.items()})
    changed = {name_key(name): at for name, told in told_lists(about) if (at := _moment(told.get("updated_at")))}
    mine = select(ReadingList).where(ReadingList.user_id == one.user_id, ReadingList.name_key.in_(changed.keys() - old))
    for made in db.session.scalars(mine):
        made.updated_at = changed[made.name_key or ""]


def drop_made_lists(one: ReaderImport) -> None:
    """Take away the lists that were not there before the import and have no book any more."""
    old = json.loads(one.about_me).get(MADE, [])
    empty = ReadingList.book_count == 0
    mine = select(ReadingList).where(ReadingList.user_id == one.user_id, empty, ReadingList.name_key.is_not(None))
    made = [found.id for found in db.session.scalars(mine) if found.name_key not in old and _came_with(one, found)]
    if made:
        db.session.execute(delete(ReadingList).where(ReadingList.id.in_(made)))


def _came_with(one: ReaderImport, found: ReadingList) -> bool:
    finished = one.finished_at or one.made_at
    return one.made_at <= found.created_at <= finished or one.site == SHELFWISE


def _set(user_id: int, profile: Mapping[str, Any], now: datetime) -> None:
    reader = lock_reader(user_id)
    name = profile.get("display_name")
    if isinstance(name, str) and name.strip():
        reader.display_name = name.strip()[:LONGEST_NAME]
    if profile.get("locale") in LOCALES:
        reader.locale = profile["locale"]
    for name in _SWITCHES:
        if isinstance(profile.get(name), bool):
            setattr(reader, name, profile[name])
    if profile.get("theme") in THEMES:
        reader.theme = profile["theme"]
    if profile.get("occupation") in OCCUPATIONS:
        reader.occupation = profile["occupation"]
    year = profile.get("birth_year")
    if type(year) is int and birth_year_problem(year, now.year) is None:
        reader.birth_year = year
    if isinstance(profile.get("personalised"), bool):
        personalise(user_id, profile["personalised"])


def _choose(user_id: int, chosen: Mapping[str, Any], now: datetime) -> None:
    ids = category_ids()
    there = set(db.session.scalars(select(FavouriteCategory.category_id).where(FavouriteCategory.user_id == user_id)))
    for slug, value in chosen.items():
        if slug in ids and ids[slug] not in there:
            at = _moment(value.get("at") if isinstance(value, Mapping) else None) or now
            db.session.add(FavouriteCategory(user_id=user_id, category_id=ids[slug], chosen_at=at))


def _list_keys(user_id: int) -> set[str]:
    mine = select(ReadingList.name_key).where(ReadingList.user_id == user_id, ReadingList.name_key.is_not(None))
    return {key for key in db.session.scalars(mine) if key}


def _make_lists(one: ReaderImport, about: Mapping[str, Any], there: set[str], now: datetime) -> None:
    known = there | not_made(one)
    for name, told in told_lists(about):
        key = name_key(name)
        if key in known:
            continue
        known.add(key)
        visibility = told.get("visibility") if told.get("visibility") in VISIBILITIES else VISIBILITIES[0]
        described = told.get("description")
        db.session.add(
            ReadingList(
                user_id=one.user_id,
                name=name,
                name_key=key,
                description=described[:LONGEST_DESCRIPTION] if isinstance(described, str) else "",
                visibility=visibility,
                share_slug=None if visibility == VISIBILITIES[0] else secrets.token_urlsafe(SLUG_BYTES),
                created_at=_moment(told.get("created_at")) or now,
                updated_at=_moment(told.get("updated_at")) or now,
            )
        )


def _moment(text: Any) -> datetime | None:
    try:
        found = moment(text)
    except ValueError:
        return None
    return datetime.fromisoformat(found.replace("Z", "+00:00")) if found else None
