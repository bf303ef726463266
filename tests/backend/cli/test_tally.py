"""`flask tally-recommendations`, as cron calls it."""

from typing import Any

import pytest

from backend.cli.tally_recommendations import tally_recommendations
from backend.core.database import db
from backend.recommendations.models import RecommendationDaily
from tests.factories import make_book, make_like, make_sighting, make_user


def test_the_command_counts_and_says_what_it_did(app: Any) -> None:
    with app.app_context():
        user, book = make_user(), make_book()
        make_sighting(user, book)
        make_like(user, book)
        db.session.commit()
    runner = app.test_cli_runner()
    done = runner.invoke(tally_recommendations)
    assert (done.exit_code, done.output) == (0, "1 counts, 1 new likes, 0 old sightings removed.\n")
    assert runner.invoke(tally_recommendations, ["--days", "90"]).output.startswith("1 counts, 0 new likes")
    with app.app_context():
        assert db.session.query(RecommendationDaily).one().likes == 1


@pytest.mark.parametrize("days", ["0", "91", "many"])
def test_days_that_cannot_be_counted_are_refused(app: Any, days: str) -> None:
    assert app.test_cli_runner().invoke(tally_recommendations, ["--days", days]).exit_code == 2
