"""The signed-in reader, and what is asked in every file of this room."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core.database import db
from tests.clients import LibraryClient


@pytest.fixture
def me(app: Any, reader: LibraryClient) -> Iterator[User]:
    """The signed-in reader, attached to a session."""
    with app.app_context():
        user = db.session.get(User, reader.user_id)
        assert user is not None
        yield user
        db.session.rollback()


@pytest.fixture
def the_list(reader: LibraryClient) -> Callable[..., dict[str, Any]]:
    """`the_list("?size=4")`: the answer to the signed-in reader."""

    def ask(query: str = "") -> dict[str, Any]:
        answer = reader.get(f"/api/recommendations{query}")
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    return ask
