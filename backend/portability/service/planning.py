"""Which lists an import will make and what will not fit: told before it is confirmed, kept to when it is written."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from backend.core.database import db
from backend.lists.models import ReadingList
from backend.lists.rules import MOST_BOOKS, MOST_LISTS, name_key
from backend.portability.models import ReaderImport, ReaderImportRow
from backend.portability.queries.facets import facet_values
from backend.portability.queries.imports import PLAN
from backend.portability.queries.rows import item_of
from backend.portability.rules.items import DIFFERS, LISTS, NEW, SAME, as_json
from backend.portability.rules.said import LONGEST_LIST_NAME


def plan_lists(one: ReaderImport) -> None:
    """Count what the rows put on lists. Where there would be too many lists, those with the most books are made."""
    counts, names = _wanted(one)
    there = dict(
        db.session.execute(
            select(ReadingList.name_key, ReadingList.book_count).where(
                ReadingList.user_id == one.user_id, ReadingList.name_key.is_not(None)
            )
        ).all()
    )
    new = sorted((key for key in counts if key not in there), key=lambda key: (-counts[key], key))
    room = max(0, MOST_LISTS - len(there))
    left_out = {key: counts[key] for key in new[room:]}
    for key in {*counts} - {*left_out}:
        beyond = there.get(key, 0) + counts[key] - MOST_BOOKS
        if beyond > 0:
            left_out[key] = beyond
    plan = {
        "made": len(new[:room]),
        "left_out": [[names[key], count] for key, count in sorted(left_out.items(), key=_most_first)],
        "not_made": sorted(new[room:]),
    }
    one.about_me = as_json({**json.loads(one.about_me), PLAN: plan})


def _most_first(left: tuple[str, int]) -> tuple[int, str]:
    return -left[1], left[0]


def not_made(one: ReaderImport) -> frozenset[str]:
    """The keys of the lists that the plan leaves out whole."""
    return frozenset(json.loads(one.about_me).get(PLAN, {}).get("not_made", []))


def told_lists(about_me: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and description of each list that an export of this library tells of, as far as they can be kept."""
    lists = about_me.get("reading_lists")
    for told in lists if isinstance(lists, list) else ():
        name = told.get("name") if isinstance(told, Mapping) else None
        if isinstance(name, str) and name.strip() and len(name) <= LONGEST_LIST_NAME:
            yield name.strip(), told


def _wanted(one: ReaderImport) -> tuple[Counter[str], dict[str, str]]:
    """For each key of a list how many books come onto it, and the name that the file has for it."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for name, _ in told_lists(json.loads(one.about_me)):
        counts[name_key(name)] += 0
        names.setdefault(name_key(name), name)
    row = ReaderImportRow
    says = (row.verdict.in_((NEW, DIFFERS, SAME)), row.compared.contains('"lists":"new"'))
    here = facet_values(LISTS, one.user_id)
    mine = select(row).where(row.import_id == one.id, *says).order_by(row.place)
    for found in db.session.scalars(mine.execution_options(populate_existing=True)):
        on = {name_key(name) for name in here.get(found.book_id or 0, {})}
        lists = item_of(found).said.get(LISTS)
        for name in {name_key(name): name for name in lists if name.strip()}.values() if lists else ():
            if name_key(name) not in on:
                counts[name_key(name)] += 1
                names.setdefault(name_key(name), name.strip())
    return counts, names
