"""Who changed what: told by the rows themselves, by whoever makes a compound change, and by the edge at least."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from backend.catalog.models import Location
from backend.core import audit
from backend.core.api import App
from backend.core.audit import AuditEvent
from backend.core.database import db
from tests.factories import make_user

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _told() -> Iterator[None]:
    known = dict(audit._audited)
    audit.audited(Location, "location", lambda place: place.code, without=frozenset({"position"}))
    yield
    audit._audited.clear()
    audit._audited.update(known)


def _events() -> list[tuple[str, str | None, dict[str, object], dict[str, object]]]:
    rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(row.change, row.name, row.before, row.after) for row in rows]


def test_what_is_added_changed_and_removed_tells_how_it_was_and_is(app: App) -> None:
    with app.app_context():
        user = make_user(role="admin")
        with audit.acting("move_room", user.id, user.role, "r" * 32, AT) as end:
            place = Location(code="hall", name_zh="大厅", name_en="Hall")
            db.session.add(place)
            db.session.flush()  # each change is one of its own
            place.name_en = "Great hall"
            place.position = 3
            db.session.flush()  # as above
            db.session.delete(place)
            end()
        assert _events() == [
            ("added", "hall", {}, {"code": "hall", "name_zh": "大厅", "name_en": "Hall"}),
            ("changed", "hall", {"name_en": "Hall"}, {"name_en": "Great hall"}),
            ("removed", "hall", {"code": "hall", "name_zh": "大厅", "name_en": "Great hall"}, {}),
        ]


def test_what_is_uncounted_or_put_back_changes_nothing(app: App) -> None:
    with app.app_context():
        place = Location(code="hall", name_zh="大厅", name_en="Hall")
        db.session.add(place)
        db.session.flush()  # it is there before anybody acts
        with audit.acting("move_room", None, "admin", None, AT):
            place.position = 3
            db.session.flush()  # a count alone is no change
            audit.note(audit.CHANGED, "book", 7, "三体", {"title": "三体"}, {"title": "三体"})
        assert _events() == []


def test_an_act_that_tells_of_nothing_leaves_its_own_line(app: App) -> None:
    with app.app_context():
        user = make_user(role="staff")
        with audit.acting("print_labels", user.id, user.role, "r" * 32, AT) as end:
            end()
        with audit.acting("correct_book", user.id, user.role, "r" * 32, AT) as end:
            audit.note(audit.CHANGED, "book", 7, "三体", {"a": 1, "b": 2}, {"a": 1, "b": 3})
            end()
        assert _events() == [("acted", None, {}, {}), ("changed", "三体", {"b": 2}, {"b": 3})]


def test_outside_of_an_act_nothing_is_written(app: App) -> None:
    with app.app_context():
        audit.note(audit.ADDED, "book", 7, "三体", {}, {"title": "三体"})
        db.session.add(Location(code="hall", name_zh="大厅", name_en="Hall"))
        db.session.flush()  # nobody acts
        assert _events() == []
