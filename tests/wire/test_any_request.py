"""Whatever is sent to a route, the answer is never a fault of the library."""

from typing import Any

import pytest

from backend.core.database import db
from tests.any_request import ask_everything, furnish, requests_to_all_routes


@pytest.fixture(scope="module")
def requests() -> list[list[Any]]:
    """Making them up takes longer than answering them, so both databases get the same. `make bench` sends many more."""
    return list(requests_to_all_routes(6))


def test_nothing_that_anybody_sends_is_answered_by_a_fault(
    app: Any, sign_in_as: Any, requests: list[list[Any]]
) -> None:
    with app.app_context():
        furnish()
        db.session.commit()
    answers = ask_everything(lambda: sign_in_as("admin"), requests)
    assert answers.faults == []
    # Requests that are right come through, too: it is not the door that answers all of them.
    assert answers.number > 700
    assert answers.statuses[200] > 100
    assert answers.statuses[422] > 50
