"""What a load balancer asks."""

from typing import Any

from sqlalchemy import text

from backend.app import create_app
from backend.core.database import db
from backend.core.revisions import can_serve, newest_revision
from tests.conftest import settings_for


def test_a_portal_with_its_tables_is_ready(guest: Any) -> None:
    assert guest.get("/healthz").get_json() == {"status": "ok"}
    assert guest.get("/readyz").get_json() == {"status": "ok"}


def test_a_database_behind_the_code_is_alive_but_not_ready(app: Any) -> None:
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.commit()
    try:
        assert app.test_client().get("/healthz").status_code == 200
        assert app.test_client().get("/readyz").status_code == 503
    finally:
        with app.app_context():
            db.session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest_revision()})
            db.session.commit()


def test_the_old_code_goes_on_with_the_tables_of_the_next_version() -> None:
    """While machines are renewed one after the other: deploy/OPERATE.md has the rule for migrations."""
    newest = newest_revision()
    assert newest is not None
    assert can_serve(newest)
    assert can_serve(f"{int(newest) + 1:04}")
    assert not can_serve(f"{int(newest) - 1:04}")
    assert not can_serve(None)


def test_a_database_that_does_not_answer_is_503_without_internals(tmp_path: Any) -> None:
    lost = create_app(settings_for(f"sqlite:////{tmp_path}/nowhere/library.db", tmp_path))
    answer = lost.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
    assert "nowhere" not in answer.get_data(as_text=True)
