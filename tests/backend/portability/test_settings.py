"""An undo puts settings and favourite categories back as they were, except what its reader has changed since."""

import json
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core.database import db
from backend.engagement.models import FavouriteCategory
from backend.engagement.service import choose_categories
from backend.portability.service import confirm, prefer
from tests.backend.portability.files import HERE, brought, finished, undone
from tests.conftest import NOW
from tests.factories import make_category, make_user

MINE = {"display_name": "林晚", "locale": "zh-CN", "birth_year": None, "personalised": True, "keep_loan_history": False}
TOLD: dict[str, Any] = {
    "display_name": "Lin Wan",
    "locale": "en",
    "theme": "dark",
    "birth_year": 1990,
    "occupation": "health",
    "personalised": False,
    "keep_loan_history": True,
    "profile_consent": True,
}
NAMES = tuple(TOLD)


def bring(user_id: int, preference: str) -> int:
    """An export that tells other settings, and three categories of which one is chosen here already."""
    long_ago = "2020-05-03T04:00:01Z"
    document: dict[str, Any] = {
        "format": "shelfwise-reader",
        "version": 1,
        "library": "SW-other",
        "books": [],
        "profile": TOLD,
        "favourite_categories": {"history": {"at": long_ago}, "poetry": {"at": long_ago}, "science": {}},
    }
    one = brought(user_id, "shelfwise", json.dumps(document).encode(), name="shelfwise.json")
    prefer(user_id, one.id, preference)
    confirm(user_id, one.id, HERE)
    db.session.commit()
    return int(finished(user_id, one.id).id)


def settings_of(user_id: int) -> dict[str, Any]:
    reader = db.session.get_one(User, user_id, populate_existing=True)
    return {name: getattr(reader, name) for name in NAMES}


def chosen(user_id: int) -> set[int]:
    return {row.category_id for row in db.session.query(FavouriteCategory).filter_by(user_id=user_id)}


@pytest.fixture
def me(library: Any) -> int:
    user = make_user(**MINE)
    for slug in ("history", "poetry", "science"):
        make_category(slug)
    choose_categories(user.id, ["history"], NOW - timedelta(days=9))
    db.session.commit()
    return int(user.id)


def test_an_undo_puts_settings_and_categories_back(me: int) -> None:
    before, mine = settings_of(me), chosen(me)
    one = bring(me, "file")
    assert (settings_of(me), len(chosen(me))) == (TOLD, 3)
    assert undone(me, one).state == "undone"
    assert (settings_of(me), chosen(me)) == (before, mine)


def test_an_undo_leaves_what_the_reader_has_changed_since(me: int) -> None:
    before, mine = settings_of(me), chosen(me)
    one = bring(me, "file")
    reader = db.session.get_one(User, me)
    reader.theme, reader.birth_year = "light", 1991
    # One of those that came is given up, and chosen again by himself; his own is given up.
    choose_categories(me, ["poetry"], NOW + timedelta(minutes=1))
    choose_categories(me, ["poetry", "science"], NOW + timedelta(minutes=2))
    science = chosen(me)
    db.session.commit()
    undone(me, one)
    assert settings_of(me) == {**before, "theme": "light", "birth_year": 1991}
    left = chosen(me)
    assert len(left) == 1
    assert left < science
    assert not left & mine


def test_where_what_is_here_counts_only_the_categories_come_and_go(me: int) -> None:
    before, mine = settings_of(me), chosen(me)
    one = bring(me, "here")
    assert (settings_of(me), len(chosen(me))) == (before, 3)
    undone(me, one)
    assert (settings_of(me), chosen(me)) == (before, mine)
