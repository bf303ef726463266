"""What readers are told about the weight of their signals is what the training job does with them."""

from typing import Any

from sqlalchemy import Subquery

from backend.recommendations.queries.timeline import KINDS
from backend.recommendations.rules import weight_of_stars
from ml.config import SignalConfig
from ml.data.signals import SIGNALS


def test_the_portal_weighs_the_signals_of_the_training_job_in_its_order(library: Any) -> None:
    job = [(signal.name, signal.table.name, signal.moment.name) for signal in SIGNALS]
    portal = [(kind, _name(table), at.key) for kind, (table, at) in KINDS.items()]
    assert portal == job


def _name(table: Any) -> str:
    return str(table.name if isinstance(table, Subquery) else table.__tablename__)


def test_whole_stars_weigh_what_the_job_declares() -> None:
    weights = SignalConfig().star_weights
    assert [weight_of_stars(stars, weights) for stars in (1, 2, 3, 4, 5)] == list(weights)
