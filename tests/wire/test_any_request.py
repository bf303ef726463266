"""Whatever is sent to a route, the answer is never a fault of the library."""

from typing import Any

from backend.core.database import db
from tests.any_request import ask_everything, furnish


def test_nothing_that_anybody_sends_is_answered_by_a_fault(app: Any, sign_in_as: Any) -> None:
    with app.app_context():
        furnish()
        db.session.commit()
    answers = ask_everything(app, lambda: sign_in_as("admin"), 25)
    assert answers.faults == []
    # Requests that are right come through, too: it is not the door that answers all of them.
    assert answers.number > 1_200
    assert answers.statuses[200] > 200
    assert answers.statuses[422] > 100
