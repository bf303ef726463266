"""Rows of an import as they are stored, and back."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from backend.core.database import db
from backend.portability.models import ReaderImportRow
from backend.portability.rules.items import Item, Problem, as_json

LONGEST_TITLE = 255


def stored(import_id: int, item: Item) -> dict[str, Any]:
    """The item as a row that nobody has checked."""
    held = {
        "authors": item.authors,
        "isbns": item.isbns,
        "number": item.number,
        "said": item.said,
        # An export of this library stands in `said` already.
        "cells": () if item.number else item.cells,
    }
    return {
        "import_id": import_id,
        "place": item.place,
        "title": item.title[:LONGEST_TITLE],
        "item": as_json({"title": item.title, **held}),
        "problems": as_json(item.problems),
    }


def item_of(row: ReaderImportRow) -> Item:
    held = json.loads(row.item)
    return Item(
        row.place,
        held["title"],
        tuple(held["authors"]),
        tuple(held["isbns"]),
        held["said"],
        problems_of(row),
        tuple(held["cells"]),
        held["number"],
    )


def problems_of(row: ReaderImportRow) -> tuple[Problem, ...]:
    return tuple(Problem(*problem) for problem in json.loads(row.problems))


def next_rows(import_id: int, after: int, size: int, *which: ColumnElement[bool]) -> Sequence[ReaderImportRow]:
    """The rows that come after a place, so many at most."""
    row = ReaderImportRow
    wanted = select(row).where(row.import_id == import_id, row.place > after, *which).order_by(row.place).limit(size)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()
