"""Every list of this room is read through an index: no statement walks a table that grows with the readers."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from backend.accounts.models import User
from backend.core.database import db
from tests.clients import LibraryClient
from tests.factories import make_book, make_category, make_like, make_list, make_neighbours, make_run, make_sighting

# A row for each reader and something he did, or millions a night.
GROWING = {
    *("rating", "book_like", "book_view", "favourite_category", "dismissal", "taste_exclusion", "recommendation"),
    *("recommendation_list", "similar_book", "also_liked", "recommendation_shown", "recommendation_daily", "user"),
    "loan",
}
READS = (
    *("/api/recommendations", "/api/recommendations?size=50&skip=50", "/api/recommendations/dismissals"),
    *("/api/taste", "/api/onboarding", "/api/books/{book}/similar", "/api/books/{book}/also_liked"),
    *("/api/admin/runs", "/api/admin/runs/{run}", "/api/admin/runs/measures", "/api/books/{book}/rating"),
)
WRITES = (
    ("PUT", "/api/books/{book}/like", None),
    ("POST", "/api/recommendations/{book}/dismiss", None),
    ("POST", "/api/recommendations/opened", {"book_id": 1, "shelf": "for_you"}),
    ("POST", "/api/recommendations/shown", {"items": [{"book_id": 1, "shelf": "for_you", "source": "x", "run_id": 1}]}),
    ("PATCH", "/api/taste", {"personalised": False}),
)


@pytest.fixture
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Every statement with its parameters, as it reaches SQLite."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip()[:6].upper() in ("SELECT", "UPDATE", "DELETE"):
            seen.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_list_walks_a_growing_table(app: Any, sign_in_as: Any, statements: list[tuple[str, Any]]) -> None:
    reader: LibraryClient = sign_in_as("staff")
    with app.app_context():
        me = db.session.get(User, reader.user_id)
        assert me is not None
        category, run = make_category(), make_run()
        liked, *books = [make_book(categories=(category,)) for _ in range(5)]
        make_neighbours(run, liked, books[:2])
        make_list(run, me, books[2:], evidence_book_id=liked.id)
        make_like(me, liked)
        make_sighting(me, liked)
        db.session.commit()
        ids = {"book": books[0].id, "run": run.id}
    statements.clear()
    for path in READS:
        assert reader.get(path.format(**ids)).status_code == 200, path
    for method, path, body in WRITES:
        answer = reader.open(path.format(**ids), method=method, **({"json": body} if body else {}))
        assert answer.status_code in (200, 204), path
    asked = list(statements)
    assert len(asked) > 60
    with app.app_context(), db.engine.connect() as connection:
        assert _walked(connection, "SELECT * FROM rating WHERE stars = ?", (5,)) == {"rating"}, "the test bites"
        walks = {(table, said) for said, given in asked for table in _walked(connection, said, given)}
    assert walks == set()


def _walked(connection: Connection, statement: str, parameters: Any) -> set[str]:
    """The growing tables that SQLite would read from end to end, by the table or by an index."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    steps = [step.detail.split() for step in plan]
    return {words[1] for words in steps if words[0] == "SCAN" and words[1] in GROWING}
