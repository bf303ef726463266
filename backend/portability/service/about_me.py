"""What an export of this library says of its reader beside books: settings, favourite categories, lists."""

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from backend.core.database import db
from backend.lists.models import ReadingList
from backend.lists.rules import SLUG_BYTES, VISIBILITIES, name_key
from backend.portability.models import WRITTEN, ReaderImport, ReaderImportRow
from backend.portability.queries.rows import item_of
from backend.portability.rules.items import LISTS, SHELFWISE, as_json
from backend.portability.service.moments import moment_of
from backend.portability.service.on_lists import arrange
from backend.portability.service.planning import not_made, told_lists
from backend.portability.service.settings import bring_settings

LONGEST_DESCRIPTION = 500
# Under this key the import keeps the names of the lists that it may have made.
MADE = "made_lists"


def describe_reader(one: ReaderImport, now: datetime) -> None:
    """Bring settings, categories and empty lists; settings only where the file counts. The reader is locked."""
    bring_settings(one, now)
    about = json.loads(one.about_me)
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
    changed = {name_key(name): at for name, told in told_lists(about) if (at := moment_of(told.get("updated_at")))}
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
                created_at=moment_of(told.get("created_at")) or now,
                updated_at=moment_of(told.get("updated_at")) or now,
            )
        )
