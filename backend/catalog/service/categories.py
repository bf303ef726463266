"""The category tree that every library starts with."""

import json
from pathlib import Path

from sqlalchemy import select

from backend.catalog.models import Category
from backend.core.database import db

_CATEGORIES = Path(__file__).parents[1] / "categories.json"


def ensure_categories() -> dict[str, int]:
    """The ids of the category tree by slug; categories the database lacks are added, existing ones stay as they are."""
    tops = json.loads(_CATEGORIES.read_text(encoding="utf-8"))
    ids = dict(db.session.execute(select(Category.slug, Category.id)).all())
    for position, top in enumerate(tops):
        top_id = _ensure_category(ids, top, None, position)
        for place, leaf in enumerate(top["children"]):
            _ensure_category(ids, leaf, top_id, place)
    return ids


def _ensure_category(ids: dict[str, int], node: dict[str, str], parent_id: int | None, position: int) -> int:
    slug = node["slug"]
    if slug not in ids:
        category = Category(
            slug=slug, parent_id=parent_id, name_zh=node["name_zh"], name_en=node["name_en"], position=position
        )
        db.session.add(category)
        db.session.flush()  # its children and the caller need the id
        ids[slug] = category.id
    return ids[slug]
